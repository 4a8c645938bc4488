# there CODE COMMAND...: whether what the command asks for is there; CODE is the error where it is not.
there() {
  local code=$1 errors
  shift
  if errors=$("$@" 2>&1 >/dev/null); then return 0; fi
  if [[ $errors == *"($code)"* ]]; then return 1; fi
  printf '%s\n' "$errors" >&2
  exit 1
}

IFS=: read -r _ _ _ _ account _ <<<"$caller"
arn=arn:$partition:iam::$account:policy/$policy

update_policy() {
  local version current versions oldest
  version=$(aws iam get-policy --policy-arn="$arn" --query Policy.DefaultVersionId --output text)
  current=$(aws iam get-policy-version --policy-arn="$arn" --version-id="$version" --query PolicyVersion.Document --output json)
  if same "$document" "$current"; then
    say "policy $policy: as it was"
    return
  fi
  versions=$(aws iam list-policy-versions --policy-arn="$arn" --query 'length(Versions)' --output text)
  if [ "$versions" -ge 5 ]; then # no more are kept
    oldest=$(aws iam list-policy-versions --policy-arn="$arn" \
      --query 'sort_by(reverse(Versions[?!IsDefaultVersion]), &CreateDate)[0].VersionId' --output text)
    aws iam delete-policy-version --policy-arn="$arn" --version-id="$oldest"
    say "policy $policy: version $oldest, the oldest, deleted"
  fi
  version=$(aws iam create-policy-version --policy-arn="$arn" --policy-document="$document" --set-as-default \
    --query PolicyVersion.VersionId --output text)
  say "policy $policy: changed, now version $version"
}

if there NoSuchEntity aws iam get-policy --policy-arn="$arn"; then
  update_policy
else
  aws iam create-policy --policy-name="$policy" --description="$description" --policy-document="$document" >/dev/null
  say "policy $policy: created"
fi

if there NoSuchEntity aws iam get-group --group-name="$group"; then
  say "group $group: there already"
else
  aws iam create-group --group-name="$group" >/dev/null
  say "group $group: created"
fi
aws iam attach-group-policy --group-name="$group" --policy-arn="$arn"
say "group $group: needs MFA by policy $policy"

for user in ${members[@]+"${members[@]}"}; do
  aws iam add-user-to-group --group-name="$group" --user-name="$user"
  say "user $user: in group $group"
done
