// Package terminal asks and tells a person at the controlling terminal: /dev/tty, or the console of
// Windows.
//
// Its rules: a person is asked here and nowhere else, so standard input, output and error stay what
// the caller made of them; what comes from elsewhere is cleaned before it is shown; echo is on again
// whatever ends a question; no question outlives its context.
package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes foreign text safe to show on one line: control characters (C0, DEL, C1), the
// characters that change the direction of text, invisible format characters and invalid UTF-8 are
// left out. See CVE-2024-52005 for what escapes in a name can do.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
