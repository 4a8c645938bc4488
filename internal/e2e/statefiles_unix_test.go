//go:build unix

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// ruin is what may stand in place of a file of ours.
type ruin struct {
	name       string
	plant      func(path string, before []byte) error
	blocks     bool // it cannot be replaced
	blocksLock bool // it is no lock, and not replaced
}

func ruins() []ruin {
	write := func(path string, data []byte) error { return os.WriteFile(path, data, 0o600) }
	return []ruin{
		{"empty", func(path string, _ []byte) error { return write(path, nil) }, false, false},
		{"as it was", func(path string, before []byte) error { return write(path, before) }, false, false},
		{"cut off", func(path string, before []byte) error { return write(path, before[:len(before)/2]) }, false, false},
		{"garbage", func(path string, _ []byte) error { return write(path, []byte("\x00\xff{[\x1b[31m")) }, false, false},
		{"JSON of another form", func(path string, _ []byte) error {
			return write(path, []byte(`{"version":1,"entries":7,"sequence":"x","pid":{},"kind":[]}`))
		}, false, false},
		{"10 MiB", func(path string, _ []byte) error { return write(path, make([]byte, 10<<20)) }, false, false},
		{"a pipe", func(path string, _ []byte) error { return syscall.Mkfifo(path, 0o600) }, false, true},
		{"a directory", func(path string, _ []byte) error { return os.MkdirAll(filepath.Join(path, "x"), 0o700) }, true, true},
		{"a link to a file elsewhere", func(path string, before []byte) error {
			elsewhere := filepath.Join(filepath.Dir(path), "..", "elsewhere")
			if err := write(elsewhere, before); err != nil {
				return err
			}
			return os.Symlink(elsewhere, path)
		}, false, true},
		{"a link to nowhere", func(path string, _ []byte) error { return os.Symlink("nowhere", path) }, false, true},
		{"of another", func(path string, before []byte) error {
			if err := write(path, before); err != nil {
				return err
			}
			return os.Chown(path, 4711, 4711)
		}, false, true},
	}
}

// TestRuins: whatever stands in place of a file of ours, a session is had, and never another than was
// stored; a file that is no use counts as none. What cannot be replaced is said once, with the command
// that moves it out of the way, after which nothing is said any more. Nothing is written elsewhere.
func TestRuins(t *testing.T) {
	for _, name := range []string{"sessions.json", "devices.json", "spent.json", "locks/turn.*.outcome.json", "locks/turn.*.lock", holderFile, "keychain/v1.*", "keychain/passphrase-check"} {
		for _, c := range ruins() {
			t.Run(name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				if c.name == "of another" && os.Geteuid() != 0 {
					t.Skip("only root can give a file away")
				}
				w := startWorld(t)
				w.login(t, alicePhone)
				served := w.run(t, nil, "mfa-session", "credential-process").stdout
				path, before := w.ruin(t, name, c)
				r := w.runSmall(t, nil, "credential-process", "--no-input")
				if r != (result{stdout: served}) {
					r.clear(t, 6)
				}
				blocks := (strings.Contains(name, ".lock") && c.blocksLock || c.blocks) && name != holderFile // who has the turn is only told
				says := ""
				if blocks {
					says = path
				}
				moved := !strings.HasPrefix(name, "keychain")
				w.refreshes(t, says, moved)
				if moved {
					w.refreshes(t, "", false)
				}
				elsewhere := filepath.Join(filepath.Dir(path), "..", "elsewhere")
				if now, err := os.ReadFile(elsewhere); err == nil && string(now) != string(before) {
					t.Errorf("the file elsewhere was written to")
				}
			})
		}
	}
}

// holderFile says who has the turn. It is there as long as the turn is, and may be left by one that died.
const holderFile = "locks/turn.*.holder.json"

// leaveHolder writes one about a process that lives and has no turn.
func (w *world) leaveHolder(t *testing.T) {
	t.Helper()
	locks, err := filepath.Glob(filepath.Join(w.dir, "home", ".local", "state", "mfa-session", "locks", "turn.*.lock"))
	if err != nil || len(locks) != 1 {
		t.Fatalf("%q, %v", locks, err)
	}
	record := fmt.Sprintf(`{"version":1,"pid":%d,"since":"2020-01-02T03:04:05Z"}`, os.Getpid())
	if err := os.WriteFile(strings.TrimSuffix(locks[0], ".lock")+".holder.json", []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ruin puts something in place of the one file of that pattern below the state.
func (w *world) ruin(t *testing.T, pattern string, c ruin) (path string, before []byte) {
	t.Helper()
	if pattern == holderFile {
		w.leaveHolder(t)
	}
	found, err := filepath.Glob(filepath.Join(w.dir, "home", ".local", "state", "mfa-session", pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	if before, err = os.ReadFile(found[0]); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(found[0]); err != nil {
		t.Fatal(err)
	}
	if err := c.plant(found[0], before); err != nil {
		t.Fatal(err)
	}
	return found[0], before
}

// refreshes has a session issued, with one warning that says so, or none. The command of its hint is
// typed where there is one.
func (w *world) refreshes(t *testing.T, says string, moves bool) {
	t.Helper()
	r := w.run(t, nil, "mfa-session", "--refresh", "--format", "process", unsentCode(w.server, alicePhone))
	if !strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) {
		t.Errorf("stdout of %d bytes", len(r.stdout))
	}
	switch {
	case says != "" && moves:
		w.warned(t, r, says)
	case r.code != 0, !strings.Contains(r.stderr, says), says == "" && r.stderr != "", says != "" && strings.Count(r.stderr, "\n") != 2:
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
}
