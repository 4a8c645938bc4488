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

// listTime is what the list of devices may take when it is only a check: STS accepts no device but
// the caller's own, so a known serial number can do without.
const listTime = 5 * time.Second

// device finds the device to ask. The refusal comes from here, before anybody is asked.
func (p *Provider) device(ctx context.Context) (device.SerialNumber, error) {
	known := p.Identity.SerialNumber
	devices, err := p.listDevices(ctx, known)
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

func (p *Provider) listDevices(ctx context.Context, known device.SerialNumber) ([]device.Device, error) {
	if known != "" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, listTime)
		defer cancel()
	}
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
func (p *Provider) exchange(ctx context.Context, serial device.SerialNumber, codes CodeSource) (Session, error) {
	q := Question{SerialNumber: serial}
	for q.Attempt = 1; q.Attempt <= maxCodes; q.Attempt++ {
		code, err := codes.Code(ctx, q)
		if errors.Is(err, ErrNoMoreCodes) && q.Because != nil {
			return Session{}, q.Because
		}
		if err != nil {
			return Session{}, err
		}
		s, err := p.send(ctx, IssueRequest{SerialNumber: serial, Code: code, Duration: p.Duration})
		if spent := new(SpentError); errors.As(err, &spent) || errors.Is(err, ErrCodeRejected) {
			q.Because = err
			continue
		}
		return s, err
	}
	return Session{}, q.Because
}

// send marks the code as spent before it leaves, so that even a crash does not send it twice.
func (p *Provider) send(ctx context.Context, r IssueRequest) (Session, error) {
	if err := p.Spent.Spend(r.SerialNumber, r.Code); err != nil {
		if spent := new(SpentError); errors.As(err, &spent) {
			return Session{}, err
		}
		p.warn(fmt.Errorf("this code cannot be remembered as used: %w", err))
	}
	s, err := p.Issuer.Issue(ctx, r)
	if errors.Is(err, ErrNotSent) {
		p.warn(p.Spent.Unspend(r.SerialNumber, r.Code))
	}
	return s, err
}
