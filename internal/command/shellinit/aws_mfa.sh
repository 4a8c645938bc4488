# aws_mfa 123456 loads the session into this shell, aws_mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
aws_mfa() {
  case $- in *x*) set +x; aws_mfa ${1+"$@"}; set -- "$?"; set -x; return "$1" ;; esac # the statements hold secrets
  set -- "$(command mfa-session __load env ${1+"$@"} && echo :0 || echo ":$?")" ${1+"$@"}
  case $1 in
    *:0) eval "${1%:0}" ;;
    *:99) shift; command mfa-session ${1+"$@"} ;; # nothing to evaluate: status, exec, --help
    *:*) return "${1##*:}" ;;
    *) return 1 ;; # whatever ran it was killed
  esac
}
