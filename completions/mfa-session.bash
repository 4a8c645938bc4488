# Completion of mfa-session for bash 3.2 and later. Nothing else is needed.
#
# The words up to the cursor are handed to `mfa-session __complete` without their quotes; nothing in
# them is expanded.

# _mfa_session_split reads a line up to the cursor. It sets words, those that are complete, and for the
# one at the cursor: word, raw (as typed), quote (the one that is open), target (of a redirection).
_mfa_session_split() {
    local line=$1 n=${#1} i=0 c next depth=0
    words=() word='' raw='' quote='' target=''
    while ((i < n)); do
        c=${line:i:1} next=${line:i+1:1}
        case $quote$c in
        "''" | '""') quote='' ;;
        '``') quote='' word+=$c ;;
        '(('* | '()'*)
            word+=$c
            [[ $c == '(' ]] && ((depth += 1)) || ((depth -= 1))
            ((depth > 0)) || quote=''
            ;;
        '"\')
            [[ $next == [\"\\\$\`] ]] && word+=$next || word+=$c$next
            raw+=$c c=$next i=$((i + 1))
            ;;
        [\'\"\`\(]?*) word+=$c ;;
        '\') word+=$next raw+=$c c=$next i=$((i + 1)) ;;
        \' | \") quote=$c ;;
        '`') quote=$c word+=$c ;;
        [\$\<\>])
            if [[ $next == '(' ]]; then
                quote='(' depth=1 word+=$c$next raw+=$c c=$next i=$((i + 1))
            elif [[ $c == '$' ]]; then
                [[ $next == [\'\"] ]] || word+=$c
            else
                [[ $word != *[!0-9]* ]] || _mfa_session_push
                word='' raw='' c='' target=1
            fi
            ;;
        [$' \t\n'] | '&')
            [[ -z $raw ]] || _mfa_session_push
            word='' raw='' c=''
            ;;
        *) word+=$c ;;
        esac
        raw+=$c i=$((i + 1))
    done
}

_mfa_session_push() {
    [[ $target ]] || words+=("$word")
    target=''
}

# _mfa_session_quote sets REPLY to what types a value after an open quote, or after none. The shell
# closes the quote by itself, but for a value that ends with the same character.
_mfa_session_quote() {
    local c with
    REPLY=$1
    case $2 in
    \')
        with="'\\''"
        REPLY=${REPLY//\'/"$with"}
        [[ $REPLY != *\' ]] || REPLY+=\'
        ;;
    \")
        for c in '\' '"' '$' '`'; do
            with="\\$c"
            REPLY=${REPLY//"$c"/"$with"}
        done
        with='"\!"'
        REPLY=${REPLY//!/"$with"}
        [[ $REPLY != *\" ]] || REPLY+=\"
        ;;
    *)
        [[ $REPLY == *[!A-Za-z0-9_./:=@%+,-]* ]] || return 0
        for c in '\' ' ' "'" '"' '$' '`' '!' '&' '*' '?' '(' ')' '[' ']' '{' '}' '<' '>' ';' '|' '#' '~' '^'; do
            with="\\$c"
            REPLY=${REPLY//"$c"/"$with"}
        done
        ;;
    esac
}

# _mfa_session_lines sets lines to the lines of a text, which may hold any character.
_mfa_session_lines() {
    local IFS=$'\n' globs=$-
    set -f
    lines=($1)
    [[ $globs == *f* ]] || set +f
}

# _mfa_session_offer offers values, as they are inserted behind $skip, within the open quote $context.
_mfa_session_offer() {
    local value REPLY
    for value; do
        _mfa_session_quote "${value:${#skip}}" "$context"
        COMPREPLY+=("$REPLY")
    done
}

# _mfa_session_files has the shell complete a file name.
_mfa_session_files() {
    local lines
    if type compopt >/dev/null 2>&1; then
        compopt -o default
    else
        _mfa_session_lines "$(compgen -f -- "$word")"
        _mfa_session_offer ${lines[@]+"${lines[@]}"}
    fi
}

# _mfa_session_command has the shell complete the name of a command.
_mfa_session_command() {
    local lines
    _mfa_session_lines "$(compgen -c -- "$word")"
    _mfa_session_offer ${lines[@]+"${lines[@]}"}
    [[ $word != */* ]] || _mfa_session_files
}

# _mfa_session_context tells what of the word the shell takes as typed and leaves in place: up to a
# character of COMP_WORDBREAKS, or an open quote.
_mfa_session_context() {
    local words word raw quote target
    _mfa_session_split "$1"
    skip=$word context=$quote
}

# _mfa_session_describe puts descriptions beside values that are only listed, not inserted.
_mfa_session_describe() {
    local i width=0 line
    [[ ${COMP_TYPE-} == 63 ]] && ((${#COMPREPLY[@]} > 1 && ${#COMPREPLY[@]} == ${#texts[@]})) || return 0
    for line in "${COMPREPLY[@]}"; do ((width >= ${#line})) || width=${#line}; done
    for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
        [[ ${texts[i]} ]] || continue
        printf -v line '%-*s  %s' "$width" "${COMPREPLY[i]}" "${texts[i]}"
        COMPREPLY[i]=${line:0:${COLUMNS:-80}-1}
    done
}

_mfa_session() {
    # COMP_POINT counts bytes in older versions.
    ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 403)) || local LC_ALL=C
    local IFS=$' \t\n' words word raw quote target skip context lines texts line special=''
    COMPREPLY=() texts=()
    _mfa_session_split "${COMP_LINE:0:COMP_POINT}"
    _mfa_session_context "${raw%"$2"}"
    if [[ $target ]]; then
        _mfa_session_files
        return
    fi
    _mfa_session_lines "$(command mfa-session __complete -- "${words[@]:1}" "$word" 2>/dev/null </dev/null)"
    for line in ${lines[@]+"${lines[@]}"}; do
        case $line in
        $'\t'*) special=${line#$'\t'} ;;
        "$word"*)
            _mfa_session_offer "${line%%$'\t'*}"
            texts+=("${line#*$'\t'}")
            ;;
        esac
    done
    case $special in
    files) _mfa_session_files ;;
    command) _mfa_session_command ;;
    esac
    _mfa_session_describe
}

# aws-mfa is the function of `mfa-session shell-init`, which takes the same words.
complete -o nosort -F _mfa_session mfa-session aws-mfa 2>/dev/null || complete -F _mfa_session mfa-session aws-mfa
