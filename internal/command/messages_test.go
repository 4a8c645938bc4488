package command

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestALineIsNeverEndless(t *testing.T) {
	var said strings.Builder
	m := messages{w: &said}
	m.fail("x"+strings.Repeat("é", longestLine), strings.Repeat("y", longestLine))
	lines := strings.Split(said.String(), "\n")
	if len(lines) != 3 || !utf8.ValidString(said.String()) || len(lines[0]) > longestLine+len(programName)+10 || !strings.HasSuffix(lines[0], "é…") {
		t.Errorf("%d lines, the first of %d bytes", len(lines), len(lines[0]))
	}
	if want := programName + ": hint: " + strings.Repeat("y", longestLine-len("hint: ")); !strings.HasPrefix(lines[1], want) {
		t.Error("what is not too long is cut")
	}
}
