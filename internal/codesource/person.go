package codesource

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// Asker is a terminal with a person at it. What it shows is cleaned of control characters there.
type Asker interface {
	Available() error
	Tell(line string) error
	Ask(ctx context.Context, prompt string) (string, error)
}

// Person asks at the terminal for token codes and for the device to use.
type Person struct {
	Terminal Asker
	Owner    string // whose keys, as the prompt names them: "profile work"

	asked int // questions for a code so far
}

var _ session.CodeSource = (*Person)(nil)

// tries is how often a person is asked, whether an answer was no code, was used before or was refused.
const tries = 3

// Ready implements session.CodeSource.
func (p *Person) Ready() error {
	if err := p.Terminal.Available(); err != nil {
		return fmt.Errorf("%w: %w", session.ErrNobodyToAsk, err)
	}
	return nil
}

// Code implements session.CodeSource. What is no code is asked again, and not sent. All questions for a
// code count, those of earlier attempts too.
func (p *Person) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	if err := p.Ready(); err != nil {
		return "", err
	}
	if p.asked < tries && q.Because != nil {
		p.tellBecause(q.Because)
	}
	for p.asked < tries {
		p.asked++
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
	if q.Because != nil {
		return "", session.ErrNoMoreCodes
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

// counter is an Asker that keeps a line up to date while its next question waits.
type counter interface {
	TellCounting(left int, line func(left int) string) error
}

// tellBecause says why a person is asked again, and when the device shows another code.
func (p *Person) tellBecause(err error) {
	var spent *session.SpentError
	if !errors.As(err, &spent) {
		p.tell("AWS did not accept this code; wait for the next one.")
		return
	}
	left := int(math.Ceil(spent.Wait.Seconds()))
	if c, ok := p.Terminal.(counter); ok {
		_ = c.TellCounting(left, nextCode) // the question that follows fails too
		return
	}
	p.tell(nextCode(left))
}

func nextCode(left int) string {
	const used = "This code was used already; the device shows the next one "
	if left <= 0 {
		return used + "now."
	}
	return fmt.Sprintf("%sin %d s.", used, left)
}

// unanswered tells an interrupt from a person who does not answer, or says no by ctrl-D.
func unanswered(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil:
		return fmt.Errorf("%w in time", session.ErrNobodyAnswered)
	}
	return fmt.Errorf("%w: %w", session.ErrNobodyAnswered, err)
}

func (p *Person) tell(line string) { _ = p.Terminal.Tell(line) } // the question that follows fails too
