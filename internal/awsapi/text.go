package awsapi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths, in bytes, that texts of a server are cut to: a sentence, and a word.
const (
	maxText = 300
	maxWord = 100
)

// cleaned makes a text of a server fit for a terminal: valid UTF-8 without control characters
// (escape sequences start with one), without characters that change the direction of writing, and
// no longer than limit bytes. Runs of white space become one space.
func cleaned(s string, limit int) string {
	if len(s) > 4*limit { // no need to look at what will not be shown
		s = s[:4*limit]
	}
	s = strings.Map(printable, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimSpace(s[:limit])
}

func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}
