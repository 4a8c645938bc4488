# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. Nothing is evaluated: "mfa-session __load" prints lines "set NAME=value".
def --env --wrapped aws-mfa [...words: string] {
    let printed = (try { ^mfa-session __load windows-cmd ...$words } catch {|failure| $failure.exit_code? })
    if $printed == 99 { # nothing to load: status, exec, --help
        ^mfa-session ...$words
    } else if ($printed | describe) != string {
        error make --unspanned {msg: $"mfa-session failed: exit code ($printed)"}
    } else {
        # hide-env would bring back what nushell itself was started with: a variable that is null is not there
        load-env ($printed | lines | parse 'set {name}={value}' | reduce --fold {} {|it, all|
            $all | insert $it.name (if $it.value == '' { null } else { $it.value })
        })
    }
}
