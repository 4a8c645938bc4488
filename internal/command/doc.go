package command

import (
	"io"
	"slices"
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

// ExitDoc is an exit code, or some, as help and manual describe it.
type ExitDoc struct{ Codes, Meaning string }

// ExitCodes are all of them.
func ExitCodes() []ExitDoc { return slices.Clone(exitDocs) }

var exitDocs = []ExitDoc{
	{"0", "done; for `exec` the code of the command"},
	{"1", "unexpected error"},
	{"2", "usage"},
	{"3", "refused: no registered virtual or hardware device, or not the one asked for"},
	{"4", "long-term keys missing, rejected, or not long-term; unknown profile; a role, SSO or foreign profile"},
	{"5", "token code rejected, or spent already"},
	{"6", "a code is needed and nobody can be asked, or nobody answered"},
	{"7", "keychain not available, locked, or denied"},
	{"8", "AWS could not be reached, or failed"},
	{"9", "findings: `policy lint`"},
	{"10", "no stored session (`status --quiet`, `--cached-only`)"},
	{"126, 127", "`exec`: the command cannot be run, or is not there"},
	{"129, 130, 131, 143", "the terminal was closed; interrupted; quit (`ctrl-\\`); terminated"},
}
