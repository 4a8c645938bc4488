package codesource

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// Asker is a terminal with a person at it.
type Asker interface {
	Available() error
	Tell(line string) error
	Ask(ctx context.Context, prompt string) (string, error)
}

// Person asks at the terminal for token codes and for the device to use.
type Person struct {
	Terminal Asker
	Owner    string // whose keys, as the prompt names them: "profile work"
}

var (
	_ session.CodeSource    = (*Person)(nil)
	_ session.DeviceChooser = (*Person)(nil)
)

// tries is how often a person may mistype before the question is given up.
const tries = 3

// Ready implements session.CodeSource.
func (p *Person) Ready() error {
	if err := p.Terminal.Available(); err != nil {
		return fmt.Errorf("%w: %w", session.ErrNobodyToAsk, err)
	}
	return nil
}

// Code implements session.CodeSource. What is no code is asked again, and not sent.
func (p *Person) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	if err := p.Ready(); err != nil {
		return "", err
	}
	if q.Because != nil {
		p.tell(because(q.Because))
	}
	for range tries {
		answer, err := p.Terminal.Ask(ctx, p.prompt(q.SerialNumber))
		if err != nil {
			return "", unanswered(ctx, err)
		}
		code, err := session.ParseTokenCode(answer)
		if err == nil {
			return code, nil
		}
		p.tell("That is not a token code: type the six digits that the device shows.")
	}
	return "", fmt.Errorf("%w: none of %d answers was one", session.ErrNobodyAnswered, tries)
}

func (p *Person) prompt(s device.SerialNumber) string {
	account := ""
	if s.AccountID() != "" {
		account = ", account " + s.AccountID()
	}
	return fmt.Sprintf("Token code of %s (%s%s):", s.Name(), p.Owner, account)
}

// because is why a person is asked again.
func because(err error) string {
	var spent *session.SpentError
	if errors.As(err, &spent) {
		return fmt.Sprintf("This code was used already; the device shows the next one in %d s.", int(math.Ceil(spent.Wait.Seconds())))
	}
	return "AWS did not accept this code; wait for the next one."
}

// unanswered tells an interrupt from a person who does not answer, or says no by ctrl-D.
func unanswered(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", session.ErrNobodyAnswered, err)
}

// ChooseDevice implements session.DeviceChooser with a numbered list.
func (p *Person) ChooseDevice(ctx context.Context, usable []device.Device) (device.Device, error) {
	if err := p.Ready(); err != nil {
		return device.Device{}, err
	}
	p.tell("Several MFA devices are registered (" + p.Owner + "):")
	for i, d := range usable {
		p.tell(fmt.Sprintf("  %d  %s, %s, since %s", i+1, d.SerialNumber.Name(), d.SerialNumber.Kind(), d.EnabledAt.Format("2006-01-02")))
	}
	for range tries {
		answer, err := p.Terminal.Ask(ctx, fmt.Sprintf("Which one, 1 to %d?", len(usable)))
		if err != nil {
			return device.Device{}, unanswered(ctx, err)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(answer)); err == nil && n >= 1 && n <= len(usable) {
			return usable[n-1], nil
		}
	}
	return device.Device{}, fmt.Errorf("%w: no device was chosen", session.ErrNobodyAnswered)
}

func (p *Person) tell(line string) { _ = p.Terminal.Tell(line) } // the question that follows fails too
