package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestReuse(t *testing.T) {
	run(t, []scenario{
		{
			name:   "A fresh session is served after one look",
			given:  func(w *world) { w.keep(phone, 15*time.Minute); w.Early = w.early },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A session with a quarter of a short life left is fresh",
			given:  func(w *world) { w.keepShort(); w.Early = w.early },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A session with less than fifteen minutes left is renewed where that may be",
			given:  func(w *world) { w.keep(phone, 15*time.Minute-1); w.Early = w.early },
			serves: "issued", calls: early + "ask early phone 1; spend A; issue phone A 12h0m0s" + kept,
		},
		{
			name:   "A usable session is served where nobody may be asked to renew it",
			given:  func(w *world) { w.keep(phone, time.Minute) },
			serves: "stored", calls: "load phone",
		},
		{
			name: "A usable session is served where nobody can be asked to renew it",
			given: func(w *world) {
				w.keep(phone, time.Minute)
				w.Early, w.early.notReady = w.early, session.ErrNobodyToAsk
			},
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A session with less than a minute left is never served",
			given:  func(w *world) { w.keep(phone, time.Minute-1) },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "A session of another device is none",
			given:  func(w *world) { w.keep(tablet, time.Hour) },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name: "An odd failure of the store is a miss",
			given: func(w *world) {
				w.keep(phone, time.Hour)
				w.store.loadErrs = []error{errors.New("garbled"), errors.New("garbled")}
			},
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "A code beside a fresh session is not sent",
			given:  func(w *world) { w.keep(phone, time.Hour); w.ownCode() },
			serves: "stored", calls: "load phone; tell that stored is reused",
		},
		{
			name: "A code beside a fresh session may go untold",
			given: func(w *world) {
				w.keep(phone, time.Hour)
				w.ownCode()
				w.Reused = nil
			},
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A code beside a usable session is sent",
			given:  func(w *world) { w.keep(phone, 10*time.Minute); w.ownCode() },
			serves: "issued",
			calls:  "load phone; enter if free with a code; load phone; list; ask early phone 1; spend A; issue phone A 12h0m0s" + kept,
		},
	})
}

func TestCachedOnly(t *testing.T) {
	nothing := func(w *world) {
		w.CachedOnly = true
		w.Queue, w.Devices, w.Codes, w.Issuer, w.Spent, w.Warn = nil, nil, nil, nil, nil, nil
	}
	run(t, []scenario{
		{
			name:   "A fresh session is served",
			given:  func(w *world) { nothing(w); w.keep(phone, time.Hour) },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A usable session is served and nobody is asked",
			given:  func(w *world) { nothing(w); w.keep(phone, time.Minute); w.Early = w.early },
			serves: "stored", calls: "load phone",
		},
		{
			name:  "Less than a minute is no session",
			given: func(w *world) { nothing(w); w.keep(phone, time.Minute-1) },
			fails: is(session.ErrNoStoredSession), calls: "load phone",
		},
		{
			name:  "Nothing stored is no session",
			given: nothing,
			fails: is(session.ErrNoStoredSession), calls: "load phone",
		},
		{
			name:  "Without a known device there is no session",
			given: func(w *world) { nothing(w); w.unknown(); w.keep("", time.Hour) },
			fails: is(session.ErrNoStoredSession), calls: "load none",
		},
		{
			name:  "An unreadable store is told, even with a code",
			given: func(w *world) { nothing(w); w.ownCode(); w.store.loadErrs = []error{locked} },
			fails: is(errLocked), calls: "load phone",
		},
		{
			name:  "Where nothing is kept there is no session",
			given: func(w *world) { nothing(w); w.MustStore = true; w.store.loadErrs = []error{session.ErrNoStore} },
			fails: is(session.ErrNoStoredSession), calls: "load phone",
		},
		{
			name: "The keys need not be there",
			given: func(w *world) {
				nothing(w)
				w.NoKeys = func() error { return session.ErrKeysGone }
			},
			fails: is(session.ErrNoStoredSession), calls: "load phone",
		},
	})
}

