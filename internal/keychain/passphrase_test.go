package keychain

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/99designs/keyring"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

func TestAWrongPassphraseIsNoMiss(t *testing.T) {
	c := inFiles(t)
	want, bob := issued(alice(), "of-Alice"), alice()
	bob.AccessKeyID = "AKIAEXAMPLEBOB000000"
	save(t, Open(c), alice(), want)
	wrong := c
	wrong.Passphrase = gives("another EXAMPLE")
	s := Open(wrong)
	_, err := s.Load(t.Context(), alice())
	failsWith(t, err, ErrPassphraseWrong, File)
	_, err = s.Load(t.Context(), bob)
	failsWith(t, err, ErrPassphraseWrong, File)
	failsWith(t, s.Save(t.Context(), bob, issued(bob, "of-Bob")), ErrPassphraseWrong, File)
	serves(t, Open(c), alice(), want)
	misses(t, Open(c), bob)
	if err := s.Delete(t.Context(), alice()); err != nil {
		t.Errorf("deleting needs no passphrase: %v", err)
	}
}

func TestAWrongPassphraseIsAskedForAgain(t *testing.T) {
	c := inFiles(t)
	want := issued(alice(), "of-Alice")
	save(t, Open(c), alice(), want)
	answers := []string{"another EXAMPLE", passphrase}
	asked := 0
	c.Passphrase = func(context.Context) (secret.Text, error) {
		asked++
		return secret.New(answers[asked-1]), nil
	}
	s := Open(c)
	_, err := s.Load(t.Context(), alice())
	failsWith(t, err, ErrPassphraseWrong, File)
	serves(t, s, alice(), want)
	serves(t, s, alice(), want)
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

// A new passphrase is asked for in a way of its own, once: from then on it is what all must fit.
func TestTheFirstPassphraseIsANewOne(t *testing.T) {
	c := inFiles(t)
	bob := alice()
	bob.AccessKeyID = "AKIAEXAMPLEBOB000000"
	var asked []string
	says := func(what string) func(context.Context) (secret.Text, error) {
		return func(context.Context) (secret.Text, error) {
			asked = append(asked, what)
			return secret.New(passphrase), nil
		}
	}
	c.Passphrase, c.NewPassphrase = says("known"), says("new")
	misses(t, Open(c), alice())
	save(t, Open(c), alice(), issued(alice(), "of-Alice"))
	misses(t, Open(c), bob)
	if err := os.Remove(filepath.Join(c.Dir, passphraseCheck)); err != nil {
		t.Fatal(err)
	}
	misses(t, Open(c), bob)
	if diff := cmp.Diff([]string{"new", "known", "known", "known"}, asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

// Without the check a wrong passphrase cannot be told from a file that was tampered with.
func TestAWrongPassphraseWithoutTheCheck(t *testing.T) {
	c := inFiles(t)
	save(t, Open(c), alice(), issued(alice(), "of-Alice"))
	if err := os.Remove(filepath.Join(c.Dir, passphraseCheck)); err != nil {
		t.Fatal(err)
	}
	c.Passphrase = gives("another EXAMPLE")
	_, err := Open(c).Load(t.Context(), alice())
	failsWith(t, err, ErrPassphraseWrong, File)
}

func TestWithoutAPassphraseNothingIsReadOrWritten(t *testing.T) {
	for name, ask := range map[string]func(context.Context) (secret.Text, error){
		"none is configured": nil,
		"it is empty":        gives(""),
		"nobody gave it":     func(context.Context) (secret.Text, error) { return secret.Text{}, errOfBackend },
	} {
		t.Run(name, func(t *testing.T) {
			c := inFiles(t)
			c.Passphrase = ask
			s := Open(c)
			_, err := s.Load(t.Context(), alice())
			failsWith(t, err, ErrPassphraseMissing, File)
			failsWith(t, s.Save(t.Context(), alice(), issued(alice(), "of-Alice")), ErrPassphraseMissing, File)
			if _, err := os.Lstat(c.Dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the directory was made: %v", err)
			}
		})
	}
}

func TestAPersonMayTakeTheirTimeUntilTheCallersEnds(t *testing.T) {
	c := inFiles(t)
	ctx, cancel := context.WithCancel(t.Context())
	c.Passphrase = func(ctx context.Context) (secret.Text, error) {
		cancel()
		<-ctx.Done()
		return secret.New(passphrase), nil
	}
	_, err := Open(c).Load(ctx, alice())
	failsWith(t, err, context.Canceled, File)
}

// One call that finds the passphrase wrong does not take it from another that is about to write: the
// library would encrypt with an empty one.
func TestAForgottenPassphraseStaysWithItsCall(t *testing.T) {
	c := inFiles(t)
	opened, err := openFile(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	u, err := opened.(*fileItems).unlock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u.keeper.forget(secret.New(passphrase))
	if err := errors.Join(u.makeDir(), u.place(t.Context(), item{name: "x", data: []byte("data")})); err != nil {
		t.Fatal(err)
	}
	if it, err := filesOf(t, c).Get("x"); err != nil || string(it.Data) != "data" {
		t.Errorf("encrypted with another passphrase: %v", err)
	}
}

func TestManyCallsShareOnePassphrase(t *testing.T) {
	c := inFiles(t)
	asked := 0
	c.Passphrase = func(context.Context) (secret.Text, error) {
		asked++
		return secret.New(passphrase), nil
	}
	s := Open(c)
	want := issued(alice(), "of-Alice")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := s.Save(t.Context(), alice(), want); err != nil {
				t.Errorf("saving: %v", err)
			}
		})
		all.Go(func() {
			if _, err := s.Load(t.Context(), alice()); err != nil && !errors.Is(err, session.ErrNotFound) {
				t.Errorf("loading: %v", err)
			}
		})
	}
	all.Wait()
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	if _, err := filesOf(t, c).Get(alice().Name()); err != nil {
		t.Errorf("the file was encrypted with another passphrase: %v", err)
	}
}

// The check decides whether a file was tampered with.
func TestATamperedFileIsAMiss(t *testing.T) {
	c := inFiles(t)
	notes := &notes{}
	c.Debug = notes.add
	save(t, Open(c), alice(), issued(alice(), "of-Alice"))
	other, err := openLibrary(keyring.FileBackend, keyring.Config{
		FileDir: c.Dir, FilePasswordFunc: func(string) (string, error) { return "another EXAMPLE", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	planted := place{ring: other}
	planted.put(t, alice().Name(), []byte("planted"))
	s := Open(c)
	misses(t, s, alice())
	if want := "no stored session is used: no such item: the file was tampered with"; notes.text() != want {
		t.Errorf("told %q, want %q", notes.text(), want)
	}
	want := issued(alice(), "next")
	save(t, s, alice(), want)
	serves(t, Open(c), alice(), want)
}
