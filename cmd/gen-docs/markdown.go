package main

import (
	"fmt"
	"strings"

	"github.com/mfa-session/mfa-session/internal/command"
)

// markdown is the page of all commands.
func (m *manual) markdown() string {
	var b strings.Builder
	b.WriteString("<!-- Written by cmd/gen-docs: change the command tree or cmd/gen-docs/text. -->\n\n# Commands\n\n" +
		"The same as a manual page: `man ./docs/mfa-session.1`.\n\n")
	for _, c := range append([]command.Doc{m.tree}, m.commands()...) {
		name := strings.TrimSpace(c.Path + " " + rootArguments(m.tree, c))
		fmt.Fprintf(&b, "- [`%s`](#%s): %s\n", name, anchor(name), c.Usage)
	}
	fmt.Fprintf(&b, "\nThen: [environment](#environment), [exit codes](#exit-codes).\n\n## `mfa-session [CODE]`\n\n%s\n", sentence(m.tree.Usage))
	markdownBlocks(&b, m.sections["description"])
	m.markdownOptions(&b, m.tree.Options)
	for _, c := range m.commands() {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\n    %s\n", c.Path, sentence(c.Usage), synopsis(c))
		if len(c.Aliases) > 0 {
			fmt.Fprintf(&b, "\nAlso called `%s`.\n", strings.Join(c.Aliases, "`, `"))
		}
		markdownBlocks(&b, blocks(c.Description))
		own, shared := m.split(c)
		m.markdownOptions(&b, own)
		if len(shared) > 0 {
			fmt.Fprintf(&b, "\nAlso, [as for `mfa-session`](#%s): `%s`.\n", anchor("mfa-session [CODE]"), strings.Join(shared, "`, `"))
		}
	}
	b.WriteString("\n## Environment\n\n| variable | meaning |\n| --- | --- |\n")
	for _, block := range m.sections["environment"] {
		if block.term != "" {
			fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(block.term, ", ", "`, `"), cell(block.text))
		}
	}
	b.WriteString("\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n")
	for _, e := range m.exits {
		fmt.Fprintf(&b, "| %s | %s |\n", e.Codes, cell(e.Meaning))
	}
	return b.String()
}

// rootArguments are those of the program itself: it has the same name as the others begin with.
func rootArguments(root, c command.Doc) string {
	if c.Path == root.Path {
		return c.Arguments
	}
	return ""
}

// anchor is what GitHub makes of a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

func (m *manual) markdownOptions(b *strings.Builder, options []command.OptionDoc) {
	if len(options) == 0 {
		return
	}
	b.WriteString("\n| option | meaning |\n| --- | --- |\n")
	for _, o := range options {
		fmt.Fprintf(b, "| `%s` | %s |\n", cell(head(o)), cell(m.describe(o)))
	}
}

func markdownBlocks(b *strings.Builder, all []block) {
	for _, block := range all {
		switch {
		case block.term != "":
			fmt.Fprintf(b, "\n- `%s`: %s\n", block.term, block.text)
		case block.lines != nil:
			fmt.Fprintf(b, "\n    %s\n", strings.Join(block.lines, "\n    "))
		case block.text != "":
			fmt.Fprintf(b, "\n%s\n", block.text)
		}
	}
}

// cell keeps a text within its cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
