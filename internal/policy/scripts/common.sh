say() { printf '%s\n' "$*" >&2; }

# same A B: whether two documents differ in white space only, of which their strings have none.
same() { [ "$(tr -d '[:space:]' <<<"$1")" = "$(tr -d '[:space:]' <<<"$2")" ]; }

caller=$(aws sts get-caller-identity --query Arn --output text)
IFS=: read -r _ here _ <<<"$caller"
if [ "$here" != "$partition" ]; then
  say "this is for partition $partition, and the keys are of $here: mfa-session policy render --as cli --partition $here"
  exit 1
fi
