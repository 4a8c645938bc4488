package keychain

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// offered opens a keyring in memory, or fails.
func offered(err error) opener {
	return func(_ context.Context, c *Config) (items, error) {
		return &libraryItems{kr: newGuarded(), limit: c.patience.silent}, err
	}
}

// ailingOffer opens, and then fails when it is tried.
func ailingOffer(err error) opener {
	return func(_ context.Context, c *Config) (items, error) {
		return &libraryItems{kr: &ailing{end: func() ([]byte, error) { return nil, err }}, limit: c.patience.silent}, nil
	}
}

func TestAutoTakesTheFirstThatWorks(t *testing.T) {
	absent, locked := fmt.Errorf("%w: there is no session bus", ErrAbsent), fmt.Errorf("%w, and nobody to ask", ErrLocked)
	tests := []struct {
		name       string
		openers    map[Backend]opener
		unattended bool
		want       Backend
		passed     []string
	}{
		{
			"the first",
			map[Backend]opener{SecretService: offered(nil), Keyctl: offered(nil), File: offered(nil)},
			true, SecretService, nil,
		},
		{
			"the second, as the first is absent",
			map[Backend]opener{SecretService: offered(absent), Keyctl: offered(nil), File: offered(nil)},
			true, Keyctl,
			[]string{"secret-service: not available: there is no session bus"},
		},
		{
			"the second, as the first cannot be read",
			map[Backend]opener{SecretService: ailingOffer(locked), Keyctl: offered(nil), File: offered(nil)},
			true, Keyctl,
			[]string{"secret-service: locked, and nobody to ask"},
		},
		{
			"files with a passphrase",
			map[Backend]opener{SecretService: offered(absent), Keyctl: offered(ErrDenied), File: offered(nil)},
			true, File,
			[]string{"secret-service: not available: there is no session bus", "keyctl: access denied"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Open(autoOf(tt.openers, tt.unattended))
			if got := s.Backend(); got != Auto {
				t.Errorf("before it is used it is %s", got)
			}
			want := issued(alice(), "of-Alice")
			save(t, s, alice(), want)
			serves(t, s, alice(), want)
			if got := s.Backend(); got != tt.want {
				t.Errorf("took %s, want %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.passed, s.Passed()); diff != "" {
				t.Errorf("passed (-want +got):\n%s", diff)
			}
		})
	}
}

func autoOf(openers map[Backend]opener, unattended bool) Config {
	return Config{
		Now: time.Now, Unattended: unattended,
		system: system{order: []Backend{SecretService, Keyctl, File}, openers: openers},
	}
}

func TestAutoEndsInNoStoreWithTheReasons(t *testing.T) {
	for name, tt := range map[string]struct {
		unattended bool
		last       string
	}{
		"no passphrase":              {false, "file: no passphrase is configured"},
		"a passphrase that is wrong": {true, "file: wrong passphrase"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Open(autoOf(map[Backend]opener{
				SecretService: offered(ErrTooSlow), Keyctl: offered(ErrDenied), File: ailingOffer(ErrPassphraseWrong),
			}, tt.unattended))
			want := []string{"secret-service: no answer in time", "keyctl: access denied", tt.last}
			for call, do := range callsOf(s) {
				err := do(t.Context())
				var fault *session.StoreError
				switch gone := call == "delete" || call == "delete all"; {
				case gone && err != nil: // there is nothing to delete
					t.Errorf("%s: %v", call, err)
				case !gone && (!errors.Is(err, session.ErrNoStore) || errors.As(err, &fault)):
					t.Errorf("%s: %v, want %v", call, err, session.ErrNoStore)
				case !gone:
					if text := session.ErrNoStore.Error() + ": " + want[0] + "; " + want[1] + "; " + want[2]; err.Error() != text {
						t.Errorf("%s: %q, want %q", call, err, text)
					}
				}
			}
			if diff := cmp.Diff(want, s.Passed()); diff != "" {
				t.Errorf("passed (-want +got):\n%s", diff)
			}
			if s.Backend() != Auto {
				t.Errorf("it is %s", s.Backend())
			}
		})
	}
}

func TestAutoEndsWithTheCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	interrupted := func(context.Context, *Config) (items, error) {
		cancel()
		return nil, ErrLocked
	}
	tried := false
	next := func(ctx context.Context, c *Config) (items, error) {
		tried = true
		return offered(nil)(ctx, c)
	}
	openers := map[Backend]opener{SecretService: interrupted, Keyctl: next}
	s := Open(autoOf(openers, false))
	_, err := s.Load(ctx, alice())
	failsWith(t, err, ErrLocked, SecretService)
	if tried {
		t.Error("the next one was tried after the interrupt")
	}
	openers[SecretService] = offered(ErrAbsent)
	misses(t, s, alice())
	if diff := cmp.Diff([]string{"secret-service: not available"}, s.Passed()); diff != "" || s.Backend() != Keyctl {
		t.Errorf("took %s, passed (-want +got):\n%s", s.Backend(), diff)
	}
}

func TestNoneKeepsNothing(t *testing.T) {
	s := Open(Config{Backend: None, Now: time.Now})
	for call, do := range callsOf(s) {
		err := do(t.Context())
		if deletes := call == "delete" || call == "delete all"; deletes && err != nil || !deletes && !errors.Is(err, session.ErrNoStore) {
			t.Errorf("%s: %v", call, err)
		}
	}
}

func TestABackendOfAnotherSystemIsAbsent(t *testing.T) {
	for _, b := range Backends() {
		if b == Auto || b == None {
			continue
		}
		c := Config{Backend: b, Now: time.Now, system: system{openers: map[Backend]opener{}}}
		for _, do := range callsOf(Open(c)) {
			failsWith(t, do(t.Context()), ErrAbsent, b)
		}
	}
}

func TestABackendIsOpenedOnce(t *testing.T) {
	for name, outcome := range map[string]error{"that opens": nil, "that is absent": ErrAbsent} {
		opened := 0
		count := func(ctx context.Context, c *Config) (items, error) {
			opened++
			return offered(outcome)(ctx, c)
		}
		s := Open(Config{Backend: Keychain, Now: time.Now, system: system{openers: map[Backend]opener{Keychain: count}}})
		for _, do := range callsOf(s) {
			_ = do(t.Context())
		}
		if opened != 1 {
			t.Errorf("one %s was opened %d times", name, opened)
		}
	}
}

func TestBackendsHaveTheirNames(t *testing.T) {
	for _, b := range Backends() {
		if got, err := ParseBackend(string(b)); got != b || err != nil {
			t.Errorf("%s: %s, %v", b, got, err)
		}
	}
	for _, name := range []string{"", "Keychain", "kwallet", " file"} {
		_, err := ParseBackend(name)
		var unknown *UnknownBackendError
		if !errors.As(err, &unknown) || unknown.Name != name {
			t.Errorf("%q: %v", name, err)
		}
	}
	want := `"kwallet" is not a backend: auto, keychain, wincred, secret-service, keyctl, pass, file, none`
	if got := (&UnknownBackendError{"kwallet"}).Error(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
