package keychain

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/keyring"

	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// withLocks gives locks between stores, in a directory of the test.
func withLocks(t *testing.T, c Config) Config {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	c.Lock = func(ctx context.Context, name string) (func(), error) { return statefile.Lock(ctx, dir, name) }
	c.LockOneOf = func(ctx context.Context, names []string) (func(), error) { return statefile.LockOneOf(ctx, dir, names) }
	c.Turn = func(ctx context.Context, name string, needed func() (bool, error), do func() error) error {
		return statefile.InTurn(ctx, dir, name, needed, do)
	}
	c.Now = time.Now
	return c
}

func TestMemoryKeepsTheContract(t *testing.T) {
	contract(t, func(*testing.T) place {
		ring := newGuarded()
		return place{config: onRing(ring, nil), ring: ring, writes: 100}
	})
}

// The parts of Windows are tested on a keyring that takes no more than a credential holds. Items that
// a test puts there must be small enough for it too.
func TestSmallCredentialsKeepTheContract(t *testing.T) {
	contract(t, func(*testing.T) place {
		ring := &small{Keyring: newGuarded()}
		return place{config: onRing(chunked{ring}, nil), ring: ring, most: credentialSize, writes: 100}
	})
}

// credentialSize is CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h.
const credentialSize = 2560

// small takes what a Windows credential takes. Like Windows it keeps names as they were first
// written, and does not tell capital letters apart.
type small struct{ keyring.Keyring }

// as is the name under which it is there.
func (s *small) as(key string) string {
	names, _ := s.Keys()
	if i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, key) }); i >= 0 {
		return names[i]
	}
	return key
}

func (s *small) Get(key string) (keyring.Item, error) { return s.Keyring.Get(s.as(key)) }

func (s *small) Set(it keyring.Item) error {
	if len(it.Data) > credentialSize {
		return fmt.Errorf("the stub received bad data: %d bytes", len(it.Data))
	}
	it.Key = s.as(it.Key)
	return s.Keyring.Set(it)
}

func (s *small) Remove(key string) error {
	if _, err := s.Get(key); err != nil {
		return err
	}
	return s.Keyring.Remove(s.as(key))
}

// inFiles is a configuration of the file backend in a directory that is not there yet.
func inFiles(t *testing.T) Config {
	t.Helper()
	return withLocks(t, Config{Backend: File, Dir: filepath.Join(t.TempDir(), "keychain"), Passphrase: gives(passphrase)})
}

func gives(passphrase string) func(context.Context) (secret.Text, error) {
	return func(context.Context) (secret.Text, error) { return secret.New(passphrase), nil }
}

// filesOf is the library's view of the file backend.
func filesOf(t *testing.T, c Config) keyring.Keyring {
	t.Helper()
	ring, err := openLibrary(keyring.FileBackend, keyring.Config{
		FileDir:          c.Dir,
		FilePasswordFunc: func(string) (string, error) { return passphrase, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestFilesKeepTheContract(t *testing.T) {
	contract(t, func(t *testing.T) place {
		t.Helper()
		c := inFiles(t)
		return place{config: c, ring: filesOf(t, c), writes: 8, slow: true}
	})
}
