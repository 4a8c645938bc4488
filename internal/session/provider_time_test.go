package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// late is a world in which each part takes its time, by a clock that goes by itself.
func late(t *testing.T, serial device.SerialNumber) *world {
	t.Helper()
	w := newWorld(t)
	w.Identity.SerialNumber, w.memory.serial = serial, serial
	w.Now = time.Now
	w.issuer.now = time.Now
	return w
}

// waits ends with the context, or when the time is over.
func waits(ctx context.Context, d time.Duration) (took time.Duration) {
	began := time.Now()
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
	return time.Since(began)
}

// TestTheTimeOfTheList: five seconds where it is only a check, ten where there is no other way.
func TestTheTimeOfTheList(t *testing.T) {
	for serial, want := range map[device.SerialNumber]time.Duration{phone: 5 * time.Second, "": 10 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			w := late(t, serial)
			var took time.Duration
			w.devices.err = session.ErrAWS
			w.devices.while = func(ctx context.Context) { took = waits(ctx, time.Hour) }
			if _, err := w.Session(w.ctx); took != want || (err == nil) != (serial != "") {
				t.Errorf("device %q: the list took %v, want %v; then %v", serial, took, want, err)
			}
		})
	}
}

// TestTheTimeOfAllCalls: list and exchange together take twenty seconds, a person's time apart, and
// each further code as much again.
func TestTheTimeOfAllCalls(t *testing.T) {
	for _, c := range []struct {
		list, want time.Duration
	}{
		{0, 20 * time.Second},
		{3 * time.Second, 17 * time.Second},
		{10*time.Second - 1, 10*time.Second + 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := late(t, "")
			w.devices.while = func(ctx context.Context) { waits(ctx, c.list) }
			w.codes.codes = []session.TokenCode{codeA, codeB}
			w.codes.while = func() { time.Sleep(time.Minute) }
			var took []time.Duration
			w.issuer.errs = []error{session.ErrCodeRejected}
			w.issuer.while = func(ctx context.Context) { took = append(took, waits(ctx, time.Hour)) }
			if _, err := w.Session(w.ctx); err != nil {
				t.Fatal(err)
			}
			if len(took) != 2 || took[0] != c.want || took[1] != 20*time.Second {
				t.Errorf("after a list of %v the exchanges took %v, want %v and 20s", c.list, took, c.want)
			}
		})
	}
}

// TestAClockThatIsSetDuringTheList takes no time from the exchange, nor gives it any.
func TestAClockThatIsSetDuringTheList(t *testing.T) {
	for _, by := range []time.Duration{-time.Hour, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			w := late(t, "")
			w.Now = func() time.Time { return w.now }
			w.devices.while = func(context.Context) { w.now = w.now.Add(by) }
			var took time.Duration
			w.issuer.while = func(ctx context.Context) { took = waits(ctx, time.Hour) }
			if _, err := w.Session(w.ctx); err != nil || took < 10*time.Second || took > 20*time.Second {
				t.Errorf("set by %v, the exchange took %v, %v", by, took, err)
			}
		})
	}
}

// TestACodeComesInTimeToBeSent: who is asked has five seconds less than there are.
func TestACodeComesInTimeToBeSent(t *testing.T) {
	const all = time.Minute
	for _, c := range []struct {
		thinks time.Duration
		sent   bool
	}{{all - 5*time.Second - 1, true}, {all - 5*time.Second + 1, false}} {
		synctest.Test(t, func(t *testing.T) {
			w := late(t, phone)
			w.codes.whileAsked = func(ctx context.Context) error {
				waits(ctx, c.thinks)
				if ctx.Err() != nil {
					return session.ErrNobodyAnswered
				}
				return nil
			}
			var left time.Duration
			w.issuer.while = func(ctx context.Context) {
				deadline, _ := ctx.Deadline()
				left = time.Until(deadline)
			}
			ctx, cancel := context.WithTimeout(w.ctx, all)
			defer cancel()
			_, err := w.Session(ctx)
			if c.sent && (err != nil || left != 5*time.Second+1) || !c.sent && (!errors.Is(err, session.ErrNobodyAnswered) || left != 0) {
				t.Errorf("thought for %v: %v; %v were left to send", c.thinks, err, left)
			}
		})
	}
}
