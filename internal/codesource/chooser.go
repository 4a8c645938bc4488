package codesource

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

var _ session.DeviceChooser = (*Person)(nil)

// UnchosenError says that a person chose none of several devices.
type UnchosenError struct {
	Usable []device.Device
	err    error // ErrNobodyAnswered, or an interrupt
}

func (e *UnchosenError) Error() string { return "no device was chosen" }

func (e *UnchosenError) Unwrap() error { return e.err }

// ChooseDevice implements session.DeviceChooser with a numbered list.
func (p *Person) ChooseDevice(ctx context.Context, usable []device.Device) (device.Device, error) {
	if err := p.Ready(); err != nil {
		return device.Device{}, err
	}
	p.tell("Several MFA devices are registered (" + p.Owner + "):")
	for i, line := range described(usable) {
		p.tell(fmt.Sprintf("  %d  %s", i+1, line))
	}
	for range tries {
		answer, err := p.Terminal.Ask(ctx, fmt.Sprintf("Which one, 1 to %d?", len(usable)))
		if err != nil {
			return device.Device{}, &UnchosenError{usable, unanswered(ctx, err)}
		}
		if d, ok := chosen(usable, strings.TrimSpace(answer)); ok {
			return d, nil
		}
		p.tell(fmt.Sprintf("That is none of them: type a number from 1 to %d, or a name.", len(usable)))
	}
	return device.Device{}, &UnchosenError{usable, session.ErrNobodyAnswered}
}

// chosen is the device that an answer means: by its number in the list, its name or its serial number.
func chosen(usable []device.Device, answer string) (device.Device, bool) {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(usable) {
		return usable[n-1], true
	}
	d, err := device.Find(usable, answer)
	return d, err == nil
}

// described are the lines of the list. A line is short, so that it fits on a screen: the whole serial
// number stands only where the name is not enough to tell devices apart.
func described(devices []device.Device) []string {
	called := make([]string, len(devices))
	width := 0
	for i, d := range devices {
		called[i] = device.Called(devices, d)
		width = max(width, utf8.RuneCountInString(called[i]))
	}
	lines := make([]string, len(devices))
	for i, d := range devices {
		lines[i] = fmt.Sprintf("%-*s  %s", width, called[i], d.SerialNumber.Kind())
		if !d.EnabledAt.IsZero() {
			lines[i] += ", since " + d.EnabledAt.Format("2006-01-02")
		}
	}
	return lines
}
