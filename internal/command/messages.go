package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/mfa-session/mfa-session/internal/terminal"
)

// messages writes to stderr what is meant for people: "mfa-session: what", then hints. Nothing
// foreign gets through with control characters; nothing secret is ever passed in.
type messages struct {
	w            io.Writer
	quiet, debug bool
}

// fail says why the program fails, with what to do about it.
func (m *messages) fail(text string, hints ...string) {
	m.line(text)
	for _, h := range hints {
		m.line("hint: " + h)
	}
}

// tell says what was done; not with --quiet.
func (m *messages) tell(format string, args ...any) {
	if !m.quiet {
		m.line(fmt.Sprintf(format, args...))
	}
}

// warn says what went wrong without stopping anything; not with --quiet.
func (m *messages) warn(text string, hints ...string) {
	if !m.quiet {
		m.fail("warning: "+text, hints...)
	}
}

// debugf says how something was decided; only with --debug.
func (m *messages) debugf(format string, args ...any) {
	if m.debug {
		m.line("debug: " + fmt.Sprintf(format, args...))
	}
}

// longestLine is more than any message of ours has, so that what is cut is foreign.
const longestLine = 2000

func (m *messages) line(text string) {
	if len(text) > longestLine {
		text = text[:longestLine] + "…"
	}
	text = strings.ReplaceAll(text, "\n", " ")
	_, _ = io.WriteString(m.w, programName+": "+terminal.Clean(text)+"\n") // nowhere left to say that stderr is gone
}

// printable is a foreign word in a message: cleaned, and not longer than a line.
func printable(s string) string {
	const most = 80
	s = terminal.Clean(s)
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
