package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os/signal"
	"time"

	"github.com/pquerna/otp/totp"
)

// stepLength is how long a device shows a code (RFC 6238).
const stepLength = 30 * time.Second

// code prints what the device shows, so that it can be a --code-command.
func (p *program) code(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("aws-sandbox code", flag.ContinueOnError)
	next := flags.Bool("next", false, "")
	if err := parseAll(flags, args); err != nil {
		return err
	}
	seed := p.getenv(seedVariable)
	if seed == "" {
		return errNoSandbox(seedVariable)
	}
	now := p.now()
	if *next {
		shown := now.Truncate(stepLength).Add(stepLength)
		if err := waitUntil(ctx, now, shown); err != nil {
			return err
		}
		now = shown
	}
	code, err := totp.GenerateCode(seed, now)
	if err != nil {
		return errors.New(seedVariable + " is not base32")
	}
	fmt.Fprintln(p.stdout, code)
	return nil
}

// waitUntil ends early when it is interrupted.
func waitUntil(ctx context.Context, now, then time.Time) error {
	ctx, stop := signal.NotifyContext(ctx, endingSignals()...)
	defer stop()
	timer := time.NewTimer(then.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errors.New("interrupted")
	}
}

// errNoSandbox says that the environment of a sandbox is missing.
func errNoSandbox(variable string) error {
	return fmt.Errorf("%s is not that of a sandbox: eval \"$(aws-sandbox &)\" first, or use aws-sandbox run", variable)
}
