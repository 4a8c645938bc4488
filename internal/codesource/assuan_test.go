package codesource

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// What is escaped comes back as it was, or as much of it as a line has room for, and stays in its line.
func FuzzEscapedRoundTrip(f *testing.F) {
	for _, seed := range []string{"", "Code?", "100%\n%41", "ä\r\n", strings.Repeat("ü%", 600)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // it was cleaned
		}
		line := escaped(text)
		back, err := url.PathUnescape(line)
		if err != nil || !strings.HasPrefix(text, back) || len(text) < 300 && back != text {
			t.Errorf("%q became %q, %v", text, back, err)
		}
		if len(line) > assuanLine || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%q does not fit into a line", line)
		}
	})
}

// An answer ends, goes on, or is nonsense; only its data is kept.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{"OK", "OK closing", "ERR 99 no", "ERR", "D 12%33", "D 1%", "S x", "# x", "INQUIRE x", "", "123456"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		var data strings.Builder
		a := &assuan{in: discard{}}
		done, err := a.take(answer, &data)
		if err != nil && !done {
			t.Errorf("%q: an error that is not the end", answer)
		}
		if data.Len() > 0 && !strings.HasPrefix(answer, "D ") {
			t.Errorf("%q: gave %q", answer, data.String())
		}
	})
}

// discard is a server that reads all.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }
