//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAProgramOfAnUntrustedFile: what anybody may have written is not run; exit 6 before any call, and
// the command of the hint mends it. A file that only the group can write is mentioned.
func TestAProgramOfAnUntrustedFile(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  os.FileMode
		owner int // 0: as it is
		says  string
	}{
		{"ours", 0o600, 0, ""},
		{"readable by all", 0o644, 0, ""},
		{"writable by the group", 0o664, 0, ""},
		{"writable by all", 0o666, 0, "others can change it"},
		{"of another", 0o644, 4711, "it belongs to another user"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.owner != 0 && os.Geteuid() != 0 {
				t.Skip("only root can give a file away")
			}
			w := startWorld(t)
			ran := filepath.Join(w.dir, "ran")
			w.write(t, "program", "#!/bin/sh\n: > '"+ran+"'\necho "+w.server.Code(alicePhone)+"\n", 0o700)
			w.write(t, "home/.aws/config", "[default]\nmfa_process = "+filepath.Join(w.dir, "program")+"\n", 0o600)
			path := filepath.Join(w.dir, "home", ".aws", "config")
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if c.owner != 0 {
				if err := os.Chown(path, c.owner, c.owner); err != nil {
					t.Fatal(err)
				}
			}
			r := w.run(t, nil, "mfa-session", "credential-process", "--no-input")
			if c.says == "" {
				if r.code != 0 {
					t.Errorf("exit code %d\n%s", r.code, r.stderr)
				}
				w.issued(t, 1)
				return
			}
			line, hints := r.clear(t, 6)
			want := "no token code: running " + filepath.Join(w.dir, "program") + ": it is named in a file that is not trusted: " + path + ": " + c.says
			if line != want {
				t.Errorf("%q, want %q", line, want)
			}
			if _, err := os.Stat(ran); err == nil {
				t.Error("the program was run")
			}
			w.issued(t, 0)
			w.typeHint(t, hintPrefix+hints[0])
			if c.owner != 0 {
				return // to look at it is all that is advised
			}
			if r := w.run(t, nil, "mfa-session", "credential-process", "--no-input"); r.code != 0 || r.stderr != "" {
				t.Errorf("after the hint: exit code %d\n%s", r.code, r.stderr)
			}
			w.issued(t, 1)
		})
	}
}
