package keychain

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/keyring"
	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/session"
)

// alice is whose sessions most tests keep.
func alice() session.Identity {
	return session.Identity{
		AccessKeyID:  "AKIAEXAMPLEALICE0000",
		SerialNumber: "arn:aws:iam::111122223333:mfa/phone",
		Partition:    "aws",
	}
}

// What is secret in a test; it must not be repeated by anything but the session itself.
const (
	secretKey   = "secret-EXAMPLE-key"
	secretToken = "token-EXAMPLE-"
	passphrase  = "a passphrase of an EXAMPLE"
)

// issued is a session that was just issued and lives for an hour. The name tells it from others.
func issued(id session.Identity, name string) session.Session {
	now := time.Now().UTC().Round(0)
	return session.Session{
		Credentials: aws.Credentials{
			AccessKeyID:     "ASIAEXAMPLE000000000",
			SecretAccessKey: secretKey,
			SessionToken:    secretToken + name,
			AccountID:       "111122223333",
			CanExpire:       true,
			Expires:         now.Add(time.Hour).Truncate(time.Second),
		},
		SerialNumber: id.SerialNumber,
		IssuedAt:     now,
	}
}

// large is issued with the largest session token that AWS announces.
func large(id session.Identity, name string) session.Session {
	s := issued(id, name)
	s.Credentials.SessionToken += strings.Repeat("x", 4096-len(s.Credentials.SessionToken))
	return s
}

// holdsNoSecret fails when a text repeats what no message may.
func holdsNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{"EXAMPLE-key", "token-EX", passphrase} {
		if strings.Contains(text, secret) {
			t.Errorf("a secret is repeated: %s", text)
		}
	}
}

// failsWith checks a failure of the store: the condition, under a *session.StoreError of the backend.
func failsWith(t *testing.T, err, want error, backend Backend) {
	t.Helper()
	var e *session.StoreError
	switch {
	case !errors.Is(err, want):
		t.Errorf("%v, want %v", err, want)
	case !errors.As(err, &e) || e.Backend != string(backend):
		t.Errorf("%v is no failure of %s", err, backend)
	default:
		holdsNoSecret(t, err.Error())
	}
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// notes takes what is told under --debug.
type notes struct {
	mu    sync.Mutex // guards lines
	lines []string
}

func (n *notes) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (n *notes) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.lines, "\n")
}

// guarded is a keyring of the library in memory that may be used by many at once.
type guarded struct {
	mu   sync.Mutex // guards ring
	ring *keyring.ArrayKeyring
}

func newGuarded() *guarded { return &guarded{ring: keyring.NewArrayKeyring(nil)} }

func (g *guarded) Get(key string) (keyring.Item, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ring.Get(key)
}

func (g *guarded) GetMetadata(key string) (keyring.Metadata, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ring.GetMetadata(key)
}

func (g *guarded) Set(it keyring.Item) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ring.Set(it)
}

func (g *guarded) Remove(key string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ring.Remove(key)
}

func (g *guarded) Keys() ([]string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ring.Keys()
}

// onRing is a configuration whose backend is a keyring of the test.
func onRing(kr keyring.Keyring, translate func(error) error) Config {
	open := func(_ context.Context, c *Config) (items, error) {
		return &libraryItems{kr: kr, limit: c.patience.silent, translate: translate}, nil
	}
	return Config{
		Backend: Keychain,
		Now:     time.Now,
		system:  system{order: []Backend{Keychain}, openers: map[Backend]opener{Keychain: open}},
	}
}
