package queue

import (
	"context"
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// longEnough ends a wait that nobody ends. Most of it passes by the clock of a bubble.
const longEnough = 5 * time.Minute

// mine enters and wants a turn of its own.
func mine(t *testing.T, q *Queue, s session.Stance) session.Turn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longEnough)
	defer cancel()
	turn, err := q.Enter(ctx, alice, s)
	if err != nil {
		t.Fatal(err)
	}
	if o, ok := turn.Shared(); ok {
		t.Fatalf("shared %v, want a turn", o)
	}
	return turn
}

type entered struct {
	Outcome session.Outcome
	Shared  bool
	Err     error
	turn    session.Turn
}

// enter enters beside the test, which gets what comes of it.
func enter(t *testing.T, q *Queue, id session.Identity, s session.Stance) <-chan entered {
	t.Helper()
	done := make(chan entered, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), longEnough)
		defer cancel()
		turn, err := q.Enter(ctx, id, s)
		e := entered{Err: err, turn: turn}
		if err == nil {
			e.Outcome, e.Shared = turn.Shared()
		}
		done <- e
	}()
	synctest.Wait()
	return done
}

var failures = []session.OutcomeKind{
	session.Refused, session.KeysRejected, session.CodeRejected, session.NobodyAnswered, session.SessionUnsaved, session.AWSFailed,
	session.StoreUnreadable,
}

func TestEveryOutcomeIsSharedByThoseWhoWait(t *testing.T) {
	for _, kind := range append(failures, session.SessionStored) {
		t.Run(kind.String(), func(t *testing.T) {
			dir := newDir(t)
			want := session.Outcome{Kind: kind, Message: "what was said", SerialNumber: alice.SerialNumber, Store: "the store"}
			synctest.Test(t, func(t *testing.T) {
				turn := mine(t, newQueue(dir), session.Stance{})
				first, second := enter(t, newQueue(dir), alice, session.Stance{}), enter(t, newQueue(dir), alice, session.Stance{Patience: session.OutcomeOnly})
				time.Sleep(time.Minute)
				turn.Leave(want)
				wantShared(t, <-first, want)
				wantShared(t, <-second, want)
			})
			mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{}) // who comes later starts afresh
		})
	}
}

func wantShared(t *testing.T, got entered, want session.Outcome) {
	t.Helper()
	if got.Err != nil || !got.Shared {
		t.Fatalf("got %+v, want a shared outcome", got)
	}
	if diff := cmp.Diff(want, got.Outcome); diff != "" {
		t.Errorf("shared (-want +got):\n%s", diff)
	}
	got.turn.Leave(session.Outcome{Kind: session.Refused, Message: "does nothing"})
}

func TestATurnWithoutOutcomeIsFollowedByAnother(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		turn := mine(t, newQueue(dir), session.Stance{})
		next, onlyOutcome := enter(t, newQueue(dir), alice, session.Stance{}), enter(t, newQueue(dir), alice, session.Stance{Patience: session.OutcomeOnly})
		turn.Leave(session.Outcome{Kind: session.NoOutcome, Message: "nobody hears this"})
		got := <-next
		if got.Err != nil || got.Shared {
			t.Fatalf("who waited got %+v, want a turn", got)
		}
		got.turn.Leave(session.Outcome{})
		if got := <-onlyOutcome; !errors.Is(got.Err, session.ErrNobodyToAsk) {
			t.Errorf("who can ask nobody got %+v, want %v", got, session.ErrNobodyToAsk)
		}
	})
}

func TestWhoSharesWhat(t *testing.T) {
	other := alice
	other.SerialNumber = "GAHT12345678"
	unknown := alice
	unknown.SerialNumber = ""
	own := session.Stance{OwnCode: true}
	for name, c := range map[string]struct {
		id     session.Identity
		stance session.Stance
		shares []session.OutcomeKind
	}{
		"the same device":               {alice, session.Stance{}, append(failures, session.SessionStored)},
		"a device not known yet":        {unknown, session.Stance{}, append(failures, session.SessionStored)},
		"another device":                {other, session.Stance{}, []session.OutcomeKind{session.KeysRejected, session.AWSFailed, session.StoreUnreadable}},
		"a code of its own":             {alice, own, []session.OutcomeKind{session.Refused, session.KeysRejected, session.SessionUnsaved, session.AWSFailed, session.StoreUnreadable, session.SessionStored}},
		"its own code, another device":  {other, own, []session.OutcomeKind{session.KeysRejected, session.AWSFailed, session.StoreUnreadable}},
		"its own code, not known which": {unknown, own, []session.OutcomeKind{session.Refused, session.KeysRejected, session.SessionUnsaved, session.AWSFailed, session.StoreUnreadable, session.SessionStored}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range append(failures, session.SessionStored) {
				got := waitsFor(t, c.id, c.stance, session.Outcome{Kind: kind, SerialNumber: alice.SerialNumber})
				if want := contains(c.shares, kind); got.Shared != want || got.Err != nil {
					t.Errorf("%v: got %+v, want it shared: %v", kind, got, want)
				}
			}
		})
	}
}

