package terminal

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain text stays", "alice-phone (Zürich, 東京)", "alice-phone (Zürich, 東京)"},
		{"an escape sequence loses its effect", "\x1b[31mred\x1b]0;title\x07", "[31mred]0;title"},
		{"so does one in C1", "a\u009b31mb\u0090c", "a31mbc"},
		{"backspace and DEL go", "a\bb\x7fc\x00", "abc"},
		{"ends of lines become a space", "a\r\nb\tc\u2028d\u0085e", "a  b c d e"},
		{"bidi controls go", "a\u202eb\u2066c\u200fd\u061ce", "abcde"},
		{"invisible characters go", "a\u200bb\ufeffc\u00add", "abcd"},
		{"bytes that are no UTF-8 go", "a\xffb\xc3", "ab"},
		{"a raw C1 byte goes", "a\x9b31mb", "a31mb"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Clean(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Cleaned text is valid, has nothing that acts on a terminal, and stays as it is.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[0m", "\u202e", "\xff\x9b", "a\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := Clean(s)
		if !utf8.ValidString(clean) {
			t.Errorf("%q is not valid", clean)
		}
		for _, r := range clean {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%q has %U", clean, r)
			}
		}
		if again := Clean(clean); again != clean {
			t.Errorf("%q became %q", clean, again)
		}
	})
}
