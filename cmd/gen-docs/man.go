package main

import (
	"fmt"
	"strings"

	"github.com/mfa-session/mfa-session/internal/command"
)

// manDate is that of the last change of what the page says as a whole, not of the last run.
const manDate = "2026-11-25"

// man is the manual page, in the macros of man(7).
func (m *manual) man() string {
	var b strings.Builder
	// Names of options and variables are not to be hyphenated, nor lines stretched.
	fmt.Fprintf(&b, ".\\\" Written by cmd/gen-docs: change the command tree or cmd/gen-docs/text.\n.TH MFA-SESSION 1 %s mfa-session \"User Commands\"\n.nh\n.ad l\n", manDate)
	fmt.Fprintf(&b, ".SH NAME\nmfa-session \\- %s\n.SH SYNOPSIS\n", inline(m.tree.Usage))
	manSynopsis(&b, synopsis(m.tree))
	for _, c := range m.commands() {
		b.WriteString(".br\n")
		manSynopsis(&b, synopsis(c))
	}
	section := func(title, name string) {
		fmt.Fprintf(&b, ".SH %s\n", title)
		manBlocks(&b, m.sections[name])
	}
	section("DESCRIPTION", "description")
	b.WriteString(".SH OPTIONS\nOptions may stand anywhere before\n.BR \\-\\- ,\nalso after the code.\n")
	for _, o := range m.tree.Options {
		manItem(&b, head(o), m.describe(o))
	}
	b.WriteString(".SH COMMANDS\n")
	for _, c := range m.commands() {
		m.manCommand(&b, c)
	}
	section("ENVIRONMENT", "environment")
	section("FILES", "files")
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range m.exits {
		manItem(&b, e.Codes, sentence(e.Meaning))
	}
	section("EXAMPLES", "examples")
	section("SECURITY", "security")
	section("SEE ALSO", "see-also")
	return b.String()
}

func (m *manual) manCommand(b *strings.Builder, c command.Doc) {
	fmt.Fprintf(b, ".SS %s\n%s\n", roff(synopsis(c)), inline(sentence(c.Usage)))
	if len(c.Aliases) > 0 {
		fmt.Fprintf(b, "%s\n", inline("Also called `"+strings.Join(c.Aliases, "`, `")+"`."))
	}
	if c.Description != "" {
		b.WriteString(".PP\n")
		manBlocks(b, blocks(c.Description))
	}
	own, shared := m.split(c)
	for _, o := range own {
		manItem(b, head(o), m.describe(o))
	}
	if len(shared) > 0 {
		fmt.Fprintf(b, ".PP\n%s\n", inline("Also, as under OPTIONS: `"+strings.Join(shared, "`, `")+"`."))
	}
}

// manSynopsis sets what is typed as it stands in bold, and what stands for something else not.
func manSynopsis(b *strings.Builder, line string) {
	var words []string
	for _, word := range strings.Fields(line) {
		if strings.ToLower(word) == word && !strings.ContainsAny(word, "[") {
			word = "`" + word + "`"
		}
		words = append(words, word)
	}
	b.WriteString(inline(strings.Join(words, " ")) + "\n")
}

func manBlocks(b *strings.Builder, all []block) {
	for i, block := range all {
		switch {
		case block.term != "":
			manItem(b, block.term, block.text)
		case block.lines != nil:
			b.WriteString(".PP\n.RS 4\n.nf\n")
			for _, l := range block.lines {
				b.WriteString(roff(l) + "\n")
			}
			b.WriteString(".fi\n.RE\n")
		default:
			if i > 0 {
				b.WriteString(".PP\n")
			}
			b.WriteString(inline(block.text) + "\n")
		}
	}
}

func manItem(b *strings.Builder, term, text string) {
	fmt.Fprintf(b, ".TP\n\\fB%s\\fR\n%s\n", roff(term), inline(text))
}

// inline sets `words` in bold, and begins a line with each sentence.
func inline(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString(`\fB` + roff(part) + `\fR`)
		} else {
			b.WriteString(roff(part))
		}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(b.String()) {
		if line != "" && (len(line)+1+len(word) > 80 || strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "...")) {
			lines = append(lines, guarded(line))
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return strings.Join(append(lines, guarded(line)), "\n")
}

// roff writes a text so that none of it is a request, and each character is the one of a keyboard.
func roff(text string) string {
	return guarded(strings.NewReplacer(
		`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`, "…", "...",
	).Replace(text))
}

// guarded keeps a line from being a request.
func guarded(line string) string {
	if strings.HasPrefix(line, ".") {
		return `\&` + line
	}
	return line
}
