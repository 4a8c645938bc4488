# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
function aws-mfa {
  emulate -L zsh
  setopt no_xtrace # the statements hold secrets
  local statements code=0
  statements=$(command mfa-session __load env "$@") || code=$?
  case $code in
    0) eval "$statements" || code=$? ;;
    99) code=0 && command mfa-session "$@" || code=$? ;; # nothing to evaluate: status, exec, --help
  esac
  return $code
}
