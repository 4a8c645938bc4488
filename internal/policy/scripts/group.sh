# found CODE COMMAND...: prints what the command prints; fails where AWS answers CODE: it is not there.
found() {
  local code=$1 answer
  shift
  if answer=$("$@" 2>&1); then
    printf '%s\n' "$answer"
    return
  fi
  if [[ $answer == *"($code)"* ]]; then return 1; fi
  printf '%s\n' "$answer" >&2
  return 2
}

IFS=: read -r _ _ _ _ account _ <<<"$caller"
arn=arn:$partition:iam::$account:policy/$policy

# update VERSION: VERSION is the default one.
update() {
  local current versions count oldest version
  current=$(aws iam get-policy-version --policy-arn="$arn" --version-id="$1" --query PolicyVersion.Document --output json)
  if same "$document" "$current"; then
    say "policy $policy: as it was"
    return
  fi
  versions=$(aws iam list-policy-versions --policy-arn="$arn" \
    --query '[length(Versions), sort_by(reverse(Versions[?!IsDefaultVersion]), &CreateDate)[0].VersionId]' --output text)
  read -r count oldest <<<"$versions"
  if [ "$count" -ge 5 ]; then # no more are kept
    aws iam delete-policy-version --policy-arn="$arn" --version-id="$oldest"
    say "policy $policy: version $oldest, the oldest, deleted"
  fi
  version=$(aws iam create-policy-version --policy-arn="$arn" --policy-document="$document" --set-as-default \
    --query PolicyVersion.VersionId --output text)
  say "policy $policy: changed, now version $version"
}

status=0
version=$(found NoSuchEntity aws iam get-policy --policy-arn="$arn" --query Policy.DefaultVersionId --output text) || status=$?
case $status in
  0) update "$version" ;;
  1)
    aws iam create-policy --policy-name="$policy" --description="$description" --policy-document="$document" >/dev/null
    say "policy $policy: created"
    ;;
  *) exit 1 ;;
esac

status=0
found NoSuchEntity aws iam get-group --group-name="$group" >/dev/null || status=$?
case $status in
  0) say "group $group: there already" ;;
  1)
    aws iam create-group --group-name="$group" >/dev/null
    say "group $group: created"
    ;;
  *) exit 1 ;;
esac
aws iam attach-group-policy --group-name="$group" --policy-arn="$arn"
say "group $group: needs MFA by policy $policy"

for user in ${members[@]+"${members[@]}"}; do
  aws iam add-user-to-group --group-name="$group" --user-name="$user"
  say "user $user: in group $group"
done
