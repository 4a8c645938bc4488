package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shut is something of ours whose mode keeps us out.
type shut struct {
	name  string // below the directory of the state; empty: that directory
	mode  os.FileMode
	chmod string // what the hint has typed; empty: it is replaced without a word
	miss  int    // the exit code where a stored session cannot be served; 0: it is
}

func shuts() []shut {
	return []shut{
		{"", 0, "u+rwx", 7},
		{"", 0o500, "u+rwx", 0},
		{"locks", 0, "u+rwx", 0},
		{"locks", 0o500, "u+rwx", 0},
		{"keychain", 0, "u+rwx", 7},
		{"keychain", 0o500, "u+rwx", 0},
		{"sessions.json", 0, "", 0},
		{"devices.json", 0, "", 6},
		{"spent.json", 0, "", 0},
		{"locks/turn.*.outcome.json", 0, "", 0},
		{"locks/turn.*.lock", 0, "u+rw", 0},
		{"locks/turn.*.lock", 0o400, "u+rw", 0},
		{"locks/spent.json.lock", 0, "u+rw", 0},
		{"keychain/v1.*", 0, "u+rw", 7},
		{"keychain/passphrase-check", 0, "u+rw", 0},
	}
}

// TestWhatIsShutByItsMode, to an ordinary user: what is stored is served where it can be read, and a
// code brings a session in any case, with one warning at most; login spends none for nothing. Once the
// command of the hint is typed,
// nothing is said any more.
func TestWhatIsShutByItsMode(t *testing.T) {
	for _, c := range shuts() {
		t.Run(c.name+" "+c.mode.String(), func(t *testing.T) {
			t.Parallel()
			w, as := ordinary(t)
			run := func(program string, args ...string) result {
				cmd := w.command(t, nil, program, args...)
				as(cmd)
				return resultOf(t, cmd)
			}
			if r := run("mfa-session", "login", w.server.Code(alicePhone)); r.code != 0 {
				t.Fatalf("login: exit code %d\n%s", r.code, r.stderr)
			}
			served := run("mfa-session", "credential-process", "--no-input")
			path := w.shut(t, c)
			r := run("mfa-session", "credential-process", "--no-input")
			if c.miss == 0 && r != served {
				t.Errorf("not served: exit code %d\n%s", r.code, r.stderr)
			}
			if c.miss != 0 {
				r.clear(t, c.miss)
			}
			refresh := func() string {
				r := run("mfa-session", "--refresh", "--format", "process", unsentCode(w.server, alicePhone))
				if r.code != 0 || !strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) {
					t.Errorf("exit code %d, stdout of %d bytes\n%s", r.code, len(r.stdout), r.stderr)
				}
				return r.stderr
			}
			if strings.HasPrefix(c.name, "keychain") || c.miss == 7 { // nothing can be kept
				before := len(w.server.SentCodes(alicePhone))
				run("mfa-session", "login", "--refresh", unsentCode(w.server, alicePhone)).clear(t, 7)
				if n := len(w.server.SentCodes(alicePhone)); n != before {
					t.Error("login has spent a code in vain")
				}
			}
			said := refresh()
			if c.chmod != "" {
				command := "chmod " + c.chmod + " " + path
				lines := strings.Split(said, "\n")
				if len(lines) != 3 || !strings.HasPrefix(lines[0], linePrefix+"warning: ") || !strings.HasPrefix(lines[1], hintPrefix+"let yourself use it: "+command) {
					t.Fatalf("want one warning, and the hint %s:\n%s", command, said)
				}
				if r := run("sh", "-c", command); r.code != 0 {
					t.Errorf("%s: exit code %d\n%s", command, r.code, r.stderr)
				}
				said = refresh()
			}
			if said != "" {
				t.Errorf("all is well, but\n%s", said)
			}
		})
	}
}

// shut takes the mode from the one thing of that name.
func (w *world) shut(t *testing.T, c shut) (path string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, "home", ".local", "state", "mfa-session", c.name))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", c.name, found, err)
	}
	info, err := os.Stat(found[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(found[0], info.Mode().Perm()) }) // so that it can be removed
	if err := os.Chmod(found[0], c.mode); err != nil {
		t.Fatal(err)
	}
	return found[0]
}
