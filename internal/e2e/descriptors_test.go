//go:build unix

package e2e_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestStandardStreamsThatAreClosed at the start: what is opened first would take their numbers, and
// what is printed would land in a file of the state or the keychain.
func TestStandardStreamsThatAreClosed(t *testing.T) {
	for _, closed := range []string{"<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"} {
		t.Run(closed, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			code := w.server.CodeAt(alicePhone, 0)
			for _, c := range []struct {
				line string
				code int
			}{
				{"mfa-session --profile nobody", 4},
				{"mfa-session --debug " + code, 0},
				{"mfa-session --debug credential-process", 0},
				{"mfa-session status", 0},
				{"mfa-session exec -- true", 0},
				{"mfa-session login 000000 --refresh", 5},
				{"mfa-session credential-process", 0},
			} {
				if r := w.run(t, nil, "sh", "-c", "exec "+c.line+" "+closed); r.code != c.code {
					t.Errorf("%s: exit code %d, want %d\n%s", c.line, r.code, c.code, r.stderr)
				}
			}
			w.holdsNoOutput(t)
			w.hasNoLitter(t)
		})
	}
}

// holdsNoOutput fails when a file of the world has something that belongs on stdout or stderr.
func (w *world) holdsNoOutput(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, output := range []string{"AWS_SESSION_TOKEN", `"SessionToken"`, "hint: ", "EXPIRES"} {
			if bytes.Contains(content, []byte(output)) {
				t.Errorf("%s has output: %q", path, output)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAPersonIsAskedWhereAllStreamsAreClosed: the terminal is still there.
func TestAPersonIsAskedWhereAllStreamsAreClosed(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "sh", "-c", "exec mfa-session login <&- >&- 2>&-")
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	s.ends(0)
	w.holdsNoOutput(t)
	w.issued(t, 1)
}
