target=${1-}
if ! [[ $target =~ ^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|[0-9]{12})$ ]]; then
  say 'usage: bash FILE TARGET, which is an account (12 digits), an organizational unit (ou-...) or the root (r-...)'
  exit 2
fi
type=SERVICE_CONTROL_POLICY

enabled() {
  local status
  status=$(aws organizations list-roots --query "Roots[].PolicyTypes[?Type=='$type'].Status[]" --output text) || exit 1
  [ "$status" = ENABLED ]
}

if ! enabled; then
  root=$(aws organizations list-roots --query 'Roots[0].Id' --output text)
  aws organizations enable-policy-type --root-id="$root" --policy-type="$type" >/dev/null
  for _ in {1..30}; do # it takes AWS some seconds
    if enabled; then break; fi
    sleep 2
  done
  say "service control policies: enabled"
fi

id=$(aws organizations list-policies --filter="$type" --query "Policies[?Name=='$policy'].Id" --output text)
id=${id//[[:space:]]/} # of many pages most are empty
current=''
if [ -n "$id" ]; then
  current=$(aws organizations describe-policy --policy-id="$id" --query Policy.Content --output text)
fi
if [ -z "$id" ]; then
  id=$(aws organizations create-policy --type="$type" --name="$policy" --description="$description" --content="$document" \
    --query Policy.PolicySummary.Id --output text)
  say "policy $policy: created, $id"
elif same "$document" "$current"; then
  say "policy $policy: as it was"
else
  aws organizations update-policy --policy-id="$id" --content="$document" >/dev/null
  say "policy $policy: changed"
fi

attached=$(aws organizations list-policies-for-target --target-id="$target" --filter="$type" --query "Policies[?Id=='$id'].Id" --output text)
if [ -n "${attached//[[:space:]]/}" ]; then
  say "target $target: needs MFA already"
else
  aws organizations attach-policy --policy-id="$id" --target-id="$target"
  say "target $target: needs MFA by policy $policy"
fi
