package busguard

import "strings"

// takesValue are the options that are followed by a value, which must not be taken for a word of
// its own.
var takesValue = map[string]bool{
	"backend": true, "code-command": true, "d": true, "duration": true, "format": true, "p": true,
	"profile": true, "region": true, "s": true, "serial-number": true,
}

// chosenBackend finds --backend in the arguments, which no parser has seen yet; the last one counts,
// and it goes before the environment. What follows "--", or the first word after exec, belongs to
// another program.
func chosenBackend(args []string, fromEnvironment string) string {
	backend, inExec := fromEnvironment, false
	for i := 1; i < len(args) && args[i] != "--"; i++ {
		option, value, joined := splitOption(args[i])
		switch {
		case option == "" && inExec:
			return backend
		case option == "":
			inExec = args[i] == "exec"
		case !joined && takesValue[option] && i+1 < len(args):
			i++
			value = args[i]
		}
		if option == "backend" {
			backend = value
		}
	}
	return backend
}

// splitOption splits "--name=value"; the name is empty for a word that is no option.
func splitOption(word string) (name, value string, joined bool) {
	if len(word) < 2 || word[0] != '-' {
		return "", "", false
	}
	return strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
}
