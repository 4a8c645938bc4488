package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// help prints the help of the command that the line names.
func (r *run) help(app *cli.App, l line) error {
	if l.command == nil {
		r.rootHelp(app)
		return nil
	}
	c := l.command
	printHead(&r.out, l.name(), c.Usage)
	if len(c.Subcommands) > 0 {
		fmt.Fprintf(&r.out, "Usage:\n  %s COMMAND [OPTIONS]\n\nCommands:\n", l.name())
		printCommands(&r.out, c.Subcommands)
	} else {
		fmt.Fprintf(&r.out, "Usage:\n  %s\n", strings.TrimSpace(l.name()+" [OPTIONS] "+c.ArgsUsage))
	}
	if c.Description != "" {
		fmt.Fprintf(&r.out, "\n%s\n", c.Description)
	}
	printOptions(&r.out, c.Flags)
	return nil
}

func (r *run) rootHelp(app *cli.App) {
	printHead(&r.out, programName, app.Usage)
	fmt.Fprintf(&r.out, "Usage:\n  %s\n  mfa-session COMMAND [OPTIONS]\n\n", app.UsageText)
	fmt.Fprint(&r.out, "CODE is the six digits that the MFA device shows; - reads them from stdin.\n\n")
	fmt.Fprint(&r.out, "Examples:\n  eval $(mfa-session 123456)\n  mfa-session exec -- aws s3 ls\n\nCommands:\n")
	printCommands(&r.out, app.Commands)
	printOptions(&r.out, app.Flags)
	fmt.Fprint(&r.out, "\nHelp for a command: mfa-session COMMAND --help\n")
}

func printHead(w io.Writer, name, usage string) {
	fmt.Fprintln(w, strings.Join(wrapped(name+" - "+usage, helpWidth), "\n")+"\n")
}

func printCommands(w io.Writer, commands []*cli.Command) {
	var entries []entry
	for _, c := range commands {
		entries = append(entries, entry{c.Name, c.Usage})
	}
	printEntries(w, entries)
}

// printOptions prints each option with its placeholder and the variables that stand for it.
func printOptions(w io.Writer, flags []cli.Flag) {
	fmt.Fprint(w, "\nOptions:\n")
	var options []entry
	for _, f := range append(flags, helpFlag()) {
		options = append(options, describeFlag(f).entry())
	}
	printEntries(w, options)
}

func (o OptionDoc) entry() entry {
	head := "    --" + o.Names[0]
	if len(o.Names) > 1 {
		head = "-" + o.Names[1] + ", --" + o.Names[0]
	}
	if o.Placeholder != "" {
		head += " " + o.Placeholder
	}
	text := o.Text
	if len(o.Variables) > 0 {
		text += " [" + strings.Join(o.Variables, ", ") + "]"
	}
	return entry{head, text}
}

// entry is a word and what it means.
type entry struct{ head, text string }

// printEntries prints them in two columns.
func printEntries(w io.Writer, entries []entry) {
	width := 0
	for _, e := range entries {
		width = max(width, len(e.head))
	}
	for _, e := range entries {
		for _, line := range wrapped(e.text, helpWidth-width-4) {
			fmt.Fprintf(w, "  %-*s  %s\n", width, e.head, line)
			e.head = ""
		}
	}
}

// helpWidth is what fits into a terminal as it opens.
const helpWidth = 80

// wrapped breaks a text between words into lines of a width, as far as words allow.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}
