package keychain

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// oneLane counts who waits for a lane and who leaves it.
type oneLane struct {
	waits, left int
	names       []string
	limit       time.Duration // how long the last one may have waited
	wait        func() error
}

func (l *oneLane) lock(ctx context.Context, names []string) (func(), error) {
	l.waits++
	l.names = names
	if end, ok := ctx.Deadline(); ok {
		l.limit = time.Until(end)
	}
	return func() { l.left++ }, l.wait()
}

// A hit reads once and waits for nobody. Whoever reads again does so as one of a few, and the time of
// the daemon begins when it has its turn.
func TestReadingTheSecretServiceAgainIsForAFewAtATime(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	if !onBus(t, withoutKeyring) {
		return
	}
	p := &provider{}
	p.open.Store(true)
	p.start(t)
	c := onDesktop(t)
	c.patience = patience{silent: time.Second, dialog: 3 * time.Second}
	lane := &oneLane{wait: func() error { return nil }}
	c.LockOneOf = lane.lock
	s := Open(c)
	load := func() {
		t.Helper()
		got, err := s.Load(t.Context(), alice())
		if err != nil || got.SerialNumber != alice().SerialNumber {
			t.Fatalf("%v", err)
		}
	}
	s.OpenAhead(t.Context())
	load()
	if lane.waits != 0 {
		t.Error("the first read waits for a turn")
	}
	lane.wait = func() error { time.Sleep(c.patience.silent + 200*time.Millisecond); return nil }
	load()
	if lane.waits != 1 || lane.left != 1 || !slices.Equal(lane.names, []string{"secret-service-0", "secret-service-1", "secret-service-2", "secret-service-3"}) {
		t.Errorf("the second: %+v", lane)
	}
	lane.wait = func() error { return errors.New("no locks here") }
	load()
	if lane.waits != 2 || lane.left != 1 {
		t.Errorf("without a lock: %+v", lane)
	}
	// It waits as long as the caller has time, and keeps some for the read.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	lane.wait = func() error { return nil }
	if _, err := s.Load(ctx, alice()); err != nil || lane.limit > time.Minute-c.patience.silent || lane.limit < 50*time.Second {
		t.Errorf("%v, it would have waited for %v", err, lane.limit)
	}
	p.hangs.Store("OpenSession")
	if _, err := s.Load(ctx, alice()); !errors.Is(err, ErrTooSlow) || lane.left != 3 {
		t.Errorf("a daemon that hangs: %v, want %v; the lane was left %d times", err, ErrTooSlow, lane.left)
	}
	if _, err := s.Load(ctx, session.Identity{}); !errors.Is(err, ErrTooSlow) || lane.waits != 4 {
		t.Errorf("it is asked again: %v", err)
	}
}
