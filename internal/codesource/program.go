package codesource

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Program asks a program for token codes.
type Program struct {
	Command Command
	Now     func() time.Time
	Refused error // why it must not be run; nil if it may
}

var _ session.CodeSource = (*Program)(nil)

// Ready implements session.CodeSource: the program must be there.
func (p *Program) Ready() error {
	if p.Refused != nil {
		return fmt.Errorf("%w: %w", session.ErrNobodyToAsk, p.refusal())
	}
	if _, _, err := p.Command.find(); err != nil {
		return fmt.Errorf("%w: %w", session.ErrNobodyToAsk, err)
	}
	return nil
}

// Code implements session.CodeSource. The program is asked once more only when its code was sent
// before, in the device's next step, if the context has the time. What it prints must be six digits
// and nothing else: gopass once added words, which were sent (gopasspw/gopass#2017).
func (p *Program) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	if p.Refused != nil {
		return "", noAnswer(p.refusal())
	}
	if q.Attempt > 1 {
		if err := p.waitForNext(ctx, q); err != nil {
			return "", err
		}
	}
	printed, err := p.Command.Run(ctx)
	if err != nil {
		return "", noAnswer(err)
	}
	code, err := session.ParseTokenCode(printed.Reveal())
	if err != nil || len(printed.Reveal()) != len(code) {
		words, _ := Words(p.Command.Line, p.Command.GOOS) // it ran, so there are some
		return "", noAnswer(p.Command.failed(words[0], errNotACode))
	}
	return code, nil
}

// refusal names the program that is not run.
func (p *Program) refusal() error {
	words, err := Words(p.Command.Line, p.Command.GOOS)
	if err != nil || len(words) == 0 {
		words = []string{"a program"}
	}
	return &ProgramError{Name: words[0], Err: p.Refused}
}

// noAnswer lets those who wait for this turn share that a program gave no code.
func noAnswer(err error) error {
	if isProgramError(err) {
		return fmt.Errorf("%w: %w", session.ErrNobodyAnswered, err)
	}
	return err
}

// waitForNext waits for the device's next step. It fails with ErrNoMoreCodes when that would not
// help, or when there is no time for it.
func (p *Program) waitForNext(ctx context.Context, q session.Question) error {
	var spent *session.SpentError
	if q.Attempt > 2 || !errors.As(q.Because, &spent) {
		return session.ErrNoMoreCodes
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Sub(p.Now()) < spent.Wait {
		return session.ErrNoMoreCodes
	}
	next := time.NewTimer(spent.Wait)
	defer next.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-next.C:
		return nil
	}
}
