package codesource

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

var _ session.DeviceChooser = (*Person)(nil)

// ChooseDevice implements session.DeviceChooser with a numbered list.
func (p *Person) ChooseDevice(ctx context.Context, usable []device.Device) (device.Device, error) {
	if err := p.Ready(); err != nil {
		return device.Device{}, err
	}
	p.tell("Several MFA devices are registered (" + p.Owner + "):")
	for i, d := range usable {
		p.tell(fmt.Sprintf("  %d  %s", i+1, describe(d)))
	}
	for range tries {
		answer, err := p.Terminal.Ask(ctx, fmt.Sprintf("Which one, 1 to %d?", len(usable)))
		if err != nil {
			return device.Device{}, unanswered(ctx, err)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(answer)); err == nil && n >= 1 && n <= len(usable) {
			return usable[n-1], nil
		}
		p.tell("That is none of them: type the number at the start of a line.")
	}
	return device.Device{}, fmt.Errorf("%w: no device was chosen", session.ErrNobodyAnswered)
}

// describe tells devices apart: two may have one name in different paths.
func describe(d device.Device) string {
	text := fmt.Sprintf("%s, %s", d.SerialNumber.Name(), d.SerialNumber.Kind())
	if d.SerialNumber.Name() != string(d.SerialNumber) {
		text += ", " + string(d.SerialNumber)
	}
	if !d.EnabledAt.IsZero() {
		text += ", since " + d.EnabledAt.Format("2006-01-02")
	}
	return text
}
