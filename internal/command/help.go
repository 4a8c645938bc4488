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
	fmt.Fprintf(&r.out, "%s - %s\n\nUsage:\n  %s [OPTIONS]", l.name(), c.Usage, l.name())
	if c.ArgsUsage != "" {
		fmt.Fprintf(&r.out, " %s", c.ArgsUsage)
	}
	fmt.Fprint(&r.out, "\n")
	if c.Description != "" {
		fmt.Fprintf(&r.out, "\n%s\n", c.Description)
	}
	printOptions(&r.out, c.Flags)
	return nil
}

func (r *run) rootHelp(app *cli.App) {
	fmt.Fprintf(&r.out, "%s - %s\n\nUsage:\n  %s\n", programName, app.Usage, app.UsageText)
	fmt.Fprint(&r.out, "  mfa-session COMMAND [OPTIONS]\n\n")
	fmt.Fprint(&r.out, "CODE is the six digits that the MFA device shows; - reads them from standard input.\n\n")
	fmt.Fprint(&r.out, "Examples:\n  eval \"$(mfa-session 123456)\"\n  mfa-session exec -- aws s3 ls\n\nCommands:\n")
	width := 0
	for _, c := range app.Commands {
		width = max(width, len(c.Name))
	}
	for _, c := range app.Commands {
		fmt.Fprintf(&r.out, "  %-*s  %s\n", width, c.Name, c.Usage)
	}
	printOptions(&r.out, app.Flags)
	fmt.Fprint(&r.out, "\nHelp for a command: mfa-session COMMAND --help\n")
}

// printOptions prints each option with its placeholder, the back-quoted word of its usage.
func printOptions(w io.Writer, flags []cli.Flag) {
	fmt.Fprint(w, "\nOptions:\n")
	var heads, texts []string
	width := 0
	for _, f := range append(flags, &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "print this"}) {
		documented, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		head, text := optionHead(f, documented.GetUsage())
		heads, texts = append(heads, head), append(texts, text)
		width = max(width, len(head))
	}
	for i := range heads {
		fmt.Fprintf(w, "  %-*s  %s\n", width, heads[i], texts[i])
	}
}

func optionHead(f cli.Flag, usage string) (head, text string) {
	names := f.Names()
	head = "    --" + names[0]
	if len(names) > 1 {
		head = "-" + names[1] + ", --" + names[0]
	}
	before, rest, ok := strings.Cut(usage, "`")
	if !ok {
		return head, usage
	}
	placeholder, after, _ := strings.Cut(rest, "`")
	return head + " " + placeholder, before + placeholder + after
}
