//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spoiled is a world with a stored session whose state directory others can write to.
func spoiled(t *testing.T) (w *world, repair func()) {
	t.Helper()
	w = newWorld(t)
	w.ends(w.run("login", w.code()), exitOK, 1)
	dir := filepath.Join(w.home, ".local", "state", "mfa-session")
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return w, func() {
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// A session that is there is not found, and nobody would know why.
func TestAMissForWantOfTheDeviceSaysWhy(t *testing.T) {
	w, repair := spoiled(t)
	for code, args := range map[int][]string{
		exitNobody:        {"credential-process", "--no-input"},
		exitNothingStored: {"login", "--cached-only"},
	} {
		r := w.run(args...)
		w.ends(r, code, 0)
		w.says(r, "mfa-session: warning: nothing can be remembered, nor other processes be waited for: ", "\nmfa-session: hint: make it a directory of yours that nobody else writes to: chmod 700 ")
		if strings.Count(r.stderr, "\n") != 4 {
			t.Errorf("more than a warning and an error:\n%s", r.stderr)
		}
	}
	for _, args := range [][]string{{"status", "--prompt"}, {"status", "--quiet"}} {
		if r := w.run(args...); r.stdout+r.stderr != "" {
			t.Errorf("%q says %q, %q", args, r.stdout, r.stderr)
		}
	}
	r := w.run("--cached-only", "-s", aliceDevice)
	w.ends(r, exitOK, 0)
	w.says(r)
	repair()
	r = w.run("--cached-only")
	w.ends(r, exitOK, 0)
	w.says(r)
}

// Where a command does nothing but remember, it fails with what to do.
func TestADefaultDeviceThatCannotBeRemembered(t *testing.T) {
	w, repair := spoiled(t)
	r := w.run("device", "default", "phone")
	w.ends(r, exitUnexpected, 0)
	w.says(r, "mfa-session: nothing can be remembered: ", "\nmfa-session: hint: make it a directory of yours that nobody else writes to: chmod 700 ")
	if strings.Count(r.stderr, "\n") != 2 {
		t.Errorf("more than an error:\n%s", r.stderr)
	}
	repair()
	w.ends(w.run("device", "default", "phone"), exitOK, 0)
}

// What a command left behind that was run as root is made ours, with all that is below it.
func TestWhatRootLeftIsMadeOurs(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir := t.TempDir()
	give := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(path, stranger, -1); err != nil {
			t.Fatal(err)
		}
		return path
	}
	left, below := give("ours/mfa-session"), give("ours/mfa-session/keychain")
	want := "it belongs to another user, make it yours: sudo chown -R 0 " + left
	for _, path := range []string{left, below, filepath.Join(below, "item")} {
		if got := shutHint(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	give("theirs")
	for _, path := range []string{filepath.Join(dir, "theirs", "file"), give("theirs/mfa-session")} {
		if got := shutHint(path); got != "" {
			t.Errorf("%s, which may be meant to be another's: %q", path, got)
		}
	}
}
