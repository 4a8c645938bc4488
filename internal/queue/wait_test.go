package queue

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

func TestTheEndOfTheWait(t *testing.T) {
	t.Run("time that is up names the holder", func(t *testing.T) {
		dir := newDir(t)
		synctest.Test(t, func(t *testing.T) {
			defer mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := newQueue(dir).Enter(ctx, alice, session.Stance{})
			var busy *BusyError
			if !errors.Is(err, session.ErrBusy) || !errors.As(err, &busy) || busy.Holder.PID != os.Getpid() {
				t.Errorf("error %v, want %v with the holder", err, session.ErrBusy)
			}
			if errors.Is(err, context.Canceled) {
				t.Errorf("error %v is an interrupt", err)
			}
		})
	})
	t.Run("an interrupt is its own cause", func(t *testing.T) {
		dir := newDir(t)
		synctest.Test(t, func(t *testing.T) {
			defer mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{})
			interrupt := errors.New("interrupt")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Minute, func() { cancel(interrupt) })
			_, err := newQueue(dir).Enter(ctx, alice, session.Stance{})
			if !errors.Is(err, interrupt) || errors.Is(err, session.ErrBusy) {
				t.Errorf("error %v, want %v", err, interrupt)
			}
		})
	})
}

func TestNoticeComesOnceAfterTwoSeconds(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		turn := mine(t, newQueue(dir), session.Stance{})
		notices := make(chan Holder, 10)
		q := newQueue(dir)
		q.Notice = func(h Holder) { notices <- h }
		waiter := enter(t, q, alice, session.Stance{})
		time.Sleep(2*time.Second - time.Millisecond)
		if len(notices) != 0 {
			t.Error("noticed before")
		}
		time.Sleep(time.Minute)
		turn.Leave(session.Outcome{Kind: session.SessionStored})
		<-waiter
		second := mine(t, newQueue(dir), session.Stance{})
		waiter = enter(t, q, alice, session.Stance{}) // the same command, again
		time.Sleep(time.Minute)
		second.Leave(session.Outcome{Kind: session.SessionStored})
		<-waiter
		if diff := cmp.Diff(Holder{PID: os.Getpid(), Since: noon}, <-notices); diff != "" {
			t.Errorf("notice (-want +got):\n%s", diff)
		}
		if len(notices) != 0 {
			t.Errorf("%d more notices", len(notices))
		}
	})
}

func TestWhereNoLockCanBeHadEverybodyHasATurn(t *testing.T) {
	inTheWay := newDir(t)
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"a directory that cannot be made": filepath.Join(inTheWay, "state"), "no directory": ""} {
		t.Run(name, func(t *testing.T) {
			var warnings []error
			q := newQueue(dir)
			q.Warn = func(err error) { warnings = append(warnings, err) }
			first, second := mine(t, q, session.Stance{}), mine(t, q, session.Stance{Patience: session.OnlyIfFree})
			first.Leave(session.Outcome{Kind: session.SessionStored})
			second.Leave(session.Outcome{Kind: session.CodeRejected})
			if len(warnings) != 2 || !errors.Is(warnings[0], statefile.ErrNoLock) {
				t.Errorf("warnings %v, want one for each", warnings)
			}
			if _, err := q.Enter(t.Context(), alice, session.Stance{Patience: session.OutcomeOnly}); !errors.Is(err, session.ErrNobodyToAsk) {
				t.Errorf("who can ask nobody: %v, want %v", err, session.ErrNobodyToAsk)
			}
			mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{}) // nobody listens to the warning
		})
	}
}
