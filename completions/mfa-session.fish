# Completion of mfa-session for fish.
#
# The words go to `mfa-session __complete` without their quotes; nothing in them is expanded. Of the
# one at the cursor only what decides about the kind of candidates is sent: matching is fish's.

function __mfa_session_complete
    set -l words (commandline -opc)
    while set -q words[1]; and string match -qr '^\w+=' -- $words[1] # variables before the command
        set -e words[1]
    end
    set -e words[1]
    set -l current (commandline -ct | string collect)
    set -l kind (string match -r -- '^-[^=]*=|^--?' "$current")
    for line in (command mfa-session __complete -- $words "$kind" 2>/dev/null </dev/null)
        switch $line
            case \tfiles
                __mfa_session_files "$current"
            case \tcommand
                complete -C "$current"
            case '*'
                # Options are offered for nothing typed, but are no guess at a word.
                string match -q -- '-*' $line; and test -n "$current" -a -z "$kind"; and continue
                printf '%s\n' $line
        end
    end
end

# __mfa_session_files completes a file name, also behind --option=.
function __mfa_session_files -a current
    set -l option (string match -r -- '^-[^=]*=' $current)
    for line in (complete -C "'' "(string replace -- "$option" '' $current))
        printf '%s\n' "$option$line"
    end
end

complete -c mfa-session -f -a '(__mfa_session_complete)'
