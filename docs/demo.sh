#!/usr/bin/env bash
# The main job on a sandbox: STS and IAM on this machine, a user alice, an MFA device, no AWS account.
# Every indented line is what the programs print. It asks nothing and leaves nothing behind.
set -euo pipefail

if [ -z "${MFA_SANDBOX_SEED:-}" ]; then
  exec aws-sandbox run --without-device -- bash "$0" # starts this script again, with the sandbox
fi

unset ${!MFA_SESSION_@}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_STATE_HOME=$home/state
export AWS_CONFIG_FILE=$home/config AWS_SHARED_CREDENTIALS_FILE=$home/credentials
# An embedded keychain: encrypted files under a passphrase.
export MFA_SESSION_BACKEND=file MFA_SESSION_PASSPHRASE=a-passphrase-for-this-demo-only

cat >"$AWS_SHARED_CREDENTIALS_FILE" <<KEYS
[work-keys]
aws_access_key_id = $AWS_ACCESS_KEY_ID
aws_secret_access_key = $AWS_SECRET_ACCESS_KEY
KEYS
cat >"$AWS_CONFIG_FILE" <<'CONFIG'
[profile work]
credential_process = mfa-session credential-process --profile work-keys
region = eu-west-1
CONFIG
chmod 600 "$AWS_CONFIG_FILE" "$AWS_SHARED_CREDENTIALS_FILE"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_DEFAULT_REGION

say() { printf '\n# %s\n' "$1"; }
show() { printf '$ %s\n' "$1"; }
indent() { sed 's/^/  /'; }
# refused runs what must fail.
refused() {
  if "$@" 2>&1 | indent; then
    echo 'this should have been refused' >&2
    exit 1
  fi
}

say 'alice has an access key, but no MFA device: she is refused before anybody is asked'
show 'mfa-session login 123456 --profile work'
refused mfa-session login 123456 --profile work

aws-sandbox enrol >/dev/null 2>&1
say 'with a device, a code becomes a session, which goes into the keychain'
code=$(aws-sandbox code)
show "mfa-session login $code --profile work"
mfa-session login "$code" --profile work 2>&1 | indent
show 'mfa-session status'
mfa-session status | indent

say 'any shell loads it; no code is asked, and AWS is not called'
aws-sandbox calls --reset >/dev/null
show 'eval "$(mfa-session --profile work)"'
(
  unset AWS_PROFILE
  eval "$(mfa-session --profile work)"
  show 'sdkclient          # a program with the AWS SDK for Go, by the environment'
  sdkclient | indent
)
show 'aws-sandbox calls  # what AWS was asked: nothing but the question of the program'
aws-sandbox calls | indent

say 'or the SDK asks mfa-session itself, by credential_process in ~/.aws/config'
show 'AWS_PROFILE=work sdkclient'
AWS_PROFILE=work sdkclient | indent

say 'a code works once; so does a session, everywhere, until it is forgotten'
show "mfa-session login $code --profile work --refresh"
refused mfa-session login "$code" --profile work --refresh
show 'mfa-session logout --profile work'
mfa-session logout --profile work 2>&1 | indent