func TestRefresh(t *testing.T) {
	issuedAt := func(w *world, issued time.Time) {
		w.Refresh = true
		w.store.sessions[w.Identity] = sessionOf("stored", phone, issued, issued.Add(12*time.Hour))
	}
	run(t, []scenario{
		{
			name:   "A fresh session from before the start is replaced",
			given:  func(w *world) { issuedAt(w, start.Add(-1)) },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "A session issued since the start will do",
			given:  func(w *world) { issuedAt(w, start) },
			serves: "stored", calls: "load phone",
		},
		{
			name: "What another process stored since the start will do",
			given: func(w *world) {
				w.Refresh = true
				w.queue.entries = []entry{{while: func() { issuedAt(w, start.Add(time.Second)) }}}
			},
			serves: "stored", calls: "load phone; enter; load phone; leave session-stored phone",
		},
		{
			name: "What another process stored before will not",
			given: func(w *world) {
				w.Refresh = true
				w.queue.entries = []entry{{
					while:   func() { issuedAt(w, start.Add(-time.Second)) },
					outcome: &session.Outcome{Kind: session.SessionStored, SerialNumber: phone},
				}}
			},
			serves: "issued", calls: "load phone; enter; load phone; enter; load phone; list; " + fromAskA,
		},
		{
			name: "A failure does not bring the old session back",
			given: func(w *world) {
				issuedAt(w, start.Add(-1))
				w.Early = w.early
				w.codes.codes, w.codes.err = nil, session.ErrNobodyAnswered
			},
			fails: is(session.ErrNobodyAnswered),
			calls: cold + "ask phone 1; leave nobody-answered phone",
		},
	})
}

func TestNoKeys(t *testing.T) {
	gone := func(w *world) { w.NoKeys = func() error { return session.ErrKeysGone } }
	run(t, []scenario{
		{
			name:   "A fresh session is served though the keys are gone",
			given:  func(w *world) { gone(w); w.keep(phone, time.Hour) },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "A usable session is served with a warning though the keys are gone",
			given:  func(w *world) { gone(w); w.keep(phone, time.Minute); w.Early = w.early },
			serves: "stored", warns: []string{notRenewed + session.ErrKeysGone.Error()},
			calls: "load phone; warn",
		},
		{
			name:  "Nothing is issued without the keys, and nobody asked or called",
			given: gone,
			fails: is(session.ErrKeysGone), calls: "load phone",
		},
		{
			name:   "With the keys a session is issued",
			given:  func(w *world) { w.NoKeys = func() error { return nil } },
			serves: "issued", calls: cold + fromAskA,
		},
	})
}

func TestRetrieveGivesTheCredentials(t *testing.T) {
	w := newWorld(t)
	w.keep(phone, time.Hour)
	if got, err := w.Retrieve(w.ctx); err != nil || got.AccessKeyID != "stored" || !got.Expires.Equal(start.Add(time.Hour)) {
		t.Errorf("served %s until %v, %v", got.AccessKeyID, got.Expires, err)
	}
	w.store.loadErrs = []error{locked}
	if got, err := w.Retrieve(context.Background()); !errors.Is(err, errLocked) || got.HasKeys() {
		t.Errorf("served %s, %v", got.AccessKeyID, err)
	}
}

// keepShort stores a session of a quarter of an hour, with a quarter of that left.
func (w *world) keepShort() {
	w.store.sessions[w.Identity] = sessionOf("stored", phone, start.Add(225*time.Second-15*time.Minute), start.Add(225*time.Second))
}

var (
	errLocked = errors.New("locked")
	locked    = &session.StoreError{Backend: "secret-service", Err: errLocked}
)

const notRenewed = "the session was not renewed, the stored one is used until it expires: "
