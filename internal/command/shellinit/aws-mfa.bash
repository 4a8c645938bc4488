# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
function aws-mfa {
  local statements code=0 trace=''
  case $- in *x*) set +x && trace=on ;; esac # the statements hold secrets
  statements=$(command mfa-session __load env ${1+"$@"}) || code=$?
  case $code in
    0) eval "$statements" || code=$? ;;
    99) code=0 && command mfa-session ${1+"$@"} || code=$? ;; # nothing to evaluate: status, exec, --help
  esac
  [ -z "$trace" ] || set -x
  return "$code"
}
