package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"strconv"
	"syscall"
)

// serve prints the environment and serves until it is interrupted.
func (p *program) serve(ctx context.Context, args []string) (err error) {
	var s settings
	flags := flag.NewFlagSet("aws-sandbox", flag.ContinueOnError)
	s.register(flags)
	if err := parseAll(flags, args); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, endingSignals()...)
	defer stop()
	box, err := start(s)
	if err != nil {
		return err
	}
	defer box.close()

	p.introduce(box) // before anybody can change it
	variables := append(box.environment(), variable{pidVariable, strconv.Itoa(os.Getpid())})
	if _, err := io.WriteString(p.stdout, shellLines(variables)); err != nil {
		return fmt.Errorf("printing the environment: %w", err)
	}
	// So that eval "$(aws-sandbox &)" has all it can get and goes on.
	if err := p.stdout.Close(); err != nil {
		return fmt.Errorf("printing the environment: %w", err)
	}
	<-ctx.Done()
	return nil
}

// introduce tells what there is and what to type.
func (p *program) introduce(box *sandbox) {
	device := path.Base(box.device.SerialNumber)
	p.tell("STS and IAM for %s at %s; kill %d ends them", box.user.Name, box.server.URL(), os.Getpid())
	if !box.registered {
		p.tell("%s has no MFA device; aws-sandbox enrol registers %s", box.user.Name, device)
		return
	}
	p.tell("%s shows %s; the code of any later moment: aws-sandbox code", device, box.server.Code(box.device.SerialNumber))
}

// endingSignals leaves out an interrupt that the caller ignores, as shells do for what they start
// in the background: the interrupt is then meant for somebody else.
func endingSignals() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(os.Interrupt) {
		signals = append(signals, os.Interrupt)
	}
	return signals
}
