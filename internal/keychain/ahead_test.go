package keychain

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

// counted counts how often a backend is opened.
func counted(n *atomic.Int32, open opener) opener {
	return func(ctx context.Context, c *Config) (items, error) {
		n.Add(1)
		return open(ctx, c)
	}
}

func TestWhatIsOpenedAheadIsOpenedOnce(t *testing.T) {
	for _, backend := range []Backend{Auto, SecretService} {
		var opened atomic.Int32
		c := autoOf(map[Backend]opener{SecretService: counted(&opened, offered(nil))}, false)
		c.Backend = backend
		s := Open(c)
		s.OpenAhead(t.Context())
		if s.ahead == nil {
			t.Errorf("%s: nothing is opened ahead", backend)
		}
		want := issued(alice(), "of-Alice")
		save(t, s, alice(), want)
		serves(t, s, alice(), want)
		if got := opened.Load(); got != 1 || s.Backend() != SecretService {
			t.Errorf("%s: opened %d times, in use is %s", backend, got, s.Backend())
		}
	}
}

func TestWhatFailsAheadIsToldWhenItIsUsed(t *testing.T) {
	locked := fmt.Errorf("%w, and nobody to ask", ErrLocked)
	for _, tt := range []struct {
		named Backend
		want  Backend
	}{{SecretService, SecretService}, {Auto, Keyctl}} {
		var opened atomic.Int32
		c := autoOf(map[Backend]opener{SecretService: counted(&opened, offered(locked)), Keyctl: offered(nil)}, false)
		c.Backend = tt.named
		s := Open(c)
		s.OpenAhead(t.Context())
		_, err := s.Load(t.Context(), alice())
		if want := tt.named == Auto; want != errors.Is(err, session.ErrNotFound) || want == errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", tt.named, err)
		}
		if got := opened.Load(); got != 1 || s.Backend() != tt.want {
			t.Errorf("%s: opened %d times, in use is %s", tt.named, got, s.Backend())
		}
	}
}

func TestNothingElseIsOpenedAhead(t *testing.T) {
	for _, backend := range []Backend{Keyctl, File, None} {
		var opened atomic.Int32
		c := autoOf(map[Backend]opener{
			SecretService: counted(&opened, offered(nil)), Keyctl: counted(&opened, offered(nil)), File: counted(&opened, offered(nil)),
		}, true)
		c.Backend = backend
		s := Open(c)
		s.OpenAhead(t.Context())
		if s.ahead != nil || opened.Load() != 0 {
			t.Errorf("%s: something was opened", backend)
		}
	}
}

// A context that ends tells nothing about the backend.
func TestAnInterruptWhileItIsOpenedAheadIsForgotten(t *testing.T) {
	c := autoOf(map[Backend]opener{SecretService: func(ctx context.Context, c *Config) (items, error) {
		if ctx.Err() != nil {
			return nil, timeUp(ctx)
		}
		return offered(nil)(ctx, c)
	}}, false)
	c.Backend = SecretService
	s := Open(c)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	s.OpenAhead(ended)
	if _, err := s.Load(ended, alice()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	save(t, s, alice(), issued(alice(), "of-Alice"))
}
