package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

func shared(kind session.OutcomeKind) func(error) bool {
	return func(err error) bool {
		var e *session.SharedError
		return errors.As(err, &e) && e.Outcome.Kind == kind && err.Error() == e.Outcome.Message
	}
}

// waited lets another process's turn end before this one's begins.
func (w *world) waited(kind session.OutcomeKind, about device.SerialNumber) {
	w.queue.entries = append(w.queue.entries, entry{
		outcome: &session.Outcome{Kind: kind, Message: "how it ended", SerialNumber: about},
	})
}

func TestOutcomeOfAnotherTurn(t *testing.T) {
	const wait = "load phone; enter"
	given := func(w *world) { w.Given = true }
	run(t, []scenario{
		{
			name: "A session is served from the store",
			given: func(w *world) {
				w.waited(session.SessionStored, phone)
				w.queue.entries[0].while = func() { w.keep(phone, 12*time.Hour) }
			},
			serves: "stored", calls: wait + "; load phone",
		},
		{
			name: "A session is served in place of a code of one's own, which is not sent",
			given: func(w *world) {
				w.ownCode()
				w.waited(session.SessionStored, phone)
				w.queue.entries[0].while = func() { w.keep(phone, 12*time.Hour) }
			},
			serves: "stored", calls: wait + " with a code; load phone; tell that stored is reused",
		},
		{
			name:   "A session that is not found after all means a turn of one's own",
			given:  func(w *world) { w.waited(session.SessionStored, phone) },
			serves: "issued", calls: wait + "; load phone; enter; load phone; list; " + fromAskA,
		},
		{
			name: "A session of the device that was found is served to who knew none",
			given: func(w *world) {
				w.unknown()
				w.waited(session.SessionStored, phone)
				w.queue.entries[0].while = func() { w.keep(phone, 12*time.Hour) }
			},
			serves: "stored", calls: "load none; enter; load phone",
		},
		{
			name: "A session of the device in place of the remembered one is served",
			given: func(w *world) {
				w.waited(session.SessionStored, tablet)
				w.queue.entries[0].while = func() { w.keep(tablet, 12*time.Hour) }
			},
			serves: "stored", calls: wait + "; load tablet",
		},
		{
			name: "A session of another device than the given one is not served",
			given: func(w *world) {
				given(w)
				w.waited(session.SessionStored, tablet)
				w.queue.entries[0].while = func() { w.keep(tablet, 12*time.Hour) }
			},
			serves: "issued", calls: wait + "; load phone; enter; load phone; list; " + fromAskA,
		},
		{
			name: "A session without a device leaves the known one",
			given: func(w *world) {
				w.Memory = nil
				w.waited(session.SessionStored, "")
				w.queue.entries[0].while = func() { w.keep(phone, 12*time.Hour) }
			},
			serves: "stored", calls: wait + "; load phone",
		},
		{
			name:   "Nothing to share means a turn of one's own",
			given:  func(w *world) { w.waited(session.NoOutcome, phone) },
			serves: "issued", calls: wait + "; enter; load phone; list; " + fromAskA,
		},
		{
			name:  "A busy queue is the end",
			given: func(w *world) { w.queue.entries = []entry{{err: session.ErrBusy}} },
			fails: is(session.ErrBusy), calls: wait,
		},
		{
			name:  "A cancelled wait is the end",
			given: func(w *world) { w.queue.entries = []entry{{err: context.Canceled, while: w.cancel}} },
			fails: is(context.Canceled), calls: wait,
		},
	})
}

// Each failure is shared with those whom it would have met too.
func TestFailureOfAnotherTurn(t *testing.T) {
	type who struct {
		given       bool
		mine, about device.SerialNumber
	}
	tests := []struct {
		name   string
		who    who
		shares []session.OutcomeKind
	}{
		{"about the given device", who{true, phone, phone}, everyFailure},
		{"about the remembered device", who{false, phone, phone}, everyFailure},
		{"about no device, as mine", who{false, "", ""}, everyFailure},
		{"about another device than the given one", who{true, phone, tablet}, ofTheKeys},
		{"about no device, mine given", who{true, phone, ""}, ofTheKeys},
		{"about another device than the remembered one", who{false, phone, tablet}, allButRefused},
		{"about no device, mine remembered", who{false, phone, ""}, allButRefused},
		{"about a device, mine yet to be found", who{false, "", phone}, allButRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []session.OutcomeKind
			for _, kind := range everyFailure {
				w := newWorld(t)
				w.Given, w.Identity.SerialNumber = tt.who.given, tt.who.mine
				w.waited(kind, tt.who.about)
				if s, err := w.Session(w.ctx); shared(kind)(err) && s.Credentials.AccessKeyID == "" {
					got = append(got, kind)
				} else if err != nil || s.Credentials.AccessKeyID != "issued" {
					t.Errorf("%v: served %v, %v", kind, s, err)
				}
			}
			if diff := cmp.Diff(tt.shares, got); diff != "" {
				t.Errorf("shares (-want +got):\n%s", diff)
			}
		})
	}
}

