package command

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// Doc is a command as help and manual describe it; the program itself is the root.
type Doc struct {
	Path        string // "mfa-session status"
	Aliases     []string
	Usage       string // what it does, in a line
	Arguments   string
	Description string
	Options     []OptionDoc
	Commands    []Doc
}

// OptionDoc is an option as help and manual describe it.
type OptionDoc struct {
	Names       []string // without dashes, the long one first
	Placeholder string   // of its value, empty where it takes none
	Text        string
	Variables   []string // of the environment, that stand for it
}

// Documentation is the command tree, without what is hidden.
func Documentation() Doc {
	app := (&run{Process: &Process{}, messages: messages{w: io.Discard}}).app()
	return Doc{
		Path: programName, Usage: app.Usage, Arguments: "[CODE]",
		Options: describeFlags(app.Flags), Commands: describeCommands(programName, app.Commands),
	}
}

func describeCommands(parent string, commands []*cli.Command) []Doc {
	var docs []Doc
	for _, c := range commands {
		if c.Hidden {
			continue
		}
		path := parent + " " + c.Name
		docs = append(docs, Doc{
			Path: path, Aliases: c.Aliases, Usage: c.Usage, Arguments: c.ArgsUsage, Description: c.Description,
			Options: describeFlags(c.Flags), Commands: describeCommands(path, c.Subcommands),
		})
	}
	return docs
}

func describeFlags(flags []cli.Flag) []OptionDoc {
	var docs []OptionDoc
	for _, f := range append(flags, helpFlag()) {
		if v, ok := f.(cli.VisibleFlag); !ok || v.IsVisible() {
			docs = append(docs, describeFlag(f))
		}
	}
	return docs
}

// describeFlag reads the usage of a flag: "`PLACEHOLDER` text [VARIABLE, VARIABLE]".
func describeFlag(f cli.Flag) OptionDoc {
	doc := OptionDoc{Names: flagNames(f)}
	if documented, ok := f.(cli.DocGenerationFlag); ok {
		doc.Text = documented.GetUsage()
	}
	if placeholder, text, ok := strings.Cut(strings.TrimPrefix(doc.Text, "`"), "` "); ok {
		doc.Placeholder, doc.Text = placeholder, text
	}
	if text, variables, ok := strings.Cut(strings.TrimSuffix(doc.Text, "]"), " ["); ok {
		doc.Text, doc.Variables = text, strings.Split(variables, ", ")
	}
	return doc
}
