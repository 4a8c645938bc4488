package session_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

const unsavedLocked = "the session could not be stored: the secret-service keychain: locked"

func TestStoreThatCannotBeRead(t *testing.T) {
	unreadable := func(w *world) { w.store.loadErrs = []error{locked, locked, locked} }
	run(t, []scenario{
		{
			name:  "Ends it before anybody is asked",
			given: unreadable,
			fails: is(errLocked), calls: "load phone",
		},
		{
			name:  "Ends it also when no device is known",
			given: func(w *world) { unreadable(w); w.unknown() },
			fails: is(errLocked), calls: "load none",
		},
		{
			name: "Comes before nobody to ask and before the keys",
			given: func(w *world) {
				unreadable(w)
				w.unready()
				w.NoKeys = func() error { return session.ErrKeysGone }
			},
			fails: is(errLocked), calls: "load phone",
		},
		{
			name:   "With a code the session is delivered, with a warning, and the store is left alone",
			given:  func(w *world) { unreadable(w); w.OwnCode = true },
			serves: "issued", warns: []string{unsavedLocked},
			calls: "load phone; enter with a code; list; ask phone 1; spend A; issue phone A 12h0m0s; leave session-unsaved phone; warn",
		},
		{
			name:  "With a code that is of use only in the store it ends all the same",
			given: func(w *world) { unreadable(w); w.OwnCode, w.MustStore = true, true },
			fails: is(errLocked), calls: "load phone",
		},
		{
			name: "With a code it is not looked into after another process stored a session",
			given: func(w *world) {
				unreadable(w)
				w.OwnCode = true
				w.queue.entries = []entry{{outcome: &session.Outcome{Kind: session.SessionStored, SerialNumber: phone}}}
			},
			serves: "issued", warns: []string{unsavedLocked},
			calls: "load phone; enter with a code; enter with a code; list; ask phone 1; spend A; issue phone A 12h0m0s; leave session-unsaved phone; warn",
		},
		{
			name: "A session that comes with the failure is not served",
			given: func(w *world) {
				w.keep(phone, time.Hour)
				unreadable(w)
			},
			fails: is(errLocked), calls: "load phone",
		},
		{
			name:  "Ends it in the turn when it locks while waiting",
			given: func(w *world) { w.store.loadErrs = []error{nil, locked} },
			fails: is(errLocked), calls: "load phone; enter; load phone; leave store-unreadable phone",
		},
		{
			name: "Ends it after the wait when it locks meanwhile",
			given: func(w *world) {
				w.store.loadErrs = []error{nil, locked}
				w.queue.entries = []entry{{outcome: &session.Outcome{Kind: session.SessionStored, SerialNumber: phone}}}
			},
			fails: is(errLocked), calls: "load phone; enter; load phone",
		},
		{
			name: "Ends it after the device was found when it locks meanwhile",
			given: func(w *world) {
				w.unknown()
				w.store.loadErrs = []error{nil, locked}
			},
			fails: is(errLocked), calls: "load none; enter; list; load phone; leave store-unreadable phone",
		},
		{
			name:   "Does not end it with a code when it locks while waiting",
			given:  func(w *world) { w.store.loadErrs, w.OwnCode = []error{nil, locked}, true },
			serves: "issued", warns: []string{unsavedLocked},
			calls: "load phone; enter with a code; load phone; list; ask phone 1; spend A; issue phone A 12h0m0s; leave session-unsaved phone; warn",
		},
	})
}

func TestNoStore(t *testing.T) {
	none := func(w *world) {
		w.store.loadErrs = []error{session.ErrNoStore, session.ErrNoStore}
		w.store.saveErr = session.ErrNoStore
	}
	unsaved := "the session could not be stored: " + session.ErrNoStore.Error()
	run(t, []scenario{
		{
			name:   "What is issued is delivered with a warning",
			given:  none,
			serves: "issued", warns: []string{unsaved},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone; warn",
		},
		{
			name:  "What must be stored is not issued",
			given: func(w *world) { none(w); w.MustStore = true },
			fails: is(session.ErrNoStore), calls: "load phone",
		},
		{
			name:  "What must be stored is not issued, also with a code",
			given: func(w *world) { none(w); w.MustStore, w.OwnCode = true, true },
			fails: is(session.ErrNoStore), calls: "load phone",
		},
		{
			name:  "What must be stored is not issued, also when no device is known",
			given: func(w *world) { none(w); w.unknown(); w.MustStore = true },
			fails: is(session.ErrNoStore), calls: "load none",
		},
		{
			name:  "It comes before nobody to ask",
			given: func(w *world) { none(w); w.MustStore = true; w.unready() },
			fails: is(session.ErrNoStore), calls: "load phone",
		},
	})
}

