package session

import (
	"context"
	"errors"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
)

// means is what a turn has to work with, and what it finds out.
type means struct {
	codes    CodeSource
	stored   Session       // usable while no new one can be had; zero when there is none
	storeErr error         // what the last look into the store said; unreadable: it is left alone
	listing  time.Duration // that the list of devices has taken
}

// queue waits for a turn of its own, or for the session or the failure of another's.
func (p *Provider) queue(ctx context.Context, stance Stance, m *means) (Session, error) {
	for {
		turn, err := p.Queue.Enter(ctx, p.identityForQueue(), stance)
		if err != nil {
			return p.withoutTurn(ctx, m, err)
		}
		o, shared := turn.Shared()
		if !shared {
			return p.takeTurn(ctx, turn, m)
		}
		if s, done, err := p.share(ctx, o, m); done || err != nil {
			return s, err
		}
	}
}

// identityForQueue names the device only if it was asked for. One that is merely remembered may turn
// out to be gone, and then what another process found in its place is the outcome for all.
func (p *Provider) identityForQueue() Identity {
	id := p.Identity
	if !p.Given {
		id.SerialNumber = ""
	}
	return id
}

// withoutTurn is for who can ask nobody and finds no turn under way: one may have ended since the
// store was looked into.
func (p *Provider) withoutTurn(ctx context.Context, m *means, why error) (Session, error) {
	if !errors.Is(why, ErrNobodyToAsk) {
		return Session{}, why
	}
	if s, ok, err := p.lookAgain(ctx, m); ok || err != nil {
		return s, err
	}
	if err := p.Codes.Ready(); errors.Is(err, ErrNobodyToAsk) { // it knows why: a program that is missing
		return Session{}, err
	}
	return Session{}, why
}

// share takes over how another's turn ended. When that says nothing to this one, it is not done.
func (p *Provider) share(ctx context.Context, o Outcome, m *means) (Session, bool, error) {
	if o.Kind != SessionStored {
		if !p.concerns(o) {
			return Session{}, false, nil
		}
		return Session{}, true, &SharedError{Outcome: o}
	}
	if !p.Given && o.SerialNumber != "" {
		p.Identity.SerialNumber = o.SerialNumber
	}
	return p.lookAgain(ctx, m)
}

// concerns says whether the failure of another's turn would have been this one's. The turn is the
// access key's; the device may have been another that somebody asked for.
func (p *Provider) concerns(o Outcome) bool {
	same := o.SerialNumber == p.Identity.SerialNumber
	switch o.Kind {
	case KeysRejected, AWSFailed:
		return true
	case Refused:
		return same
	case CodeRejected, NobodyAnswered, SessionUnsaved:
		return same || !p.Given
	case StoreUnreadable:
		return o.Store != "" && o.Store == p.storeName() && p.mustRead()
	case NoOutcome, SessionStored:
	}
	return false
}

func (p *Provider) storeName() string {
	if p.StoreName == nil {
		return ""
	}
	return p.StoreName()
}

// takeTurn does what the others wait for.
func (p *Provider) takeTurn(ctx context.Context, turn Turn, m *means) (Session, error) {
	var o Outcome
	defer func() { turn.Leave(o) }() // also when something panics: the turn is free then
	s, err := p.inTurn(ctx, m)
	if o = outcomeOf(ctx, err, p.Identity.SerialNumber); o.Kind == StoreUnreadable {
		o.Store = p.storeName()
	}
	return s, err
}

// inTurn looks into the store again, as often as it learns of a device: another process may have
// had the turn before. Only then a session is issued.
func (p *Provider) inTurn(ctx context.Context, m *means) (Session, error) {
	if s, ok, err := p.lookAgain(ctx, m); ok || err != nil {
		return s, err
	}
	if err := m.codes.Ready(); err != nil { // the queue gives the turn where no lock can be had
		return Session{}, err
	}
	serial, err := p.device(ctx, m)
	if err != nil {
		return Session{}, err
	}
	if serial != p.Identity.SerialNumber {
		p.Identity.SerialNumber = serial
		s, ok, err := p.lookAgain(ctx, m)
		if ok {
			p.remember(serial)
		}
		if ok || err != nil {
			return s, err
		}
	}
	return p.issue(ctx, serial, m)
}

// lookAgain looks whether what is stored by now will do. What is not fresh may be renewed in this
// turn, by whoever may be asked for that. A store that could not be read is left alone: it may
// have shown a dialog that was declined.
func (p *Provider) lookAgain(ctx context.Context, m *means) (Session, bool, error) {
	if p.Identity.SerialNumber == "" && p.Memory != nil { // another process may have found it
		p.Identity.SerialNumber = p.Memory.Remembered(p.Identity.AccessKeyID)
	}
	if p.Identity.SerialNumber == "" || unreadable(m.storeErr) {
		return Session{}, false, nil
	}
	stored, err := p.load(ctx)
	if p.needsReadable(err) {
		return Session{}, false, err
	}
	m.storeErr = err
	if p.servesAtOnce(stored) {
		p.tellReuse(stored)
		return stored, true, nil
	}
	if p.isUsable(stored) {
		m.stored, m.codes = stored, p.Early
	}
	return Session{}, false, nil
}

// issue gets a session from STS and keeps it.
func (p *Provider) issue(ctx context.Context, serial device.SerialNumber, m *means) (Session, error) {
	s, err := p.exchange(ctx, serial, m)
	if err != nil {
		return Session{}, err
	}
	p.remember(serial)
	return p.keep(ctx, s, m.storeErr)
}

// timeToSave is how long storing may still take after an interrupt. A second one ends the process.
const timeToSave = 2 * time.Second

// keep stores what was issued; an *UnsavedError comes with the session. An interrupt does not end it
// at once: the code is spent, and only what is stored is not lost.
func (p *Provider) keep(ctx context.Context, s Session, storeErr error) (Session, error) {
	ctx, cancel := outliving(ctx, timeToSave)
	defer cancel()
	err := storeErr
	if !unreadable(storeErr) {
		err = p.Store.Save(ctx, p.Identity, s)
	}
	if err != nil {
		return s, &UnsavedError{Err: err}
	}
	if p.Journal != nil {
		p.warn(p.Journal.Stored(p.Identity, s))
	}
	return s, nil
}

// outliving is a context that ends so much later than ctx when that is interrupted, and with it when
// time is up.
func outliving(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(by, end) })
	deadline, ok := ctx.Deadline()
	if !ok {
		return longer, func() { stop(); end() }
	}
	timed, endTimed := context.WithDeadline(longer, deadline)
	return timed, func() { endTimed(); stop(); end() }
}

func (p *Provider) remember(s device.SerialNumber) {
	if p.Memory != nil && p.Memory.Remembered(p.Identity.AccessKeyID) != s {
		p.warn(p.Memory.Remember(p.Identity.AccessKeyID, s))
	}
}
