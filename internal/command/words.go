package command

import (
	"context"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// line is a command line in the order urfave needs: options before arguments, each as --name=value.
// urfave stops at the first argument and would take `mfa-session 123456 --profile work` for three
// arguments; it also lets an option of a parent command swallow that of the child.
type line struct {
	command *cli.Command // nil for the root
	path    []string     // names of the commands, for messages and help
	options []string
	args    []string
	help    bool
	format  string // the last --format, for the failing statement of a usage error

	// For completion: where the words ended.
	open  cli.Flag // the option whose value would come next, nil for none
	ended bool     // no option is taken any more
	err   error    // the first fault; the rest of the line was still read
}

// arrange reads the words after the program's name. Options may stand anywhere before "--"; for a
// command that runs another one they end at its first argument.
func arrange(words []string, app *cli.App) line {
	l := line{}
	known := optionsOf(app)
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
			l.args, l.ended = append(l.args, words...), true
			words = nil
		case len(word) > 1 && word[0] == '-':
			words = l.option(word, words, known)
		case l.descend(word, app):
		default:
			l.args = append(l.args, word)
			if l.command != nil && l.command.Name == execName {
				l.args, l.ended = append(l.args, words...), true
				words = nil
			}
		}
	}
	l.checkOptions(app)
	return l
}

// option takes one option and, where it has one, its value; it returns the words that are left.
func (l *line) option(word string, rest []string, known map[string]cli.Flag) []string {
	name, value, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
	flag, ok := known[name]
	if !ok {
		l.fault(unknownOption(word, known))
		return rest
	}
	if name = flagName(flag); name == "help" {
		l.help = true
		return rest
	}
	if !takesValue(flag) {
		if hasValue {
			l.fault(usageErrorf("--%s takes no value", name))
		}
		l.options = append(l.options, "--"+name)
		return rest
	}
	switch {
	case hasValue:
	case len(rest) == 0:
		l.open = flag
	case !isNoValue(rest[0]):
		value, rest = rest[0], rest[1:]
	}
	if value == "" {
		l.fault(usageErrorf("--%s needs a value", name))
		return rest
	}
	if name == formatOption {
		l.format = value
	}
	l.options = append(l.options, "--"+name+"="+value)
	return rest
}

// descend follows word into the command tree, if it names a command there.
func (l *line) descend(word string, app *cli.App) bool {
	commands := app.Commands
	if l.command != nil {
		commands = l.command.Subcommands
	}
	if len(l.args) > 0 {
		return false
	}
	for _, c := range commands {
		if c.HasName(word) {
			l.command = c
			l.path = append(l.path, c.Name)
			return true
		}
	}
	return false
}

// checkOptions refuses options that exist, but not for this command.
func (l *line) checkOptions(app *cli.App) {
	for _, option := range l.options {
		name, _, _ := strings.Cut(strings.TrimPrefix(option, "--"), "=")
		if !hasFlag(l.flags(app), name) {
			here := strings.TrimPrefix(l.name(), programName+" ")
			l.fault(usageErrorf("--%s is an option of %s, not of %s", name, someOf(ownersOf(name, app)), here))
		}
	}
}

// flags are the options of the command.
func (l *line) flags(app *cli.App) []cli.Flag {
	if l.command == nil {
		return app.Flags
	}
	return l.command.Flags
}

func (l *line) fault(err error) {
	if l.err == nil {
		l.err = err
	}
}

// name is how messages call the command.
func (l *line) name() string { return strings.Join(append([]string{programName}, l.path...), " ") }

// runUrfave has urfave run the line. Without a command none is to be found: urfave would take the
// first argument for one, even after "--". With one, it alone is to be set up: all options follow it.
// Of the options, only those of the line are: urfave takes the names of each apart again and again.
func (l *line) runUrfave(ctx context.Context, app *cli.App) error {
	if l.command == nil {
		app.Commands = nil
		app.Flags = l.given(app.Flags)
	} else {
		app.Commands = slices.DeleteFunc(app.Commands, func(c *cli.Command) bool { return c.Name != l.path[0] })
		app.Flags = nil
		l.command.Flags = l.given(l.command.Flags)
		l.command.Subcommands = nil // all names of commands were followed: the next word is an argument
	}
	return app.RunContext(ctx, l.forUrfave())
}

// given are those of the flags that are in the line.
func (l *line) given(flags []cli.Flag) []cli.Flag {
	return slices.DeleteFunc(flags, func(f cli.Flag) bool {
		return !slices.ContainsFunc(l.options, func(option string) bool {
			name, _, _ := strings.Cut(option, "=")
			return name == "--"+flagName(f)
		})
	})
}

// forUrfave is the line as urfave takes it. "--" keeps arguments that look like options arguments.
func (l *line) forUrfave() []string {
	return slices.Concat([]string{programName}, l.path, l.options, []string{"--"}, l.args)
}

// isNoValue tells words that are never meant as the value of an option. Others that begin with a
// dash may be: -d -12h is about a duration.
func isNoValue(word string) bool { return word == "--" || word == "--help" || word == "-h" }

// helped adds where the help is to a usage error that has no nearer remedy.
func (l *line) helped(err error) error {
	if e, ok := asError[*usageError](err); ok && len(e.hints) == 0 {
		return e.hint("see: " + l.name() + " --help")
	}
	return err
}
