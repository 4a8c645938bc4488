package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
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

func TestTheCheckOfAKnownDeviceTakesFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for serial, want := range map[device.SerialNumber]time.Duration{phone: 5 * time.Second, "": time.Minute} {
			w := newWorld(t)
			w.Identity.SerialNumber, w.memory.serial = serial, serial
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			var took time.Duration
			w.devices.err = session.ErrAWS
			w.devices.while = func(ctx context.Context) {
				began := time.Now()
				<-ctx.Done()
				took = time.Since(began)
			}
			_, err := w.Session(ctx)
			cancel()
			if took != want || (err == nil) != (serial != "") {
				t.Errorf("device %q: the list took %v, want %v; then %v", serial, took, want, err)
			}
		}
	})
}
