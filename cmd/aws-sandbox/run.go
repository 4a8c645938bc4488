package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// The exit codes that shells have for commands that cannot be run.
const (
	exitCannotRun  = 126
	exitNotFound   = 127
	exitBySignal   = 128 // plus the number of the signal
	patienceAtTerm = 10 * time.Second
)

// run runs a command in a sandbox of its own.
func (p *program) run(ctx context.Context, args []string) error {
	var s settings
	flags := flag.NewFlagSet("aws-sandbox run", flag.ContinueOnError)
	s.register(flags)
	if err := parse(flags, args); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return &usageError{"run takes a command: aws-sandbox run -- COMMAND..."}
	}
	box, err := start(s)
	if err != nil {
		return err
	}
	defer box.close()
	return p.runCommand(ctx, flags.Args(), childEnvironment(p.environ, box.environment()))
}

func (p *program) runCommand(ctx context.Context, command, environ []string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	// A terminal sends its interrupt to the command, too: what becomes of it decides there.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running what the user types is the purpose
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.stdin, p.stdout, p.stderr
	cmd.Env = environ
	cmd.WaitDelay = patienceAtTerm
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); errors.Is(err, os.ErrProcessDone) {
			return err
		} else if err != nil {
			return cmd.Process.Kill() // Windows knows nothing milder
		}
		return nil
	}
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return p.cannotRun(command[0], err)
	}
	if code := exitCode(cmd.ProcessState); code != 0 {
		return exitCodeError(code)
	}
	return nil
}

func (p *program) cannotRun(name string, err error) error {
	p.tell("%v", fmt.Errorf("running %q: %w", name, err))
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		return exitCodeError(exitNotFound)
	}
	return exitCodeError(exitCannotRun)
}

// exitCode is what a shell would say of a process that ended.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitBySignal + int(status.Signal())
	}
	return state.ExitCode()
}
