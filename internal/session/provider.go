package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/device"
)

// Provider reuses a stored session or issues one. It is an aws.CredentialsProvider.
//
// Every part but Store and Now may be left out where it is not needed; what cannot be done without
// it then fails with the error that says so.
type Provider struct {
	Identity Identity // SerialNumber is given, remembered, or empty until the caller's list is read
	Given    bool     // the serial number was asked for and must be right
	Duration time.Duration

	Refresh    bool // only a session issued after Started will do
	Started    time.Time
	CachedOnly bool // a stored session or ErrNoStoredSession
	MustStore  bool // what cannot be stored is of no use: nothing is issued then
	OwnCode    bool // Codes holds a code from the command line

	Store   Store
	Queue   Queue
	Devices DeviceLister
	Chooser DeviceChooser
	Codes   CodeSource
	Early   CodeSource // for renewing a session that is usable but not fresh; nil: it is not renewed
	Issuer  Issuer
	Memory  DeviceMemory
	Spent   SpentCodes
	Journal Journal

	Now      func() time.Time
	Warn     func(err error)         // what went wrong without stopping anything
	Describe func(err error) Outcome // what those who wait are told
	Reused   func(s Session)         // told when a code was there and not sent
	NoKeys   func() error            // why nothing can be issued with these keys; nil when it can
}

var _ aws.CredentialsProvider = (*Provider)(nil)

// Retrieve implements aws.CredentialsProvider.
func (p *Provider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	s, err := p.Session(ctx)
	return s.Credentials, err
}

// Session is the whole story: what is stored and fresh is served; what is stale is renewed, or
// served when that fails; otherwise a session is issued. What was issued but could not be stored is
// delivered all the same, with a warning; with MustStore it comes with an *UnsavedError.
func (p *Provider) Session(ctx context.Context) (Session, error) {
	s, err := p.reuseOrIssue(ctx)
	if unsaved := new(UnsavedError); errors.As(err, &unsaved) && !p.MustStore {
		p.Warn(err)
		return s, nil
	}
	return s, err
}

func (p *Provider) reuseOrIssue(ctx context.Context) (Session, error) {
	stored, storeErr := p.load(ctx)
	usable := stored.Freshness(p.Now()) >= Usable && !p.Refresh
	switch {
	case usable && p.servesAtOnce(stored):
		p.tellReuse(stored)
		return stored, nil
	case usable:
		return p.renew(ctx, stored)
	}
	if err := p.refuseEarly(storeErr); err != nil {
		return Session{}, err
	}
	stance := Stance{OwnCode: p.OwnCode}
	if p.Codes.Ready() != nil {
		stance.Patience = OutcomeOnly
	}
	return p.queue(ctx, stance, means{codes: p.Codes, storeErr: storeErr})
}

// load reads the store once. Without a serial number that is a miss, but it shows before anybody
// is asked whether the store can be opened.
func (p *Provider) load(ctx context.Context) (Session, error) {
	return p.Store.Load(ctx, p.Identity)
}

func (p *Provider) servesAtOnce(stored Session) bool {
	return p.CachedOnly || stored.Freshness(p.Now()) == Fresh || p.Early == nil || p.Early.Ready() != nil
}

func (p *Provider) tellReuse(s Session) {
	if p.OwnCode && p.Reused != nil {
		p.Reused(s)
	}
}

// renew replaces a usable session by a new one. Only an interrupt keeps the usable one back.
func (p *Provider) renew(ctx context.Context, stored Session) (Session, error) {
	renewed, err := p.tryRenew(ctx)
	var unsaved *UnsavedError
	switch {
	case err == nil, errors.As(err, &unsaved), interrupted(ctx):
		return renewed, err
	case stored.Freshness(p.Now()) == Expired: // while a person was thinking
		return Session{}, err
	}
	p.Warn(fmt.Errorf("the session was not renewed, the stored one is used until it expires: %w", err))
	return stored, nil
}

func (p *Provider) tryRenew(ctx context.Context) (Session, error) {
	if err := p.cannotIssue(); err != nil {
		return Session{}, err
	}
	return p.queue(ctx, Stance{OwnCode: p.OwnCode, Patience: OnlyIfFree}, means{codes: p.Early})
}