var (
	everyFailure = []session.OutcomeKind{
		session.Refused, session.KeysRejected, session.CodeRejected, session.NobodyAnswered, session.SessionUnsaved, session.AWSFailed,
	}
	allButRefused = everyFailure[1:]
	ofTheKeys     = []session.OutcomeKind{session.KeysRejected, session.AWSFailed}
)

// A store that fails another process fails those who have the same one, and who can do nothing
// without it.
func TestAStoreThatFailedAnotherTurn(t *testing.T) {
	for name, c := range map[string]struct {
		mine   func(w *world)
		shares bool
	}{
		"the same store":                          {func(*world) {}, true},
		"the same store, another device":          {func(w *world) { w.Given, w.Identity.SerialNumber = true, tablet }, true},
		"the same store, and a code":              {func(w *world) { w.ownCode() }, false},
		"the same store, and a code to store":     {func(w *world) { w.ownCode(); w.MustStore = true }, true},
		"another store":                           {func(w *world) { w.StoreName = func() string { return "another" } }, false},
		"a store that cannot be compared":         {func(w *world) { w.StoreName = nil }, false},
		"a store that nothing compares equal to":  {func(w *world) { w.StoreName = func() string { return "" } }, false},
		"a store of which another said no name":   {func(w *world) { w.queue.entries[0].outcome.Store = "" }, false},
		"no name on either side, which says less": {func(w *world) { w.queue.entries[0].outcome.Store, w.StoreName = "", nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.registered(phone, tablet)
			w.waited(session.StoreUnreadable, phone)
			w.queue.entries[0].outcome.Store = "the store"
			w.StoreName = func() string { return "the store" }
			c.mine(w)
			s, err := w.Session(w.ctx)
			if c.shares != shared(session.StoreUnreadable)(err) || !c.shares && (err != nil || s.Credentials.AccessKeyID != "issued") {
				t.Errorf("served %v, %v; want it shared: %v", s, err, c.shares)
			}
		})
	}
}

// Whoever has the turn names its store beside the failure.
func TestAStoreThatFailsInATurnIsNamed(t *testing.T) {
	w := newWorld(t)
	w.StoreName = func() string { return "the store" }
	w.store.loadErrs = []error{nil, locked}
	_, err := w.Session(w.ctx)
	want := []session.Outcome{{Kind: session.StoreUnreadable, Message: locked.Error(), SerialNumber: phone, Store: "the store"}}
	if diff := cmp.Diff(want, w.queue.left); diff != "" || !errors.Is(err, errLocked) {
		t.Errorf("%v, left (-want +got):\n%s", err, diff)
	}
}

// Time that is up says nothing about the store of those who have more of it.
func TestAStoreThatWasReadTooLateIsNoOutcome(t *testing.T) {
	w := newWorld(t)
	w.store.loadErrs = []error{nil, locked}
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := w.Session(ctx); !errors.Is(err, errLocked) {
		t.Fatal(err)
	}
	if kind := w.queue.left[0].Kind; kind != session.NoOutcome {
		t.Errorf("left %v", kind)
	}
}

func TestStanceInTheQueue(t *testing.T) {
	run(t, []scenario{
		{
			name:   "A code of one's own is told to the queue",
			given:  func(w *world) { w.ownCode() },
			serves: "issued", calls: "load phone; enter with a code; load phone; list; " + fromAskA,
		},
		{
			name: "What another process stored before the turn is served, and the code told as not sent",
			given: func(w *world) {
				w.ownCode()
				w.queue.entries = []entry{{while: func() { w.keep(phone, time.Hour) }}}
			},
			serves: "stored",
			calls:  "load phone; enter with a code; load phone; tell that stored is reused; leave session-stored phone",
		},
	})
}

// A device that is only remembered may be gone: what was found in its place concerns those who
// remember it too.
func TestTheQueueIsToldOfADeviceOnlyIfItWasAskedFor(t *testing.T) {
	for given, want := range map[bool]device.SerialNumber{true: phone, false: ""} {
		w := newWorld(t)
		w.Given = given
		if _, err := w.Session(w.ctx); err != nil {
			t.Fatal(err)
		}
		id := session.Identity{AccessKeyID: keyID, SerialNumber: want, Partition: "aws"}
		if diff := cmp.Diff([]session.Identity{id}, w.queue.entered); diff != "" {
			t.Errorf("given %v: entered (-want +got):\n%s", given, diff)
		}
	}
}

func TestATurnIsLeftEvenByAPanic(t *testing.T) {
	w := newWorld(t)
	w.codes.while = func() { panic("broken") }
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = w.Session(w.ctx)
	}()
	if diff := cmp.Diff([]session.Outcome{{}}, w.queue.left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}
