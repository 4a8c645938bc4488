package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Provider reuses a stored session or issues one. It is an aws.CredentialsProvider.
//
// Store and Now are always needed. With CachedOnly nothing else is; without it so are Queue,
// Devices, Codes, Issuer and Spent. All others may be left out. One call at a time: Identity follows
// what is found out about the device.
type Provider struct {
	Identity Identity // SerialNumber is given, remembered, or empty until the caller's list is read
	Given    bool     // the serial number was asked for and must be right
	Duration time.Duration

	Refresh    bool // only a session issued after Started will do
	Started    time.Time
	CachedOnly bool // a stored session or ErrNoStoredSession
	Inside     bool // started by another mfa-session, which waits for what this one gives
	MustStore  bool // what cannot be stored is of no use: nothing is issued then
	OwnCode    bool // Codes holds a code from the command line

	Store     Store
	StoreName func() string // names the store as it is to this process: who has the same name finds it alike; empty: nobody
	Queue     Queue
	Devices   DeviceLister
	Chooser   DeviceChooser
	Codes     CodeSource
	Early     CodeSource // for renewing a session that is usable but not fresh; nil: it is not renewed
	Issuer    Issuer
	Memory    DeviceMemory
	Spent     SpentCodes
	Journal   Journal

	Now    func() time.Time
	Warn   func(err error) // what went wrong without stopping anything
	Reused func(s Session) // told when a code was there and not sent
	NoKeys func() error    // why nothing can be issued with these keys; nil when it can
}

var _ aws.CredentialsProvider = (*Provider)(nil)

// Retrieve implements aws.CredentialsProvider.
func (p *Provider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	s, err := p.Session(ctx)
	return s.Credentials, err
}

// Session is the whole story: what is stored and fresh is served; what is stale is renewed, or
// served when that fails; otherwise a session is issued. What was issued but could not be stored is
// delivered all the same, with a warning; with MustStore it comes with an *UnsavedError. After an
// interrupt what is stored is not delivered: nobody wants it now, and the next one finds it.
func (p *Provider) Session(ctx context.Context) (Session, error) {
	s, err := p.reuseOrIssue(ctx)
	if unsaved := new(UnsavedError); errors.As(err, &unsaved) && !p.MustStore {
		p.warn(err)
		return s, nil
	}
	if err == nil && interrupted(ctx) {
		return Session{}, ctx.Err()
	}
	return s, err
}

func (p *Provider) reuseOrIssue(ctx context.Context) (Session, error) {
	stored, storeErr := p.load(ctx)
	if p.servesAtOnce(stored) {
		p.tellReuse(stored)
		return stored, nil
	}
	if p.isUsable(stored) {
		m := &means{codes: p.Early, stored: stored}
		renewed, err := p.renew(ctx, m)
		return p.orStored(ctx, m, renewed, err)
	}
	if err := p.refuseEarly(ctx, storeErr); err != nil {
		return Session{}, err
	}
	if p.Inside { // it would wait for the turn of the one that waits for it
		return Session{}, fmt.Errorf("%w: %w", ErrNobodyToAsk, ErrInside)
	}
	stance := Stance{OwnCode: p.OwnCode}
	if p.Codes.Ready() != nil {
		stance.Patience = OutcomeOnly
	}
	m := &means{codes: p.Codes, storeErr: storeErr}
	s, err := p.queue(ctx, stance, m)
	return p.orStored(ctx, m, s, err)
}

// load reads the store once and gives what it holds if that will do. Without a serial number there
// is nothing to be found, but it shows before anybody is asked whether the store can be opened.
func (p *Provider) load(ctx context.Context) (Session, error) {
	s, err := p.Store.Load(ctx, p.Identity)
	switch {
	case err != nil:
		return Session{}, err
	case p.Identity.SerialNumber == "", p.Refresh && s.IssuedAt.Before(p.Started):
		return Session{}, ErrNotFound
	}
	return s, nil
}

func (p *Provider) isUsable(stored Session) bool { return stored.Freshness(p.Now()) >= Usable }

// servesAtOnce says that nobody is to be asked and nothing called, for a better session or any.
func (p *Provider) servesAtOnce(stored Session) bool {
	switch stored.Freshness(p.Now()) {
	case Fresh:
		return true
	case Usable:
		return p.CachedOnly || p.Early == nil || p.Early.Ready() != nil
	case Expired:
	}
	return false
}

func (p *Provider) tellReuse(s Session) {
	if p.OwnCode && p.Reused != nil {
		p.Reused(s)
	}
}

// renew replaces a usable session by a new one, unless another process is at it.
func (p *Provider) renew(ctx context.Context, m *means) (Session, error) {
	if err := p.cannotKeep(ctx); err != nil {
		return Session{}, err
	}
	if err := p.cannotIssue(); err != nil {
		return Session{}, err
	}
	return p.queue(ctx, Stance{OwnCode: p.OwnCode, Patience: OnlyIfFree}, m)
}

// orStored serves the usable session where there is one and it could not be renewed. Only an
// interrupt keeps it back.
func (p *Provider) orStored(ctx context.Context, m *means, s Session, err error) (Session, error) {
	var unsaved *UnsavedError
	switch {
	case err == nil, errors.As(err, &unsaved), interrupted(ctx):
		return s, err
	case !p.isUsable(m.stored): // there is none, or it expired while a person was thinking
		return s, err
	}
	p.warn(&NotRenewedError{Err: err})
	return m.stored, nil
}

// refuseEarly is all that can be refused before anybody is asked and anything is called, in the
// order of the exit codes.
func (p *Provider) refuseEarly(ctx context.Context, storeErr error) error {
	switch {
	case p.needsReadable(storeErr):
		return storeErr
	case p.CachedOnly:
		return ErrNoStoredSession
	case errors.Is(storeErr, ErrNoStore) && p.MustStore:
		return storeErr
	}
	if err := p.cannotKeep(ctx); err != nil {
		return err
	}
	return p.cannotIssue()
}

// cannotKeep says, where that is all a session is wanted for, why none could be kept: the code is not
// spent for it then.
func (p *Provider) cannotKeep(ctx context.Context) error {
	if !p.MustStore {
		return nil
	}
	return p.Store.Writable(ctx, p.Identity)
}

// needsReadable says that the store cannot be read and that nothing can be done without it.
func (p *Provider) needsReadable(storeErr error) bool { return unreadable(storeErr) && p.mustRead() }

// mustRead says that a store that cannot be read is the end. Only a code from the command line is
// worth a session that is not kept.
func (p *Provider) mustRead() bool { return !p.OwnCode || p.MustStore || p.CachedOnly }

func (p *Provider) cannotIssue() error {
	if p.NoKeys == nil {
		return nil
	}
	return p.NoKeys()
}

func (p *Provider) warn(err error) {
	if err != nil && p.Warn != nil {
		p.Warn(err)
	}
}

func unreadable(storeErr error) bool {
	var e *StoreError
	return errors.As(storeErr, &e)
}

// interrupted tells a person's ctrl-C or a termination from time that is up.
func interrupted(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.Canceled)
}
