package session_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

const (
	keyID  = "AKIAEXAMPLE"
	phone  = device.SerialNumber("arn:aws:iam::111122223333:mfa/phone")
	tablet = device.SerialNumber("arn:aws:iam::111122223333:mfa/tablet")
	yubi   = device.SerialNumber("arn:aws:iam::111122223333:u2f/user/alice/yubi-EXAMPLE")
)

// The codes that sources give, and how the calls name them.
const (
	codeA = session.TokenCode("111111")
	codeB = session.TokenCode("222222")
	codeC = session.TokenCode("333333")
	codeD = session.TokenCode("444444")
)

func nameOf(c session.TokenCode) string {
	return map[session.TokenCode]string{codeA: "A", codeB: "B", codeC: "C", codeD: "D"}[c]
}

func short(s device.SerialNumber) string {
	if s == "" {
		return "none"
	}
	return s.Name()
}

// calls is the sequence of what was asked of the parts, in words.
type calls struct{ list []string }

func (c *calls) add(format string, args ...any) {
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

type fakeStore struct {
	*calls
	sessions map[session.Identity]session.Session
	loadErrs []error // of the first looks; a nil one looks into sessions
	full     error   // that nothing can be kept, known beforehand
	saveErr  error
	saving   func(ctx context.Context) error // takes its time; may be left out
}

func (f *fakeStore) Load(_ context.Context, id session.Identity) (session.Session, error) {
	f.add("load %s", short(id.SerialNumber))
	s, ok := f.sessions[id]
	if len(f.loadErrs) > 0 {
		err := f.loadErrs[0]
		f.loadErrs = f.loadErrs[1:]
		if err != nil {
			return s, err
		}
	}
	if !ok {
		return session.Session{}, session.ErrNotFound
	}
	return s, nil
}

func (f *fakeStore) Save(ctx context.Context, id session.Identity, s session.Session) error {
	f.add("save %s", short(id.SerialNumber))
	if f.saving != nil {
		f.saveErr = f.saving(ctx)
	}
	if f.saveErr == nil {
		f.sessions[id] = s
	}
	return f.saveErr
}

func (f *fakeStore) Writable(context.Context, session.Identity) error {
	if f.full != nil {
		f.add("try to write")
	}
	return f.full
}

func (f *fakeStore) Delete(context.Context, session.Identity) error {
	f.add("delete")
	return nil
}

// entry is what one Enter finds: an error, another's outcome, or else the turn.
type entry struct {
	while   func() // happens while waiting
	err     error
	outcome *session.Outcome
}

type fakeQueue struct {
	*calls
	entries []entry // of the first Enters; after them the turn is free
	entered []session.Identity
	left    []session.Outcome
}

func (f *fakeQueue) Enter(_ context.Context, id session.Identity, s session.Stance) (session.Turn, error) {
	patience := map[session.Patience]string{session.OnlyIfFree: " if free", session.OutcomeOnly: " for an outcome"}[s.Patience]
	if s.OwnCode {
		patience += " with a code"
	}
	f.add("enter%s", patience)
	f.entered = append(f.entered, id)
	if len(f.entries) == 0 {
		return &fakeTurn{queue: f}, nil
	}
	e := f.entries[0]
	f.entries = f.entries[1:]
	if e.while != nil {
		e.while()
	}
	if e.err != nil {
		return nil, e.err
	}
	return &fakeTurn{queue: f, outcome: e.outcome}, nil
}

type fakeTurn struct {
	queue   *fakeQueue
	outcome *session.Outcome
}

func (f *fakeTurn) Shared() (session.Outcome, bool) {
	if f.outcome == nil {
		return session.Outcome{}, false
	}
	return *f.outcome, true
}

func (f *fakeTurn) Leave(o session.Outcome) {
	f.queue.add("leave %s %s", o.Kind, short(o.SerialNumber))
	f.queue.left = append(f.queue.left, o)
}

type fakeDevices struct {
	*calls
	devices []device.Device
	err     error
	while   func(ctx context.Context)
}

func (f *fakeDevices) ListDevices(ctx context.Context) ([]device.Device, error) {
	f.add("list")
	if f.while != nil {
		f.while(ctx)
	}
	return f.devices, f.err
}

type fakeChooser struct {
	*calls
	choice device.SerialNumber
	err    error
}

func (f *fakeChooser) ChooseDevice(_ context.Context, usable []device.Device) (device.Device, error) {
	f.add("choose of %d", len(usable))
	return device.Device{SerialNumber: f.choice}, f.err
}

// fakeCodes gives its codes one after the other, then its error, or that there are no more.
type fakeCodes struct {
	*calls
	name     string
	notReady error
	codes    []session.TokenCode
	err      error
	while    func() // happens while the person thinks

	whileAsked func(ctx context.Context) error // the same, with an end; may be left out
}

func (f *fakeCodes) Ready() error { return f.notReady }

func (f *fakeCodes) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	because := ""
	if spent := new(session.SpentError); errors.As(q.Because, &spent) {
		because = " since spent"
	} else if q.Because != nil {
		because = " since rejected"
	}
	f.add("%s %s %d%s", f.name, short(q.SerialNumber), q.Attempt, because)
	if f.while != nil {
		f.while()
	}
	if f.whileAsked != nil {
		if err := f.whileAsked(ctx); err != nil {
			return "", err
		}
	}
	if len(f.codes) > 0 {
		c := f.codes[0]
		f.codes = f.codes[1:]
		return c, nil
	}
	if f.err != nil {
		return "", f.err
	}
	return "", session.ErrNoMoreCodes
}

type fakeIssuer struct {
	*calls
	errs  []error // of the first requests
	now   func() time.Time
	while func(ctx context.Context) // may be left out
}

func (f *fakeIssuer) Issue(ctx context.Context, r session.IssueRequest) (session.Session, error) {
	f.add("issue %s %s %v", short(r.SerialNumber), nameOf(r.Code), r.Duration)
	if f.while != nil {
		f.while(ctx)
	}
	if len(f.errs) > 0 {
		err := f.errs[0]
		f.errs = f.errs[1:]
		if err != nil {
			return session.Session{}, err
		}
	}
	return sessionOf("issued", r.SerialNumber, f.now(), f.now().Add(r.Duration)), nil
}

func sessionOf(name string, serial device.SerialNumber, issued, expires time.Time) session.Session {
	return session.Session{
		Credentials:  aws.Credentials{AccessKeyID: name, SecretAccessKey: "EXAMPLE", CanExpire: true, Expires: expires},
		SerialNumber: serial,
		IssuedAt:     issued,
	}
}
