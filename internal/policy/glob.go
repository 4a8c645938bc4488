package policy

import "strings"

// pattern is text with wildcards: literal pieces, any run of characters between them, and any one.
// What a variable stood for is literal, whatever characters it has.
type pattern []piece

type piece struct {
	literal string
	any     byte // '*' or '?' instead of a literal
}

// plainPattern reads wildcards, and no variables.
func plainPattern(s string) pattern {
	var p pattern
	for s != "" {
		i := strings.IndexAny(s, "*?")
		if i < 0 {
			return append(p, piece{literal: s})
		}
		if i > 0 {
			p = append(p, piece{literal: s[:i]})
		}
		p = append(p, piece{any: s[i]})
		s = s[i+1:]
	}
	return p
}

// matches says whether the whole text is what the pattern says. It takes time in the product of both
// lengths, whatever they are.
func (p pattern) matches(text string) bool {
	flat, s := p.flat(), []rune(text)
	star, mark, i, j := -1, 0, 0, 0
	for i < len(s) {
		switch {
		case j < len(flat) && flat[j].any == '*':
			star, mark = j, i
			j++
		case j < len(flat) && (flat[j].any == '?' || flat[j].any == 0 && flat[j].char == s[i]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(flat) && flat[j].any == '*' {
		j++
	}
	return j == len(flat)
}

// matchesARN compares with the ARN of a resource. A wildcard stands for characters of its own part;
// only a * that ends one can go beyond the colon (IAM User Guide, Resource). Where a match depends on
// another going beyond, it is unknown.
func (p pattern) matchesARN(resource string) truth {
	if !p.matches(resource) {
		return no
	}
	wanted := p.split(arnParts)
	parts := strings.SplitN(resource, ":", len(wanted))
	if len(parts) != len(wanted) {
		return p.endsPart()
	}
	for i, w := range wanted {
		if !w.matches(parts[i]) {
			return p.endsPart()
		}
	}
	return yes
}

// endsPart says whether each * of the pattern ends a part, and there is no other wildcard.
func (p pattern) endsPart() truth {
	for i, piece := range p {
		last := i == len(p)-1 || strings.HasPrefix(p[i+1].literal, ":")
		if piece.any == '?' || piece.any == '*' && !last {
			return unknown
		}
	}
	return yes
}

// unit is a character of a pattern, or a wildcard.
type unit struct {
	char rune
	any  byte
}

func (p pattern) flat() []unit {
	var flat []unit
	for _, piece := range p {
		if piece.any != 0 {
			flat = append(flat, unit{any: piece.any})
		}
		for _, r := range piece.literal {
			flat = append(flat, unit{char: r})
		}
	}
	return flat
}

// folded is the pattern in lower case.
func (p pattern) folded() pattern {
	folded := make(pattern, len(p))
	for i, piece := range p {
		piece.literal = strings.ToLower(piece.literal)
		folded[i] = piece
	}
	return folded
}

// text is the pattern as text, where wildcards mean nothing.
func (p pattern) text() string {
	var b strings.Builder
	for _, piece := range p {
		b.WriteString(piece.literal)
		if piece.any != 0 {
			b.WriteByte(piece.any)
		}
	}
	return b.String()
}

// split cuts the pattern at its colons into at most n parts.
func (p pattern) split(n int) []pattern {
	parts := []pattern{nil}
	add := func(piece piece) { parts[len(parts)-1] = append(parts[len(parts)-1], piece) }
	for _, whole := range p {
		rest := whole.literal
		for whole.any == 0 && len(parts) < n {
			before, after, found := strings.Cut(rest, ":")
			if !found {
				break
			}
			add(piece{literal: before})
			parts, rest = append(parts, nil), after
		}
		add(piece{literal: rest, any: whole.any})
	}
	return parts
}

// matchesInAnyCase is matches for a pattern without variables and a text of ASCII, without a pattern
// being made of it: most of what a document says is about actions.
func matchesInAnyCase(pattern, text string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for i < len(text) {
		switch {
		case j < len(pattern) && pattern[j] == '*':
			star, mark = j, i
			j++
		case j < len(pattern) && (pattern[j] == '?' || lower(pattern[j]) == lower(text[i])):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[j:], "*") == ""
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
