package terminal

import (
	"strings"
	"unicode"
)

// Clean makes foreign text fit for a line on a terminal: names of devices and profiles, words of
// AWS. Bytes that are no UTF-8, control characters (C0, C1, DEL) and invisible ones that change the
// order or the look of others (bidi controls and all else in Unicode's class Cf) are dropped; tabs
// and what ends a line become a space. Nothing that is left moves the cursor, starts an escape
// sequence or makes a text read other than it is.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\t\n\v\f\r\u0085\u2028\u2029", r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// isPlain tells text of ASCII without control characters, which most is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
