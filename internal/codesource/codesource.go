// Package codesource gives token codes: from the command line, from a program, or from a person at
// the terminal or in a dialog.
//
// Its rules: nothing is opened or started before a code is asked for; a program gets none of our
// secrets and no shell reads its command line; what a program or a person gives is a token code or
// is not used, and is never repeated in a message.
package codesource

import (
	"context"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Argument is the code of the command line. There is no second one.
type Argument struct{ TokenCode session.TokenCode }

var _ session.CodeSource = (*Argument)(nil)

// Ready implements session.CodeSource.
func (a *Argument) Ready() error { return nil }

// Code implements session.CodeSource.
func (a *Argument) Code(_ context.Context, q session.Question) (session.TokenCode, error) {
	if q.Attempt > 1 {
		return "", session.ErrNoMoreCodes
	}
	return a.TokenCode, nil
}

// Nobody gives no code.
type Nobody struct{}

var _ session.CodeSource = Nobody{}

// Ready implements session.CodeSource.
func (Nobody) Ready() error { return session.ErrNobodyToAsk }

// Code implements session.CodeSource.
func (Nobody) Code(context.Context, session.Question) (session.TokenCode, error) {
	return "", session.ErrNobodyToAsk
}

// Fallback asks the second source when the first cannot give a code at all: a program that failed
// is followed by a person. A code that was not accepted does not change the source.
type Fallback struct {
	First, Second session.CodeSource
	Warn          func(err error) // told why the first did not do

	failed bool
}

var _ session.CodeSource = (*Fallback)(nil)

// Ready implements session.CodeSource. Where nobody is, it tells what ails the first.
func (f *Fallback) Ready() error {
	err := f.First.Ready()
	if err != nil && f.Second.Ready() == nil {
		return nil
	}
	return err
}

// Code implements session.CodeSource.
func (f *Fallback) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	if f.failed {
		return f.Second.Code(ctx, q)
	}
	code, err := f.First.Code(ctx, q)
	if !isProgramError(err) || ctx.Err() != nil || f.Second.Ready() != nil {
		return code, err
	}
	f.failed = true
	f.Warn(err)
	return f.Second.Code(ctx, q)
}
