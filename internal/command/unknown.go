package command

import "slices"

// namesElsewhere are words that other programs of this kind have for what is called otherwise here.
var namesElsewhere = map[string]string{
	"version": "--version",
	"ls":      "status",
	"list":    "status",
	"clear":   "logout",
	"refresh": "--refresh",
	"renew":   "--refresh",
}

// notACommand is for a word that stands where a code or a command may: a command that is misspelt or
// has another name, a profile, or the first word of a command to run.
func (r *run) notACommand(word string, rest []string) error {
	unknown := usageErrorf("%q is neither a token code nor a command", printable(word))
	var meant string
	switch near := nearest(word, r.commandNames()); {
	case word == "help" && len(rest) > 0 && slices.Contains(r.commandNames(), rest[0]):
		meant = rest[0] + " --help"
	case r.isProfile(word):
		meant = "--profile " + hinted(word)
	case namesElsewhere[word] != "":
		meant = namesElsewhere[word]
	case near != "":
		meant = near
	case word != "help" && len(rest) > 0:
		return unknown.hint("to run a command: " + programName + " exec -- COMMAND")
	default:
		return unknown
	}
	return unknown.hint("did you mean: " + programName + " " + meant)
}

// isProfile says whether the AWS config files have a profile of this name, which can be typed.
func (r *run) isProfile(name string) bool {
	return isTypeable(name) && slices.ContainsFunc(r.profileCandidates(), func(c candidate) bool { return c.value == name })
}
