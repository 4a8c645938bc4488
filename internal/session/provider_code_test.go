package session_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// person is somebody at a terminal, who answers as often as asked.
func (w *world) person() {
	w.codes.codes = []session.TokenCode{codeA, codeB, codeC, codeD}
}

func spentAndWait(err error) bool {
	var e *session.SpentError
	return errors.As(err, &e) && e.SerialNumber == phone && e.Wait == 7*time.Second
}

func TestCodes(t *testing.T) {
	rejected := session.ErrCodeRejected
	run(t, []scenario{
		{
			name:  "One that another started does not wait for that one",
			given: func(w *world) { w.Inside = true },
			fails: is(session.ErrInside), calls: "load phone",
		},
		{
			name:   "One that another started serves what is stored",
			given:  func(w *world) { w.Inside = true; w.renewable(); w.Early = nil },
			serves: "stored", calls: "load phone",
		},
		{
			name:   "The duration is asked for",
			given:  func(w *world) { w.Duration = 15 * time.Minute },
			serves: "issued", calls: cold + "ask phone 1; spend A; issue phone A 15m0s" + kept,
		},
		{
			name:  "A rejected argument is the end",
			given: func(w *world) { w.issuer.errs = []error{fmt.Errorf("no: %w", rejected)} },
			fails: is(rejected),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; ask phone 2 since rejected; leave code-rejected phone",
		},
		{
			name:  "A spent argument is the end, and is not sent",
			given: func(w *world) { w.spent.spent[codeA] = true },
			fails: spentAndWait,
			calls: cold + "ask phone 1; spend A; ask phone 2 since spent; leave code-rejected phone",
		},
		{
			name: "A program whose code was spent gives the next",
			given: func(w *world) {
				w.codes.codes = []session.TokenCode{codeA, codeB}
				w.spent.spent[codeA] = true
			},
			serves: "issued",
			calls:  cold + "ask phone 1; spend A; ask phone 2 since spent; spend B; issue phone B 12h0m0s" + kept,
		},
		{
			name: "A program whose second code was spent too is the end",
			given: func(w *world) {
				w.codes.codes = []session.TokenCode{codeA, codeB}
				w.spent.spent[codeA], w.spent.spent[codeB] = true, true
			},
			fails: spentAndWait,
			calls: cold + "ask phone 1; spend A; ask phone 2 since spent; spend B; ask phone 3 since spent; leave code-rejected phone",
		},
		{
			name:   "A person whose two codes were rejected gives a third",
			given:  func(w *world) { w.person(); w.issuer.errs = []error{rejected, rejected} },
			serves: "issued",
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; ask phone 2 since rejected; spend B; issue phone B 12h0m0s; " +
				"ask phone 3 since rejected; spend C; issue phone C 12h0m0s" + kept,
		},
		{
			name:  "A person is asked three times at most",
			given: func(w *world) { w.person(); w.issuer.errs = []error{rejected, rejected, rejected, rejected} },
			fails: is(rejected),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; ask phone 2 since rejected; spend B; issue phone B 12h0m0s; " +
				"ask phone 3 since rejected; spend C; issue phone C 12h0m0s; leave code-rejected phone",
		},
		{
			name: "A spent code of a person counts as one of the three",
			given: func(w *world) {
				w.person()
				w.spent.spent[codeA], w.spent.spent[codeC] = true, true
				w.issuer.errs = []error{rejected}
			},
			fails: spentAndWait,
			calls: cold + "ask phone 1; spend A; ask phone 2 since spent; spend B; issue phone B 12h0m0s; " +
				"ask phone 3 since rejected; spend C; leave code-rejected phone",
		},
		{
			name:  "A person who gives up after a rejection has not answered",
			given: func(w *world) { w.codes.err = session.ErrNobodyAnswered; w.issuer.errs = []error{rejected} },
			fails: is(session.ErrNobodyAnswered),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; ask phone 2 since rejected; leave nobody-answered phone",
		},
		{
			name:  "A source that has no code at all gives no session",
			given: func(w *world) { w.codes.codes = nil },
			fails: is(session.ErrNoMoreCodes), calls: cold + "ask phone 1; leave none phone",
		},
		{
			name:  "A source that turns out to have nobody to ask gives no session",
			given: func(w *world) { w.codes.codes, w.codes.err = nil, session.ErrNobodyToAsk },
			fails: is(session.ErrNobodyToAsk), calls: cold + "ask phone 1; leave nobody-answered phone",
		},
	})
}

