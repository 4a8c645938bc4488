# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
function aws-mfa --wraps mfa-session --description 'Load the MFA session into this shell'
    set -l fish_trace # the statements hold secrets
    set -l statements (command mfa-session __load fish $argv)
    set -l code $status
    switch $code
        case 0
            eval $statements
        case 99 # nothing to evaluate: status, exec, --help
            command mfa-session $argv
        case '*'
            return $code
    end
end