func contains(kinds []session.OutcomeKind, kind session.OutcomeKind) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// waitsFor is what one gets who waited for a turn that ended with o.
func waitsFor(t *testing.T, id session.Identity, s session.Stance, o session.Outcome) (got entered) {
	t.Helper()
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		turn := mine(t, newQueue(dir), session.Stance{})
		waiter := enter(t, newQueue(dir), id, s)
		turn.Leave(o)
		got = <-waiter
		if got.Err == nil && !got.Shared {
			got.turn.Leave(session.Outcome{})
		}
	})
	return got
}

func TestWhoSharesNoRejectionStillSharesTheNextSuccess(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		first := mine(t, newQueue(dir), session.Stance{})
		a, b := enter(t, newQueue(dir), alice, session.Stance{OwnCode: true}), enter(t, newQueue(dir), alice, session.Stance{OwnCode: true})
		first.Leave(session.Outcome{Kind: session.CodeRejected})
		var turn session.Turn
		var rest <-chan entered
		select {
		case got := <-a:
			turn, rest = got.turn, b
		case got := <-b:
			turn, rest = got.turn, a
		}
		if _, shared := turn.Shared(); shared {
			t.Fatal("shared a rejection")
		}
		synctest.Wait()
		turn.Leave(session.Outcome{Kind: session.SessionStored})
		if got := <-rest; !got.Shared || got.Outcome.Kind != session.SessionStored {
			t.Errorf("got %+v, want the session of the other", got)
		}
	})
}

func TestOnlyIfFree(t *testing.T) {
	dir := newDir(t)
	turn := mine(t, newQueue(dir), session.Stance{Patience: session.OnlyIfFree})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := newQueue(dir).Enter(ctx, alice, session.Stance{Patience: session.OnlyIfFree})
	var busy *BusyError
	if !errors.Is(err, session.ErrBusy) || !errors.As(err, &busy) || ctx.Err() != nil {
		t.Fatalf("error %v, want %v", err, session.ErrBusy)
	}
	if diff := cmp.Diff(Holder{PID: os.Getpid(), Since: noon}, busy.Holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	turn.Leave(session.Outcome{Kind: session.SessionStored})
	mine(t, newQueue(dir), session.Stance{Patience: session.OnlyIfFree}).Leave(session.Outcome{})
}

func TestOnlyIfFreeLooksMoreThanOnce(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		turn := mine(t, newQueue(dir), session.Stance{})
		other := enter(t, newQueue(dir), alice, session.Stance{Patience: session.OnlyIfFree}) // it has looked, and waits
		turn.Leave(session.Outcome{})
		if got := <-other; got.Err != nil || got.Shared {
			t.Errorf("got %+v, want the turn that was free a moment later", got)
		} else {
			got.turn.Leave(session.Outcome{})
		}
	})
}

func TestOutcomeOnlyIsOverAtOnceWhenNoTurnIsUnderWay(t *testing.T) {
	dir := newDir(t)
	nobody := func() {
		t.Helper()
		if _, err := newQueue(dir).Enter(t.Context(), alice, session.Stance{Patience: session.OutcomeOnly}); !errors.Is(err, session.ErrNobodyToAsk) {
			t.Errorf("error %v, want %v", err, session.ErrNobodyToAsk)
		}
	}
	nobody()
	mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{Kind: session.CodeRejected})
	nobody() // the outcome was before it came
}

func TestTurnsOfOtherKeysAreOtherTurns(t *testing.T) {
	dir := newDir(t)
	turn := mine(t, newQueue(dir), session.Stance{})
	defer turn.Leave(session.Outcome{})
	bob := alice
	bob.AccessKeyID = "AKIAEXAMPLEBOB"
	other, err := newQueue(dir).Enter(t.Context(), bob, session.Stance{Patience: session.OnlyIfFree})
	if err != nil {
		t.Fatal(err)
	}
	other.Leave(session.Outcome{})
}

func TestOnlyTheFirstLeaveCounts(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		turn := mine(t, newQueue(dir), session.Stance{})
		turn.Leave(session.Outcome{})
		next := mine(t, newQueue(dir), session.Stance{})
		waiter := enter(t, newQueue(dir), alice, session.Stance{})
		turn.Leave(session.Outcome{Kind: session.Refused})
		time.Sleep(time.Minute)
		next.Leave(session.Outcome{Kind: session.SessionStored})
		if got := <-waiter; got.Outcome.Kind != session.SessionStored {
			t.Errorf("got %+v, want what the second turn ended with", got)
		}
	})
}
