package command

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/terminal"
)

// completeName is what the completion scripts call: mfa-session __complete -- WORDS…, the words
// after the program's name up to the cursor. It is no command of the tree, so nothing lists it.
const completeName = "__complete"

// A line without a value is for the script: what the shell itself is to complete here.
const (
	filesHere   = "files"
	commandHere = "command"
)

// candidate is a word that fits, and what it means.
type candidate struct{ value, text string }

// complete prints what may stand in the place of the last word, as lines value<TAB>description. It
// is called whenever TAB is pressed: it opens no keychain, calls and asks nobody, writes nothing but
// these lines, and has no errors. A file that cannot be read holds no names.
func (r *run) complete(words []string) (exitCode int) {
	defer func() { _ = recover() }() // a bug costs the candidates, not the look of the prompt
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	var b strings.Builder
	for _, c := range r.candidates(words) {
		b.WriteString(c.value + "\t" + terminal.Clean(c.text) + "\n")
	}
	_, _ = io.WriteString(r.Stdout, b.String()) // nobody to tell
	return exitOK
}

// candidates are those for the last of the words.
func (r *run) candidates(words []string) []candidate {
	before, last := words[:len(words)-1], words[len(words)-1]
	app := r.app()
	l := arrange(before, app)
	switch {
	case l.open != nil:
		return fitting(r.valuesOf(l.open), last)
	case l.ended || !strings.HasPrefix(last, "-"):
		return r.argumentCandidates(app, l, last)
	}
	if name, value, ok := strings.Cut(last, "="); ok {
		return r.assigned(app, name, value)
	}
	return fitting(optionCandidates(app, l, last), last)
}

// assigned are the candidates for --option=value.
func (r *run) assigned(app *cli.App, option, value string) []candidate {
	flag, ok := optionsOf(app)[strings.TrimLeft(option, "-")]
	if !ok || !takesValue(flag) {
		return nil
	}
	found := fitting(r.valuesOf(flag), value)
	for i := range found {
		if found[i].value != "" {
			found[i].value = option + "=" + found[i].value
		}
	}
	return found
}

// argumentCandidates are commands as long as one may come, what the command takes as arguments, and,
// where that is nothing and nothing was typed, its options.
func (r *run) argumentCandidates(app *cli.App, l line, last string) []candidate {
	var found []candidate
	if !l.ended && len(l.args) == 0 {
		for _, c := range l.commands(app) {
			if !c.Hidden {
				found = append(found, candidate{c.Name, c.Usage})
			}
		}
	}
	t := l.takes()
	found = fitting(append(found, t.candidates(r)...), last)
	if len(found) == 0 && last == "" && !l.ended {
		return optionCandidates(app, l, "--")
	}
	return found
}

// commands are those that may come next.
func (l *line) commands(app *cli.App) []*cli.Command {
	if l.command == nil {
		return app.Commands
	}
	return l.command.Subcommands
}

// optionCandidates are the options that the command has and that were not given yet; the short ones
// where one dash was typed.
func optionCandidates(app *cli.App, l line, last string) []candidate {
	var found []candidate
	for _, f := range append(l.flags(app), helpFlag()) {
		if v, ok := f.(cli.VisibleFlag); ok && !v.IsVisible() || l.has(f) && !repeats(f) {
			continue
		}
		for _, name := range flagNames(f) {
			if len(name) > 1 || !strings.HasPrefix(last, "--") {
				text, _, _ := strings.Cut(describeFlag(f).Text, ": ") // what follows goes into details
				found = append(found, candidate{dashed(name), text})
			}
		}
	}
	return found
}

func repeats(f cli.Flag) bool {
	s, ok := f.(cli.DocGenerationSliceFlag)
	return ok && s.IsSliceFlag()
}

// has says whether an option was given.
func (l *line) has(f cli.Flag) bool {
	for _, option := range l.options {
		if name, _, _ := strings.Cut(strings.TrimPrefix(option, "--"), "="); name == flagName(f) {
			return true
		}
	}
	return false
}

// fitting are the candidates that go on as the word begins. One that a terminal could not show as it
// is could not be typed either: names in files are foreign text.
func fitting(all []candidate, word string) []candidate {
	var found []candidate
	for _, c := range all {
		special := c.value == "" && c.text != ""
		if special || c.value != "" && strings.HasPrefix(c.value, word) && terminal.Clean(c.value) == c.value {
			found = append(found, c)
		}
	}
	return found
}
