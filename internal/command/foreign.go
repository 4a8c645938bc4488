package command

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/terminal"
)

// foreign passes on at once what a program that we started says, without control characters but the
// ends of lines, and as valid UTF-8: it is seen on a terminal, or botocore reads it, which gives up at
// anything else.
type foreign struct {
	w    io.Writer
	rest []byte // the beginning of a character
}

// Write implements io.Writer. It never fails: a program has no use for our stderr being gone.
func (f *foreign) Write(p []byte) (int, error) {
	text := append(f.rest, p...)
	whole := len(text) - unfinished(text)
	f.rest = text[whole:]
	lines := strings.Split(string(text[:whole]), "\n")
	for i, line := range lines {
		lines[i] = terminal.Clean(strings.TrimSuffix(line, "\r"))
	}
	_, _ = io.WriteString(f.w, strings.Join(lines, "\n"))
	return len(p), nil
}

// unfinished is how many bytes at the end begin a character that is not all there.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
