package keychain

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

func TestDamagedFilesAreMisses(t *testing.T) {
	tests := map[string]struct {
		damage func(path string) error
		reason string
	}{
		"an empty file":         {func(path string) error { return os.WriteFile(path, nil, 0o600) }, "damaged"},
		"a file that is none":   {func(path string) error { return os.WriteFile(path, []byte(secretToken), 0o600) }, "damaged"},
		"dots":                  {func(path string) error { return os.WriteFile(path, []byte("a.b.c.d.e"), 0o600) }, "damaged"},
		"half of a file":        {func(path string) error { return os.Truncate(path, 300) }, "damaged"},
		"a file cut at its end": {func(path string) error { return cutEnd(path) }, ""},
		"a huge file":           {func(path string) error { return os.Truncate(path, 1<<30) }, "not one of ours"},
		"a signed one, not encrypted": {func(path string) error {
			return os.WriteFile(path, []byte("eyJhbGciOiJub25lIn0.eyJEYXRhIjoiIn0."), 0o600)
		}, "damaged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := inFiles(t)
			notes := &notes{}
			c.Debug = notes.add
			s := Open(c)
			save(t, s, alice(), issued(alice(), "of-Alice"))
			if err := tt.damage(filepath.Join(c.Dir, alice().Name())); err != nil {
				t.Fatal(err)
			}
			misses(t, s, alice())
			if !strings.Contains(notes.text(), tt.reason) {
				t.Errorf("told %q, want %q in it", notes.text(), tt.reason)
			}
			holdsNoSecret(t, notes.text())
			want := issued(alice(), "next")
			save(t, s, alice(), want)
			serves(t, s, alice(), want)
		})
	}
}

func cutEnd(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()-1)
}

func TestADamagedCheckIsWrittenAnew(t *testing.T) {
	c := inFiles(t)
	save(t, Open(c), alice(), issued(alice(), "of-Alice"))
	if err := os.WriteFile(filepath.Join(c.Dir, passphraseCheck), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := issued(alice(), "next")
	save(t, Open(c), alice(), want)
	serves(t, Open(c), alice(), want)
	c.Passphrase = gives("another EXAMPLE")
	_, err := Open(c).Load(t.Context(), user(1))
	failsWith(t, err, ErrPassphraseWrong, File)
}

// user is one of many.
func user(i int) session.Identity {
	id := alice()
	id.CustomEndpoint = "https://sts.example.com/" + strings.Repeat("x", i)
	return id
}

func TestWithoutADirectoryThereAreNoFiles(t *testing.T) {
	c := inFiles(t)
	c.Dir = ""
	_, err := Open(c).Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, File)
}

func TestDeletingWhereNothingWasStoredMakesNothing(t *testing.T) {
	c := inFiles(t)
	if err := Open(c).Delete(t.Context(), alice()); err != nil {
		t.Errorf("deleting: %v", err)
	}
	if n, err := Open(c).DeleteAll(t.Context()); n != 0 || err != nil {
		t.Errorf("deleting all: %d, %v", n, err)
	}
	if _, err := os.Lstat(c.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the directory was made: %v", err)
	}
}

func TestAMissMakesADirectoryOnlyForACallerThatIsThere(t *testing.T) {
	for _, gone := range []bool{true, false} {
		c := inFiles(t)
		ctx, cancel := context.WithCancel(t.Context())
		if gone {
			cancel()
		}
		err := unlocked{&fileItems{c: &c, keeper: newKeeper()}, secret.New(passphrase)}.miss(ctx, errMissing)
		cancel()
		_, made := os.Lstat(c.Dir)
		if !errors.Is(err, errMissing) || errors.Is(made, fs.ErrNotExist) != gone {
			t.Errorf("gone %v: %v; the directory: %v", gone, err, made)
		}
	}
}

// With the last item the passphrase goes: the next may be another. Imported keys keep it.
func TestDeletingAllForgetsThePassphraseUnlessKeysNeedIt(t *testing.T) {
	for name, keys := range map[string]bool{"with keys": true, "without keys": false} {
		t.Run(name, func(t *testing.T) {
			c := inFiles(t)
			save(t, Open(c), alice(), issued(alice(), "of-Alice"))
			if keys {
				place{ring: filesOf(t, c)}.put(t, keysPrefix+"alice", []byte("keys"))
			}
			if n, err := Open(c).DeleteAll(t.Context()); n != 1 || err != nil {
				t.Fatalf("deleted %d, %v", n, err)
			}
			c.Passphrase = gives("another EXAMPLE")
			_, err := Open(c).Load(t.Context(), alice())
			if keys {
				failsWith(t, err, ErrPassphraseWrong, File)
				return
			}
			if !errors.Is(err, session.ErrNotFound) {
				t.Errorf("%v, want %v", err, session.ErrNotFound)
			}
		})
	}
}

// What a dead writer left goes with the next write: at once where a lock shows that nobody is
// writing, otherwise an hour later.
func TestTheNextWriteSweepsWhatDeadWritersLeft(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lock  bool
		after time.Duration
		goes  bool
	}{
		{"under a lock at once", true, 0, true},
		{"without a lock not at once", false, 0, false},
		{"without a lock later", false, 61 * time.Minute, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := inFiles(t)
			if !tt.lock {
				c.Lock = nil
			}
			save(t, Open(c), alice(), issued(alice(), "of-Alice"))
			left, foreign := filepath.Join(c.Dir, tempName()), filepath.Join(c.Dir, ".tmp-foreign")
			if err := errors.Join(os.WriteFile(left, nil, 0o600), os.WriteFile(foreign, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
			at := time.Now().Add(tt.after)
			c.Now = func() time.Time { return at }
			next := issued(alice(), "next")
			next.Credentials.Expires = next.Credentials.Expires.Add(2 * time.Hour)
			save(t, Open(c), alice(), next)
			if _, err := os.Lstat(left); errors.Is(err, fs.ErrNotExist) != tt.goes {
				t.Errorf("what a writer left: %v", err)
			}
			if _, err := os.Lstat(foreign); err != nil {
				t.Errorf("what another program left: %v", err)
			}
		})
	}
}
