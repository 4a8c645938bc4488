package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
)

// maxCodes is how many codes one turn sends at most: a person at a terminal may try three times.
// AWS stops checking after nine in three minutes.
const maxCodes = 3

// What each step may take.
const (
	// awsTime is for all calls that one code needs, the list before it included.
	awsTime = 20 * time.Second
	// checkTime is for the list of devices where it is only a check: STS accepts no device but the
	// caller's own, so a known serial number can do without.
	checkTime = 5 * time.Second
	// listTime is for the list where there is no other way. It leaves as much for the code.
	listTime = awsTime / 2
	// TimeToSend is kept for the call that a code is for. A code that came at the last moment would be
	// spent, and its session lost.
	TimeToSend = 5 * time.Second
)

// device finds the device to ask. The refusal comes from here, before anybody is asked.
func (p *Provider) device(ctx context.Context, m *means) (device.SerialNumber, error) {
	known := p.Identity.SerialNumber
	devices, err := p.listDevices(ctx, m)
	switch {
	case err == nil:
	case errors.Is(err, ErrKeysRejected), errors.Is(err, ErrClockWrong), known == "", interrupted(ctx):
		return "", err
	default:
		return known, nil
	}
	chosen, err := device.Choose(devices, known)
	if err != nil && known != "" && !p.Given {
		p.warn(p.forget())
		chosen, err = device.Choose(devices, "")
	}
	if choice := new(device.ChoiceError); errors.As(err, &choice) && choice.Want == "" && p.Chooser != nil {
		chosen, err = p.choose(ctx, choice)
	}
	return chosen.SerialNumber, err
}

func (p *Provider) listDevices(ctx context.Context, m *means) ([]device.Device, error) {
	limit := listTime
	if p.Identity.SerialNumber != "" {
		limit = checkTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := p.Now()
	defer func() { m.listing = max(0, min(limit, p.Now().Sub(began))) }() // whatever is done to the clock
	return p.Devices.ListDevices(ctx)
}

func (p *Provider) forget() error {
	if p.Memory == nil {
		return nil
	}
	return p.Memory.Forget(p.Identity.AccessKeyID)
}

// choose lets a person choose; where there is none, the choice stays open.
func (p *Provider) choose(ctx context.Context, open *device.ChoiceError) (device.Device, error) {
	chosen, err := p.Chooser.ChooseDevice(ctx, open.Usable)
	if errors.Is(err, ErrNobodyToAsk) {
		return device.Device{}, open
	}
	return chosen, err
}

// exchange trades a code for a session, as often as the source has another code, three times at
// most. No code is sent that was sent before.
func (p *Provider) exchange(ctx context.Context, serial device.SerialNumber, m *means) (Session, error) {
	q := Question{SerialNumber: serial}
	for q.Attempt = 1; q.Attempt <= maxCodes; q.Attempt++ {
		code, err := ask(ctx, m.codes, q)
		if errors.Is(err, ErrNoMoreCodes) && q.Because != nil {
			return Session{}, q.Because
		}
		if err != nil {
			return Session{}, err
		}
		s, err := p.send(ctx, awsTime-m.listing, IssueRequest{SerialNumber: serial, Code: code, Duration: p.Duration})
		m.listing = 0
		if spent := new(SpentError); errors.As(err, &spent) || errors.Is(err, ErrCodeRejected) {
			q.Because = err
			continue
		}
		return s, err
	}
	return Session{}, q.Because
}

// ask ends early enough for the code to be sent.
func ask(ctx context.Context, codes CodeSource, q Question) (TokenCode, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-TimeToSend))
		defer cancel()
	}
	return codes.Code(ctx, q)
}

// send marks the code as spent before it leaves, so that even a crash does not send it twice.
func (p *Provider) send(ctx context.Context, within time.Duration, r IssueRequest) (Session, error) {
	if err := p.Spent.Spend(r.SerialNumber, r.Code); err != nil {
		if spent := new(SpentError); errors.As(err, &spent) {
			return Session{}, err
		}
		p.warn(fmt.Errorf("this code cannot be remembered as used: %w", err))
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	s, err := p.Issuer.Issue(ctx, r)
	if errors.Is(err, ErrNotSent) {
		p.warn(p.Spent.Unspend(r.SerialNumber, r.Code))
	}
	return s, err
}
