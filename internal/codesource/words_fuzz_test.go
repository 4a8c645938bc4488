//go:build unix

package codesource

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// moreToAShell are characters that a shell does something with that Words does not, and NUL.
const moreToAShell = "$`;&|<>()*?[]{}~#!^=%\r\n\x00"

// FuzzWords: any line is refused for an open quote, or split into words that come back from a line
// with each of them in quotes. A line that is words to a shell is the same words to it.
func FuzzWords(f *testing.F) {
	for _, line := range []string{
		`ykman oath accounts code --single aws`, `a 'b c' "d\"e"`, `a\`, `'`, "\x00 \xff", `C:\keys\ "a b"`, `''""`, "a\nb", `"a\b" \c "\\"`, "\v\u00a0x",
	} {
		f.Add(line, false)
		f.Add(line, true)
	}
	f.Fuzz(func(t *testing.T, line string, windows bool) {
		goos := "linux"
		if windows {
			goos = "windows"
		}
		words, err := Words(line, goos)
		if err != nil {
			if words != nil || !errors.Is(err, errUnclosedQuote) || !strings.ContainsAny(line, `'"\`) {
				t.Errorf("%q, %v", words, err)
			}
			return
		}
		if !windows && !strings.ContainsAny(line, moreToAShell) {
			if diff := cmp.Diff(shellWords(t, line), words); diff != "" {
				t.Errorf("%q (-sh +ours):\n%s", line, diff)
			}
		}
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'"'"'`) + "'"
		}
		again, err := Words(strings.Join(quoted, " "), goos)
		if diff := cmp.Diff(words, again); err != nil || diff != "" {
			t.Errorf("%v (-split +again):\n%s", err, diff)
		}
	})
}

// shellWords is what a real shell makes of the line.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "for w in "+line+"\ndo printf '%s\\0' \"$w\"; done").Output()
	if err != nil {
		t.Fatalf("sh: %q: %v", line, err)
	}
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}
