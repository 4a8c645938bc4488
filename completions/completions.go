// Package completions holds the completion scripts of the shells.
//
// Its rules: a script holds no list of commands, options or names; it asks the program for the
// candidates, with the words as they were typed, and evaluates none of them.
package completions

import _ "embed" // the scripts

//go:embed mfa-session.bash
var bash string

//go:embed _mfa-session
var zsh string

//go:embed mfa-session.fish
var fish string

//go:embed mfa-session.ps1
var powershell string

// Shells are those that there is a script for.
func Shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

// Script is the script for a shell, empty for one that has none.
func Script(shell string) string {
	switch shell {
	case "bash":
		return bash
	case "zsh":
		return zsh
	case "fish":
		return fish
	case "powershell":
		return powershell
	}
	return ""
}