func TestCodeThatMayHaveReachedAWS(t *testing.T) {
	unsent := fmt.Errorf("%w: %w", session.ErrAWS, session.ErrNotSent)
	run(t, []scenario{
		{
			name:  "Stays spent when no answer came back, and no other is asked for",
			given: func(w *world) { w.person(); w.issuer.errs = []error{session.ErrCodeMayBeSpent} },
			fails: is(session.ErrCodeMayBeSpent),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; leave aws-failed phone",
		},
		{
			name:  "Stays spent when AWS failed, and no other is asked for",
			given: func(w *world) { w.person(); w.issuer.errs = []error{session.ErrAWS} },
			fails: is(session.ErrAWS),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; leave aws-failed phone",
		},
		{
			name:  "Stays spent when AWS rejected the keys",
			given: func(w *world) { w.person(); w.issuer.errs = []error{session.ErrKeysRejected} },
			fails: is(session.ErrKeysRejected),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; leave keys-rejected phone",
		},
		{
			name:  "Is good again when it surely did not leave",
			given: func(w *world) { w.person(); w.issuer.errs = []error{unsent} },
			fails: is(session.ErrNotSent),
			calls: cold + "ask phone 1; spend A; issue phone A 12h0m0s; unspend A; leave aws-failed phone",
		},
		{
			name: "Is told when it cannot be made good again",
			given: func(w *world) {
				w.issuer.errs = []error{unsent}
				w.spent.err = errors.New("full")
			},
			fails: is(session.ErrNotSent), warns: []string{"this code cannot be remembered as used: full", "full"},
			calls: cold + "ask phone 1; spend A; warn; issue phone A 12h0m0s; unspend A; warn; leave aws-failed phone",
		},
	})
}

func TestNobodyToAsk(t *testing.T) {
	run(t, []scenario{
		{
			name:  "Is the end at once, before any call, when no turn is under way",
			given: func(w *world) { w.unready() },
			fails: is(session.ErrNobodyToAsk), calls: "load phone; enter for an outcome; load phone",
		},
		{
			name: "Is no hindrance to a session of a turn that ended after the first look",
			given: func(w *world) {
				w.unready()
				w.queue.entries[0].while = func() { w.keep(phone, time.Hour) }
			},
			serves: "stored", calls: "load phone; enter for an outcome; load phone",
		},
		{
			name: "Is no hindrance to a session of a device that was found after the first look",
			given: func(w *world) {
				w.unknown()
				w.unready()
				w.queue.entries[0].while = func() { w.memory.serial = phone; w.keep(phone, time.Hour) }
			},
			serves: "stored", calls: "load none; enter for an outcome; load phone",
		},
		{
			name: "Does not hide that the store got locked",
			given: func(w *world) {
				w.unready()
				w.store.loadErrs = []error{nil, locked}
			},
			fails: is(errLocked), calls: "load phone; enter for an outcome; load phone",
		},
		{
			name: "Comes after keys that are gone",
			given: func(w *world) {
				w.unready()
				w.NoKeys = func() error { return session.ErrKeysGone }
			},
			fails: is(session.ErrKeysGone), calls: "load phone",
		},
		{
			name: "Waits for the session of a turn that is under way",
			given: func(w *world) {
				w.codes.notReady = session.ErrNobodyToAsk
				w.queue.entries = []entry{{
					while:   func() { w.keep(phone, 12*time.Hour) },
					outcome: &session.Outcome{Kind: session.SessionStored, SerialNumber: phone},
				}}
			},
			serves: "stored", calls: "load phone; enter for an outcome; load phone",
		},
		{
			name: "Waits for the failure of a turn that is under way",
			given: func(w *world) {
				w.codes.notReady = session.ErrNobodyToAsk
				w.queue.entries = []entry{{outcome: &session.Outcome{Kind: session.NobodyAnswered, SerialNumber: phone}}}
			},
			fails: shared(session.NobodyAnswered), calls: "load phone; enter for an outcome",
		},
		{
			name: "Is no hindrance to a session that was stored before the turn came without a lock",
			given: func(w *world) {
				w.codes.notReady = session.ErrNobodyToAsk
				w.queue.entries = []entry{{while: func() { w.keep(phone, time.Hour) }}}
			},
			serves: "stored", calls: "load phone; enter for an outcome; load phone; leave session-stored phone",
		},
	})
}
