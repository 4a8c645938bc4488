package main

import "strings"

// block is a paragraph, lines as they are, or an item with its term.
type block struct {
	term  string   // of an item
	text  string   // of a paragraph or an item; `words` are literal
	lines []string // as they are
}

// blocks reads a text. Blocks are set apart by empty lines; "= TERM" above a paragraph makes an item
// of it, and indented lines stay as they are.
func blocks(text string) []block {
	var all []block
	for _, paragraph := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		lines := strings.Split(strings.Trim(paragraph, "\n"), "\n")
		switch {
		case strings.HasPrefix(lines[0], "  "):
			b := block{}
			for _, l := range lines {
				b.lines = append(b.lines, strings.TrimPrefix(strings.TrimPrefix(l, "  "), "  "))
			}
			all = append(all, b)
		case strings.HasPrefix(lines[0], "= "):
			all = append(all, block{term: lines[0][2:], text: strings.Join(lines[1:], " ")})
		default:
			all = append(all, block{text: strings.Join(lines, " ")})
		}
	}
	return all
}
