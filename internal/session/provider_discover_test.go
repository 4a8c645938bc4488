package session_test

import (
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

const (
	lost       = "load none; enter; list; "
	foundPhone = lost + "load phone; "
)

func TestDiscoveredDevice(t *testing.T) {
	run(t, []scenario{
		{
			name:   "The only usable one is used and remembered",
			given:  func(w *world) { w.unknown(); w.registered(yubi, phone) },
			serves: "issued",
			calls:  foundPhone + "ask phone 1; spend A; issue phone A 12h0m0s; remember phone" + kept,
		},
		{
			name:   "A fresh session of it is served, and the code told as not sent",
			given:  func(w *world) { w.unknown(); w.keep(phone, time.Hour); w.ownCode() },
			serves: "stored",
			calls:  "load none; enter with a code; list; load phone; tell that stored is reused; remember phone; leave session-stored phone",
		},
		{
			name:   "A usable session of it is served where nobody may be asked to renew it",
			given:  func(w *world) { w.unknown(); w.keep(phone, time.Minute) },
			serves: "stored", calls: foundPhone + "remember phone; leave session-stored phone",
		},
		{
			name:   "A usable session of it is renewed by whoever may be asked",
			given:  func(w *world) { w.unknown(); w.renewable(); w.keep(phone, time.Minute) },
			serves: "issued",
			calls:  foundPhone + "ask early phone 1; spend A; issue phone A 12h0m0s; remember phone" + kept,
		},
		{
			name: "A usable session of it is served when it cannot be renewed",
			given: func(w *world) {
				w.unknown()
				w.keep(phone, time.Minute)
				w.Early, w.early.codes, w.early.err = w.early, nil, session.ErrNobodyAnswered
			},
			serves: "stored", warns: []string{notRenewed + session.ErrNobodyAnswered.Error()},
			calls: foundPhone + "ask early phone 1; leave nobody-answered phone; warn",
		},
		{
			name:  "Of no device at all there is none, and nobody is asked",
			given: func(w *world) { w.unknown(); w.registered(); w.Chooser = w.chooser },
			fails: refusedBecause("no MFA device is registered for this user"), calls: lost + "leave refused none",
		},
		{
			name:  "Of security keys alone there is none, and nobody is asked",
			given: func(w *world) { w.unknown(); w.registered(yubi); w.Chooser = w.chooser },
			fails: refusedBecause("this user has no virtual or hardware MFA device, only " + string(yubi)),
			calls: lost + "leave refused none",
		},
		{
			name:  "Where listing is denied there is none",
			given: func(w *world) { w.unknown(); w.devices.err = session.ErrListDenied },
			fails: is(session.ErrListDenied), calls: lost + "leave refused none",
		},
		{
			name:  "Where AWS is unreachable there is none",
			given: func(w *world) { w.unknown(); w.devices.err = session.ErrAWS },
			fails: is(session.ErrAWS), calls: lost + "leave aws-failed none",
		},
		{
			name:  "Where AWS rejects the keys there is none",
			given: func(w *world) { w.unknown(); w.devices.err = session.ErrKeysRejected },
			fails: is(session.ErrKeysRejected), calls: lost + "leave keys-rejected none",
		},
		{
			name:  "Is not looked for where nobody can be asked",
			given: func(w *world) { w.unknown(); w.unready() },
			fails: is(session.ErrNobodyToAsk), calls: "load none; enter for an outcome",
		},
		{
			name: "Is not looked for where nobody can be asked, nor any lock had",
			given: func(w *world) {
				w.unknown()
				w.codes.notReady = session.ErrNobodyToAsk
			},
			fails: is(session.ErrNobodyToAsk), calls: "load none; enter for an outcome; leave nobody-answered none",
		},
		{
			name: "Needs no memory",
			given: func(w *world) {
				w.unknown()
				w.Memory = nil
			},
			serves: "issued", calls: foundPhone + fromAskA,
		},
	})
}

func TestSeveralDevices(t *testing.T) {
	several := func(w *world) { w.unknown(); w.registered(phone, yubi, tablet) }
	run(t, []scenario{
		{
			name:   "A person chooses, and the choice is remembered",
			given:  func(w *world) { several(w); w.Chooser = w.chooser },
			serves: "issued",
			calls: lost + "choose of 2; load tablet; ask tablet 1; spend A; issue tablet A 12h0m0s; remember tablet; " +
				"save tablet; record tablet; leave session-stored tablet",
		},
		{
			name: "A person chooses in place of the one that is gone",
			given: func(w *world) {
				w.registered(tablet, "GAHT12345678")
				w.Chooser = w.chooser
			},
			serves: "issued",
			calls: cold + "forget; choose of 2; load tablet; ask tablet 1; spend A; issue tablet A 12h0m0s; remember tablet; " +
				"save tablet; record tablet; leave session-stored tablet",
		},
		{
			name: "Without a person they are named",
			given: func(w *world) {
				several(w)
				w.Chooser, w.chooser.choice, w.chooser.err = w.chooser, "", session.ErrNobodyToAsk
			},
			fails: choiceOf("", phone, tablet), calls: lost + "choose of 2; leave refused none",
		},
		{
			name:  "Without a chooser they are named",
			given: several,
			fails: choiceOf("", phone, tablet), calls: lost + "leave refused none",
		},
		{
			name: "A person who does not choose has not answered",
			given: func(w *world) {
				several(w)
				w.Chooser, w.chooser.choice, w.chooser.err = w.chooser, "", session.ErrNobodyAnswered
			},
			fails: is(session.ErrNobodyAnswered), calls: lost + "choose of 2; leave nobody-answered none",
		},
	})
}
