package main

import (
	"embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/command"
)

//go:embed text/*.txt
var texts embed.FS

// manual is all that the documents are made of.
type manual struct {
	tree     command.Doc
	exits    []command.ExitDoc
	sections map[string][]block // of text/, by the name of the file
	more     map[string]string  // of an option, by its name with dashes
}

func readManual() (*manual, error) {
	m := &manual{tree: command.Documentation(), exits: command.ExitCodes(), sections: map[string][]block{}, more: map[string]string{}}
	for _, name := range []string{"description", "options", "environment", "files", "examples", "security", "see-also"} {
		content, err := texts.ReadFile("text/" + name + ".txt")
		if err != nil {
			return nil, err
		}
		m.sections[name] = blocks(string(content))
	}
	for _, b := range m.sections["options"] {
		m.more[b.term] = b.text
	}
	for term := range m.more {
		if !m.hasOption(m.tree, term) {
			return nil, fmt.Errorf("text/options.txt is about %s, which is no option", term)
		}
	}
	return m, nil
}

func (m *manual) hasOption(c command.Doc, name string) bool {
	for _, o := range c.Options {
		if "--"+o.Names[0] == name {
			return true
		}
	}
	for _, sub := range c.Commands {
		if m.hasOption(sub, name) {
			return true
		}
	}
	return false
}

// commands are all commands of the tree below the program, each before its own.
func (m *manual) commands() []command.Doc {
	var all []command.Doc
	var walk func(c command.Doc)
	walk = func(c command.Doc) {
		for _, sub := range c.Commands {
			all = append(all, sub)
			walk(sub)
		}
	}
	walk(m.tree)
	return all
}

// synopsis is how a command is called.
func synopsis(c command.Doc) string {
	if len(c.Commands) > 0 && c.Arguments == "" {
		return c.Path + " COMMAND [OPTIONS]"
	}
	return strings.TrimSpace(c.Path + " [OPTIONS] " + c.Arguments)
}

// split tells the options of a command that are described with it from those that are described with
// the program, because they mean the same there.
func (m *manual) split(c command.Doc) (own []command.OptionDoc, shared []string) {
	for _, o := range c.Options {
		if m.isShared(o) {
			shared = append(shared, "--"+o.Names[0])
		} else {
			own = append(own, o)
		}
	}
	return own, shared
}

func (m *manual) isShared(o command.OptionDoc) bool {
	for _, r := range m.tree.Options {
		if r.Names[0] == o.Names[0] && r.Text == o.Text && r.Placeholder == o.Placeholder {
			return true
		}
	}
	return false
}

// describe is all that is said about an option.
func (m *manual) describe(o command.OptionDoc) string {
	text := sentence(o.Text)
	if more := m.more["--"+o.Names[0]]; more != "" {
		text += " " + more
	}
	if len(o.Variables) > 0 {
		text += " Environment: `" + strings.Join(o.Variables, "`, `") + "`."
	}
	return text
}

// head is how an option is typed.
func head(o command.OptionDoc) string {
	names := "--" + o.Names[0]
	if len(o.Names) > 1 {
		names = "-" + o.Names[1] + ", " + names
	}
	return strings.TrimSpace(names + " " + o.Placeholder)
}

// sentence makes one of a usage line.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return strings.TrimSuffix(string(unicode.ToUpper(first))+s[size:], ".") + "."
}
