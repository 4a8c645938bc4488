package command

import (
	"slices"

	"github.com/urfave/cli/v2"
)

// loadWord begins the line with which the functions of shell-init ask for what they evaluate:
//
//	mfa-session __load FORMAT WORDS…
//
// WORDS are what a person typed after the name of the function. About the session of the shell they
// are run, in that format. For everything else nothing is done, and the exit code is notLoaded: the
// function then runs the words as they were typed, with the terminal for stdout.
const loadWord = "__load"

// notLoaded is none of the exit codes that a person sees.
const notLoaded = 99

// arranged is the line of this process, and whether it has to be run.
func (r *run) arranged(app *cli.App) (l line, runs bool) {
	if len(r.Args) < 2 || r.Args[0] != loadWord {
		return arrange(r.Args, app), true
	}
	format, words := r.Args[1], r.Args[2:]
	if !arrange(words, app).loads() {
		return line{}, false
	}
	r.inFunction = true
	return arrange(slices.Concat([]string{"--" + formatOption, format}, words), app), true
}

// loads says whether the line changes the shell it is typed in. What asks to be shown does not: help,
// the version, secrets, a format of the person's own choice.
func (l line) loads() bool {
	if l.help || l.format != "" || slices.Contains(l.options, "--version") || slices.Contains(l.options, "--show") {
		return false
	}
	return l.command == nil || l.command.Name == unsetName
}
