package session_test

import (
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// renewable stores a usable session that may be renewed.
func (w *world) renewable() {
	w.keep(phone, 10*time.Minute)
	w.Early = w.early
}

func TestRenewalThatFails(t *testing.T) {
	run(t, []scenario{
		{
			name:   "Another process is at it",
			given:  func(w *world) { w.renewable(); w.queue.entries = []entry{{err: session.ErrBusy}} },
			serves: "stored", warns: []string{notRenewed + session.ErrBusy.Error()},
			calls: "load phone; enter if free; warn",
		},
		{
			name:   "Another process is at it and there is a code, which is not sent",
			given:  func(w *world) { w.renewable(); w.ownCode(); w.queue.entries = []entry{{err: session.ErrBusy}} },
			serves: "stored", warns: []string{notRenewed + session.ErrBusy.Error()},
			calls: "load phone; enter if free with a code; warn",
		},
		{
			name: "Another process failed",
			given: func(w *world) {
				w.renewable()
				w.queue.entries = []entry{{outcome: &session.Outcome{Kind: session.AWSFailed, Message: "AWS is down"}}}
			},
			serves: "stored", warns: []string{notRenewed + "AWS is down"},
			calls: "load phone; enter if free; warn",
		},
		{
			name:   "The code is rejected",
			given:  func(w *world) { w.renewable(); w.issuer.errs = []error{session.ErrCodeRejected} },
			serves: "stored", warns: []string{notRenewed + session.ErrCodeRejected.Error()},
			calls: early + "ask early phone 1; spend A; issue phone A 12h0m0s; ask early phone 2 since rejected; leave code-rejected phone; warn",
		},
		{
			name:   "The code was spent already",
			given:  func(w *world) { w.renewable(); w.spent.spent[codeA] = true },
			serves: "stored", warns: []string{notRenewed + "this token code of phone was used already"},
			calls: early + "ask early phone 1; spend A; ask early phone 2 since spent; leave code-rejected phone; warn",
		},
		{
			name:   "Nobody answers",
			given:  func(w *world) { w.renewable(); w.early.codes, w.early.err = nil, session.ErrNobodyAnswered },
			serves: "stored", warns: []string{notRenewed + session.ErrNobodyAnswered.Error()},
			calls: early + "ask early phone 1; leave nobody-answered phone; warn",
		},
		{
			name:   "AWS fails",
			given:  func(w *world) { w.renewable(); w.issuer.errs = []error{session.ErrAWS} },
			serves: "stored", warns: []string{notRenewed + session.ErrAWS.Error()},
			calls: early + "ask early phone 1; spend A; issue phone A 12h0m0s; leave aws-failed phone; warn",
		},
		{
			name:   "AWS no longer accepts the keys",
			given:  func(w *world) { w.renewable(); w.devices.err = session.ErrKeysRejected },
			serves: "stored", warns: []string{notRenewed + session.ErrKeysRejected.Error()},
			calls: early + "leave keys-rejected phone; warn",
		},
		{
			name:   "No device is left",
			given:  func(w *world) { w.renewable(); w.Given = true; w.registered() },
			serves: "stored", warns: []string{notRenewed + "no MFA device is registered for this user"},
			calls: early + "leave refused phone; warn",
		},
		{
			name:   "The store got locked",
			given:  func(w *world) { w.renewable(); w.store.loadErrs = []error{nil, locked} },
			serves: "stored", warns: []string{notRenewed + locked.Error()},
			calls: "load phone; enter if free; load phone; leave store-unreadable phone; warn",
		},
		{
			name:   "The new session cannot be stored, and is served",
			given:  func(w *world) { w.renewable(); w.store.saveErr = locked },
			serves: "issued", warns: []string{"the session could not be stored: " + locked.Error()},
			calls: early + "ask early phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone; warn",
		},
		{
			name:   "The new session cannot be stored though it must be",
			given:  func(w *world) { w.renewable(); w.MustStore, w.store.saveErr = true, locked },
			serves: "issued", fails: as[*session.UnsavedError],
			calls: early + "ask early phone 1; spend A; issue phone A 12h0m0s; save phone; leave session-unsaved phone",
		},
	})
}

func TestRenewalInTime(t *testing.T) {
	thinkUntil := func(w *world, left time.Duration) {
		w.renewable()
		w.early.codes, w.early.err = nil, session.ErrNobodyAnswered
		w.early.while = func() { w.now = start.Add(10*time.Minute - left) }
	}
	run(t, []scenario{
		{
			name:   "After a long silence a session with a minute left is served",
			given:  func(w *world) { thinkUntil(w, time.Minute) },
			serves: "stored", warns: []string{notRenewed + session.ErrNobodyAnswered.Error()},
			calls: early + "ask early phone 1; leave nobody-answered phone; warn",
		},
		{
			name:  "After a longer silence none is",
			given: func(w *world) { thinkUntil(w, time.Minute-1) },
			fails: is(session.ErrNobodyAnswered),
			calls: early + "ask early phone 1; leave nobody-answered phone",
		},
		{
			name: "What another process renewed before the turn is served",
			given: func(w *world) {
				w.renewable()
				w.queue.entries = []entry{{while: func() { w.keep(phone, time.Hour) }}}
			},
			serves: "stored", calls: "load phone; enter if free; load phone; leave session-stored phone",
		},
		{
			name: "The source ran dry before the turn",
			given: func(w *world) {
				w.renewable()
				w.queue.entries = []entry{{while: func() { w.early.notReady = session.ErrNobodyToAsk }}}
			},
			serves: "stored", calls: "load phone; enter if free; load phone; leave session-stored phone",
		},
	})
}
