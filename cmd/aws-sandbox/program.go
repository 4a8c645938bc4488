package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// program is all that the commands take from the process.
type program struct {
	stdin   io.Reader
	stdout  io.WriteCloser
	stderr  io.Writer
	environ []string
	now     func() time.Time
}

// The exit codes of this program's own; run ends with its command's.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

const usage = `Usage:
  aws-sandbox [FLAGS]                    serve until interrupted; print the environment to use it with
  aws-sandbox run [FLAGS] -- COMMAND...  run a command with that environment, exit as it does
  aws-sandbox code [--next]              print the code that the device shows now, or will show next
  aws-sandbox calls [--reset]            print how often each AWS action was called
  aws-sandbox enrol                      register the user's device
  aws-sandbox remove                     take it away again

Flags:
  --user NAME        the name of the user (default alice); the device is NAME-phone
  --devices N        how many devices the user has, 1 to 8 (default 1)
  --without-device   the device is there but not registered: enrol does that
  --help             print this

In a shell:
  eval "$(aws-sandbox &)"
  aws-sandbox code
  kill $MFA_SANDBOX_PID
`

// usageError is a command line that makes no sense.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// exitCodeError carries the exit code of the command that run has run.
type exitCodeError int

func (e exitCodeError) Error() string { return fmt.Sprintf("the command ended with %d", int(e)) }

// main runs one command line and gives the exit code.
func (p *program) main(ctx context.Context, args []string) int {
	err := p.dispatch(ctx, args)
	var code exitCodeError
	var wrong *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(p.stdout, usage)
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &wrong):
		p.tell("%v", err)
		p.tell("hint: aws-sandbox --help")
		return exitUsage
	}
	p.tell("%v", err)
	return exitError
}

func (p *program) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return p.serve(ctx, args)
	}
	command, args := args[0], args[1:]
	switch command {
	case "run":
		return p.run(ctx, args)
	case "code":
		return p.code(ctx, args)
	case "calls":
		return p.calls(ctx, args)
	case "enrol", "remove":
		return p.changeDevice(ctx, command, args)
	case "help":
		return flag.ErrHelp
	}
	return &usageError{fmt.Sprintf("no such command: %q", command)}
}

// tell writes a message for people.
func (p *program) tell(format string, args ...any) {
	fmt.Fprintf(p.stderr, "aws-sandbox: "+format+"\n", args...)
}

// parse reads flags; words left over are for the command to judge.
func parse(flags *flag.FlagSet, args []string) error {
	flags.SetOutput(io.Discard) // main says what is wrong
	err := flags.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return &usageError{err.Error()}
}

// parseAll is parse for commands that take flags only.
func parseAll(flags *flag.FlagSet, args []string) error {
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return &usageError{fmt.Sprintf("unexpected argument: %q", flags.Arg(0))}
	}
	return nil
}

// getenv is the value of the last variable of that name, as the shell sees it.
func (p *program) getenv(name string) string {
	value := ""
	for _, pair := range p.environ {
		if k, v, _ := strings.Cut(pair, "="); k == name {
			value = v
		}
	}
	return value
}