// refuseEarly is all that can be refused before anybody is asked and anything is called, in the
// order of the exit codes.
func (p *Provider) refuseEarly(storeErr error) error {
	unreadable := new(StoreError)
	switch {
	case errors.As(storeErr, &unreadable) && (!p.OwnCode || p.MustStore || p.CachedOnly):
		return storeErr
	case p.CachedOnly:
		return ErrNoStoredSession
	case errors.Is(storeErr, ErrNoStore) && p.MustStore:
		return storeErr
	}
	return p.cannotIssue()
}

func (p *Provider) cannotIssue() error {
	if p.NoKeys == nil {
		return nil
	}
	return p.NoKeys()
}

// means is what a turn has to work with.
type means struct {
	codes    CodeSource
	storeErr error // the store could not be read: it is not written to either
}

// queue waits for a turn of its own, or for the session or the failure of another's.
func (p *Provider) queue(ctx context.Context, stance Stance, m means) (Session, error) {
	for {
		turn, err := p.Queue.Enter(ctx, p.Identity, stance)
		if err != nil {
			return Session{}, err
		}
		o, shared := turn.Shared()
		if !shared {
			return p.takeTurn(ctx, turn, m)
		}
		if o.Kind != SessionStored {
			return Session{}, &SharedError{Outcome: o}
		}
		if p.Identity.SerialNumber == "" {
			p.Identity.SerialNumber = o.SerialNumber
		}
		if s, ok := p.storedMeanwhile(ctx); ok {
			p.tellReuse(s)
			return s, nil
		}
	}
}

// takeTurn does what the others wait for.
func (p *Provider) takeTurn(ctx context.Context, turn Turn, m means) (Session, error) {
	var o Outcome
	defer func() { turn.Leave(o) }() // also when something panics: the turn is free then
	s, err := p.inTurn(ctx, m)
	o = outcomeOf(ctx, err, p.Identity.SerialNumber)
	return s, err
}

func (p *Provider) inTurn(ctx context.Context, m means) (Session, error) {
	if s, ok := p.storedMeanwhile(ctx); ok {
		p.tellReuse(s)
		return s, nil
	}
	return p.issue(ctx, m)
}

// storedMeanwhile is the second look into the store: another process may have had the turn.
func (p *Provider) storedMeanwhile(ctx context.Context) (Session, bool) {
	if p.Identity.SerialNumber == "" && p.Memory != nil {
		p.Identity.SerialNumber = p.Memory.Remembered(p.Identity.AccessKeyID)
	}
	s, err := p.load(ctx)
	if err != nil || p.Refresh && s.IssuedAt.Before(p.Started) {
		return Session{}, false
	}
	return s, s.Freshness(p.Now()) == Fresh
}

// issue gets a session from STS and keeps it.
func (p *Provider) issue(ctx context.Context, m means) (Session, error) {
	serial, err := p.device(ctx)
	if err != nil {
		return Session{}, err
	}
	if serial != p.Identity.SerialNumber {
		p.Identity.SerialNumber = serial
		if s, ok := p.storedMeanwhile(ctx); ok {
			p.remember(serial)
			p.tellReuse(s)
			return s, nil
		}
	}
	s, err := p.exchange(ctx, serial, m.codes)
	if err != nil {
		return Session{}, err
	}
	p.remember(serial)
	return p.keep(ctx, s, m.storeErr)
}

// keep stores what was issued; an *UnsavedError comes with the session.
func (p *Provider) keep(ctx context.Context, s Session, storeErr error) (Session, error) {
	err := storeErr
	if unreadable := new(StoreError); !errors.As(storeErr, &unreadable) {
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

func (p *Provider) remember(s device.SerialNumber) {
	if p.Memory != nil && p.Memory.Remembered(p.Identity.AccessKeyID) != s {
		p.warn(p.Memory.Remember(p.Identity.AccessKeyID, s))
	}
}

func (p *Provider) warn(err error) {
	if err != nil {
		p.Warn(err)
	}
}

// interrupted tells a person's ctrl-C or a termination from time that is up.
func interrupted(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.Canceled)
}
