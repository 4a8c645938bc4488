package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestInterrupt(t *testing.T) {
	run(t, []scenario{
		{
			name: "Keeps a usable session back at the prompt",
			given: func(w *world) {
				w.renewable()
				w.early.codes, w.early.err, w.early.while = nil, context.Canceled, w.cancel
			},
			fails: is(context.Canceled),
			calls: early + "ask early phone 1; leave nobody-answered phone",
		},
		{
			name:  "Keeps a usable session back before the turn",
			given: func(w *world) { w.renewable(); w.queue.entries = []entry{{while: w.cancel, err: context.Canceled}} },
			fails: is(context.Canceled), calls: "load phone; enter if free",
		},
		{
			name: "Ends the check of a known device",
			given: func(w *world) {
				w.devices.while = func(context.Context) { w.cancel() }
				w.devices.err = fmt.Errorf("%w: %w", session.ErrAWS, context.Canceled)
			},
			fails: is(context.Canceled), calls: cold + "leave nobody-answered phone",
		},
		{
			name:  "Has what was issued stored for the next one",
			given: func(w *world) { w.codes.while = w.cancel },
			fails: is(context.Canceled),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; record phone; leave session-stored phone",
		},
		{
			name: "Does not take back what was issued",
			given: func(w *world) {
				w.codes.while = w.cancel
				w.store.saveErr = context.Canceled
			},
			serves: "issued", warns: []string{"the session could not be stored: context canceled"},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone; warn",
		},
	})
}

func TestWhatAnInterruptedTurnTellsTheOthers(t *testing.T) {
	tests := []struct {
		name  string
		given func(w *world)
		kind  session.OutcomeKind
		text  string
	}{
		{
			"NobodyAnsweredAtThePrompt", func(w *world) { w.codes.codes, w.codes.err = nil, context.Canceled },
			session.NobodyAnswered, session.ErrNobodyAnswered.Error(),
		},
		{
			"TheSessionWasNotStored", func(w *world) { w.MustStore, w.store.saveErr = true, context.Canceled },
			session.SessionUnsaved, "the session could not be stored: context canceled",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.codes.while = w.cancel
			tt.given(w)
			if _, err := w.Session(w.ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("error: %v", err)
			}
			want := []session.Outcome{{Kind: tt.kind, Message: tt.text, SerialNumber: phone}}
			if diff := cmp.Diff(want, w.queue.left); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}

// Time that is up is no interrupt: neither for the turn nor for the check of the device.
func TestTimeThatIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.renewable()
		w.early.codes, w.early.err = nil, session.ErrNobodyAnswered
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		w.early.while = func() { <-ctx.Done() }
		if s, err := w.Session(ctx); err != nil || s.Credentials.AccessKeyID != "stored" {
			t.Errorf("served %v, %v", s, err)
		}
	})
}

// TestAnInterruptWhileTheSessionIsStored leaves the store a moment to end what it has begun.
func TestAnInterruptWhileTheSessionIsStored(t *testing.T) {
	for name, c := range map[string]struct {
		takes, limit time.Duration
		stored       bool
	}{
		"it ends in time":   {2*time.Second - 1, time.Minute, true},
		"it takes too long": {2*time.Second + 1, time.Minute, false},
		"time is up first":  {time.Second, time.Second - 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				ctx, cancel := context.WithTimeout(w.ctx, c.limit)
				defer cancel()
				w.store.saving = func(ctx context.Context) error {
					w.cancel()
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-time.After(c.takes):
						return nil
					}
				}
				s, err := w.Session(ctx)
				stored, delivered := len(w.store.sessions) == 1, s.Credentials.AccessKeyID == "issued"
				if stored != c.stored || delivered == stored || errors.Is(err, context.Canceled) != stored || len(w.warnings) > 0 == stored {
					t.Errorf("stored %v, delivered %v, %v, warned of %q", stored, delivered, err, w.warnings)
				}
			})
		})
	}
}