// TestAFullDisk: the code is spared where it would only buy what is lost.
func TestAFullDisk(t *testing.T) {
	full := &session.StoreError{Backend: "file", Err: errors.New("full")}
	run(t, []scenario{
		{
			name:  "What must be stored is not issued",
			given: func(w *world) { w.store.full, w.MustStore = full, true },
			fails: is(full), calls: "load phone; try to write",
		},
		{
			name:  "What must be stored is not issued, also with a code",
			given: func(w *world) { w.store.full, w.MustStore = full, true; w.ownCode() },
			fails: is(full), calls: "load phone; try to write",
		},
		{
			name:  "It comes before nobody to ask",
			given: func(w *world) { w.store.full, w.MustStore = full, true; w.unready() },
			fails: is(full), calls: "load phone; try to write",
		},
		{
			name:   "It comes after what is stored",
			given:  func(w *world) { w.store.full, w.MustStore = full, true; w.keep(phone, time.Hour) },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A usable session is served, and not renewed for the store",
			given:  func(w *world) { w.renewable(); w.store.full, w.MustStore = full, true },
			serves: "stored", warns: []string{notRenewed + full.Error()},
			calls: "load phone; try to write; warn",
		},
		{
			name:   "What may be lost is issued",
			given:  func(w *world) { w.store.full, w.store.saveErr = full, full },
			serves: "issued", warns: []string{"the session could not be stored: " + full.Error()},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone; warn",
		},
	})
}

func TestSaveThatFails(t *testing.T) {
	full := errors.New("full")
	run(t, []scenario{
		{
			name:   "What was issued is delivered with a warning",
			given:  func(w *world) { w.store.saveErr = full },
			serves: "issued", warns: []string{"the session could not be stored: full"},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone; warn",
		},
		{
			name:   "What was issued for the store comes with the error",
			given:  func(w *world) { w.store.saveErr, w.MustStore = full, true },
			serves: "issued",
			fails:  func(err error) bool { return as[*session.UnsavedError](err) && errors.Is(err, full) },
			calls:  cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone",
		},
		{
			name:   "A store that could not find is written to",
			given:  func(w *world) { w.MustStore = true },
			serves: "issued", calls: cold + fromAskA,
		},
	})
}

func TestWhatIsRememberedBeside(t *testing.T) {
	full := errors.New("full")
	run(t, []scenario{
		{
			name:   "A record that cannot be written is a warning",
			given:  func(w *world) { w.journal.err = full },
			serves: "issued", warns: []string{"full"},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; record phone; warn; leave session-stored phone",
		},
		{
			name:   "A device that cannot be remembered is a warning",
			given:  func(w *world) { w.memory.serial, w.memory.err = "", full },
			serves: "issued", warns: []string{"full"},
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; remember phone; warn" + kept,
		},
		{
			name:   "A code that cannot be remembered as sent is a warning",
			given:  func(w *world) { w.spent.err = full },
			serves: "issued", warns: []string{"this code cannot be remembered as used: full"},
			calls: cold + "ask phone 1; spend A; warn; issue phone A 12h0m0s" + kept,
		},
		{
			name: "Nothing needs to be remembered, and nobody warned",
			given: func(w *world) {
				w.spent.err = full
				w.Memory, w.Journal, w.Warn = nil, nil, nil
			},
			serves: "issued",
			calls:  cold + "ask phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-stored phone",
		},
	})
}

func TestWhatIsStoredIsWhatIsServed(t *testing.T) {
	w := newWorld(t)
	got, err := w.Session(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.store.sessions) != 1 || w.store.sessions[w.Identity] != got {
		t.Errorf("stored %v, served %v", w.store.sessions, got)
	}
}
