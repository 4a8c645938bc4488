package session_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

func refusedBecause(text string) func(error) bool {
	return func(err error) bool { return as[*device.NotRegisteredError](err) && err.Error() == text }
}

func choiceOf(want device.SerialNumber, usable ...device.SerialNumber) func(error) bool {
	return func(err error) bool {
		var e *device.ChoiceError
		if !errors.As(err, &e) || e.Want != want || len(e.Usable) != len(usable) {
			return false
		}
		for i := range usable {
			if e.Usable[i].SerialNumber != usable[i] {
				return false
			}
		}
		return true
	}
}

var errClockWrong = fmt.Errorf("%w: %w", session.ErrAWS, session.ErrClockWrong)

func TestGivenDevice(t *testing.T) {
	given := func(w *world, s device.SerialNumber) {
		w.Given, w.Identity.SerialNumber = true, s
	}
	run(t, []scenario{
		{
			name:   "That the list has is used and remembered",
			given:  func(w *world) { given(w, phone); w.memory.serial = tablet; w.registered(tablet, phone) },
			serves: "issued",
			calls:  cold + "ask phone 1; spend A; issue phone A 12h0m0s; remember phone" + kept,
		},
		{
			name:  "That the list does not have is refused, naming the usable ones, and what is remembered stays",
			given: func(w *world) { given(w, tablet); w.registered(phone, yubi) },
			fails: choiceOf(tablet, phone),
			calls: "load tablet; enter; load tablet; list; leave refused tablet",
		},
		{
			name:  "That the list does not have is refused though a person could choose",
			given: func(w *world) { given(w, tablet); w.registered(phone, yubi); w.Chooser = w.chooser },
			fails: choiceOf(tablet, phone),
			calls: "load tablet; enter; load tablet; list; leave refused tablet",
		},
		{
			name:  "With no device registered is refused",
			given: func(w *world) { given(w, phone); w.registered() },
			fails: refusedBecause("no MFA device is registered for this user"),
			calls: cold + "leave refused phone",
		},
		{
			name:   "Is used when listing is denied",
			given:  func(w *world) { given(w, phone); w.devices.err = session.ErrListDenied },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "Is used when AWS cannot be reached for the list",
			given:  func(w *world) { given(w, phone); w.devices.err = session.ErrAWS },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:  "Does not help where the clock is wrong: no signature will do",
			given: func(w *world) { given(w, phone); w.devices.err = errClockWrong },
			fails: is(session.ErrClockWrong), calls: cold + "leave aws-failed phone",
		},
		{
			name:  "Does not help keys that AWS rejects",
			given: func(w *world) { given(w, phone); w.devices.err = session.ErrKeysRejected },
			fails: is(session.ErrKeysRejected), calls: cold + "leave keys-rejected phone",
		},
	})
}

func TestRememberedDevice(t *testing.T) {
	run(t, []scenario{
		{
			name:   "That the list has is used, others or not, and not remembered again",
			given:  func(w *world) { w.registered(tablet, phone) },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "That is gone is forgotten, and the only other one used",
			given:  func(w *world) { w.registered(tablet) },
			serves: "issued",
			calls: cold + "forget; load tablet; ask tablet 1; spend A; issue tablet A 12h0m0s; remember tablet; " +
				"save tablet; record tablet; leave session-stored tablet",
		},
		{
			name:   "That is gone is forgotten, and a fresh session of the other one served",
			given:  func(w *world) { w.registered(tablet); w.keep(tablet, time.Hour) },
			serves: "stored", calls: cold + "forget; load tablet; remember tablet; leave session-stored tablet",
		},
		{
			name:  "That is gone is forgotten, and several others are a choice",
			given: func(w *world) { w.registered(tablet, "GAHT12345678") },
			fails: choiceOf("", tablet, "GAHT12345678"), calls: cold + "forget; leave refused phone",
		},
		{
			name:  "That is gone is forgotten, and nothing else registered is the refusal",
			given: func(w *world) { w.registered(); w.memory.err = errors.New("full") },
			fails: refusedBecause("no MFA device is registered for this user"), warns: []string{"full"},
			calls: cold + "forget; warn; leave refused phone",
		},
		{
			name:  "That is gone needs no memory",
			given: func(w *world) { w.registered(); w.Memory = nil },
			fails: refusedBecause("no MFA device is registered for this user"), calls: cold + "leave refused phone",
		},
		{
			name:   "Is used when listing is denied",
			given:  func(w *world) { w.devices.err = session.ErrListDenied },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name:   "Is used when AWS is unreachable or asks for patience",
			given:  func(w *world) { w.devices.err = session.ErrAWS },
			serves: "issued", calls: cold + fromAskA,
		},
		{
			name: "That another process remembered meanwhile is used",
			given: func(w *world) {
				w.unknown()
				w.queue.entries = []entry{{while: func() { w.memory.serial = phone; w.keep(phone, time.Hour) }}}
			},
			serves: "stored", calls: "load none; enter; load phone; leave session-stored phone",
		},
	})
}
