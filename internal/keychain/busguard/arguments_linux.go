package busguard

import "strings"

// takesValue are the options that are followed by a value, which must not be taken for a word of
// its own.
var takesValue = map[string]bool{
	"backend": true, "code-command": true, "d": true, "duration": true, "format": true, "p": true,
	"profile": true, "region": true, "s": true, "serial-number": true,
}

// withoutKeychain are the commands that open no keychain, and so need no bus and wait for none.
var withoutKeychain = map[string]bool{
	"__complete": true, "completion": true, "policy": true, "shell-init": true, "status": true, "unset": true,
}

// arguments is what the guard wants to know of them.
type arguments struct {
	backend    string // of --backend, or of the environment
	noKeychain bool   // a command that opens none, --version or --help
}

// read finds it in the arguments, which no parser has seen yet; the last --backend counts, and it
// goes before the environment. What follows "--", or the first word after exec, belongs to another
// program.
func read(args []string, fromEnvironment string) arguments {
	found := arguments{backend: fromEnvironment}
	command := ""
	for i := 1; i < len(args) && args[i] != "--"; i++ {
		option, value, joined := splitOption(args[i])
		switch {
		case option == "" && command == "exec":
			return found
		case option == "":
			if command == "" {
				command = args[i]
			}
			found.noKeychain = found.noKeychain || withoutKeychain[command]
		case !joined && takesValue[option] && i+1 < len(args):
			i++
			value = args[i]
		}
		switch option {
		case "backend":
			found.backend = value
		case "version", "help", "h":
			found.noKeychain = true
		}
	}
	return found
}

// splitOption splits "--name=value"; the name is empty for a word that is no option.
func splitOption(word string) (name, value string, joined bool) {
	if len(word) < 2 || word[0] != '-' {
		return "", "", false
	}
	return strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
}
