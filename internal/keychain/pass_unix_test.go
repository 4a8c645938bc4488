//go:build unix

package keychain

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/99designs/keyring"
)

// inPass makes a password store with a key that no passphrase protects.
func inPass(t *testing.T) Config {
	t.Helper()
	needs(t, "pass", "gpg", "gpgconf")
	dir, err := os.MkdirTemp("", "p") // short: the agent's socket is below it, and may have 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(dir, "store")
	t.Setenv("GNUPGHOME", filepath.Join(dir, "g"))
	t.Setenv("PASSWORD_STORE_DIR", store)
	t.Setenv("HOME", filepath.Join(dir, "home"))
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--kill", "all").Run()
		_ = os.RemoveAll(dir)
	})
	for _, made := range []string{"g", "home"} {
		if err := os.Mkdir(filepath.Join(dir, made), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	run(t, exec.Command("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
		"--quick-generate-key", "Alice EXAMPLE <alice@example.invalid>", "default", "default", "never"))
	run(t, exec.Command("pass", "init", "alice@example.invalid"))
	return withLocks(t, Config{Backend: Pass, PassDir: store})
}

func passOf(t *testing.T, c Config) keyring.Keyring {
	t.Helper()
	ring, err := openLibrary(keyring.PassBackend, keyring.Config{PassDir: c.PassDir, PassPrefix: service})
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// One store for all tests: making a key takes longer than most of them.
func TestPassKeepsTheContract(t *testing.T) {
	c := inPass(t)
	contract(t, func(t *testing.T) place {
		t.Helper()
		t.Cleanup(func() { _ = os.RemoveAll(filepath.Join(c.PassDir, service)) })
		return place{config: c, ring: passOf(t, c), writes: 3, slow: true}
	})
}

func TestPassTellsDamageFromALockedKey(t *testing.T) {
	c := inPass(t)
	s := Open(c)
	save(t, s, alice(), issued(alice(), "of-Alice"))

	insert := exec.Command("pass", "insert", "--multiline", "--force", service+"/"+alice().Name())
	insert.Stdin = strings.NewReader(secretToken)
	run(t, insert)
	misses(t, s, alice())

	if err := os.WriteFile(filepath.Join(c.PassDir, service, alice().Name()+".gpg"), []byte("no message"), 0o600); err != nil {
		t.Fatal(err)
	}
	misses(t, s, alice())

	want := issued(alice(), "again")
	save(t, s, alice(), want)
	serves(t, s, alice(), want)
}

func TestPassWithoutAStoreIsAbsent(t *testing.T) {
	needs(t, "pass")
	_, err := Open(withLocks(t, Config{Backend: Pass, PassDir: t.TempDir()})).Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, Pass)
	t.Setenv("PATH", t.TempDir())
	_, err = Open(withLocks(t, Config{Backend: Pass, PassDir: t.TempDir()})).Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, Pass)
}

// A store in git stays clean: the move is committed too.
func TestPassCommitsWhatIsMoved(t *testing.T) {
	needs(t, "git")
	c := inPass(t)
	for _, setting := range [][]string{{"init", "-q"}, {"config", "user.name", "Alice"}, {"config", "user.email", "alice@example.invalid"}} {
		run(t, exec.Command("git", append([]string{"-C", c.PassDir}, setting...)...))
	}
	s := Open(c)
	save(t, s, alice(), issued(alice(), "first"))
	save(t, s, alice(), issued(alice(), "second"))
	files := run(t, exec.Command("git", "-C", c.PassDir, "ls-files"))
	if want := service + "/" + alice().Name() + ".gpg\n"; files != want {
		t.Errorf("in git: %q, want %q", files, want)
	}
	if left := run(t, exec.Command("git", "-C", c.PassDir, "status", "--porcelain", "--", service)); left != "" {
		t.Errorf("not committed: %q", left)
	}
}
