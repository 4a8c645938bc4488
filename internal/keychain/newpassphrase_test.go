package keychain

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

// While one person thinks of a passphrase, at another terminal another is typed: the one that was there
// first counts, which shows before a code is asked for and spent.
func TestANewPassphraseThatComesTooLateIsNotTaken(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	var news, asked int
	known := func(context.Context) (secret.Text, error) { asked++; return secret.New(passphrase), nil }
	quicker := withLocks(t, Config{Backend: File, Dir: dir, Passphrase: known, NewPassphrase: known})
	c := quicker
	c.NewPassphrase = func(ctx context.Context) (secret.Text, error) {
		news++
		if _, err := Open(quicker).Load(ctx, alice()); !errors.Is(err, session.ErrNotFound) {
			t.Error(err)
		}
		asked = 0
		return secret.New("a later EXAMPLE of one"), nil
	}
	s := Open(c)
	misses(t, s, alice())
	if news != 1 || asked != 1 {
		t.Errorf("asked %d times for a new one and %d times for the one that is, want once each", news, asked)
	}
	want := issued(alice(), "kept")
	save(t, s, alice(), want)
	serves(t, Open(quicker), alice(), want)
	serves(t, Open(c), alice(), want)
	if news != 1 {
		t.Errorf("asked %d times for a new one", news)
	}
}
