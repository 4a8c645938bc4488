package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// ErrNoTerminal says that this process has no controlling terminal.
var ErrNoTerminal = errors.New("there is no terminal")

// ErrNoAnswer says that a person ended the input (ctrl-D) rather than answer.
var ErrNoAnswer = errors.New("no answer was typed")

// Terminal is the controlling terminal. It is opened by the first use, and closed with the process.
// One question at a time.
type Terminal struct {
	once    sync.Once
	console console
	err     error
}

// console is the two ends of a terminal. On unix they are one file.
type console struct{ in, out *os.File }

// Available says whether there is a terminal; if not, ErrNoTerminal with the cause.
func (t *Terminal) Available() error {
	t.once.Do(func() {
		t.console, t.err = open()
		if t.err != nil {
			t.err = fmt.Errorf("%w: %w", ErrNoTerminal, t.err)
		}
	})
	return t.err
}

// Tell shows a line.
func (t *Terminal) Tell(line string) error {
	if err := t.Available(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.console.out, Clean(line))
	return err
}

// Ask shows the prompt and reads a line that is echoed. It fails with ErrNoTerminal, ErrNoAnswer, or
// the error of the context.
func (t *Terminal) Ask(ctx context.Context, prompt string) (string, error) {
	if err := t.Available(); err != nil {
		return "", err
	}
	return t.ask(ctx, prompt)
}

// AskSecret is Ask without echo, for what must not be seen: a passphrase. Echo is on again when it
// returns, and while the process is stopped (ctrl-Z).
func (t *Terminal) AskSecret(ctx context.Context, prompt string) (string, error) {
	if err := t.Available(); err != nil {
		return "", err
	}
	show, err := hide(t.console, func() { t.show(prompt) })
	if err != nil {
		return "", fmt.Errorf("turning echo off: %w", err)
	}
	defer show()
	answer, err := t.ask(ctx, prompt)
	if err == nil {
		fmt.Fprintln(t.console.out) // the Enter was not echoed either
	}
	return answer, err
}

func (t *Terminal) show(prompt string) { fmt.Fprint(t.console.out, Clean(prompt)+" ") }

// ask reads in the background, so that it can end with the context although nobody types.
func (t *Terminal) ask(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	t.show(prompt)
	type result struct {
		line string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		line, err := readLine(t.console.in)
		done <- result{line, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			fmt.Fprintln(t.console.out)
		}
		return r.line, r.err
	case <-ctx.Done():
		cancelRead(t.console.in)
		fmt.Fprintln(t.console.out) // what comes next does not begin behind the prompt
		return "", ctx.Err()
	}
}

// lineLimit is more than a code or a passphrase has. The rest of a longer line is read and dropped.
const lineLimit = 1024

// readLine reads up to a line feed, byte by byte: what was typed ahead is left for the next question.
func readLine(in *os.File) (string, error) {
	var line strings.Builder
	for b := make([]byte, 1); ; {
		n, err := in.Read(b)
		switch {
		case n == 0 && line.Len() > 0 && err != nil:
			return strings.TrimSuffix(line.String(), "\r"), nil
		case n == 0:
			return "", fmt.Errorf("%w: %w", ErrNoAnswer, errOr(err, ErrNoAnswer))
		case b[0] == '\n':
			return strings.TrimSuffix(line.String(), "\r"), nil
		case line.Len() < lineLimit:
			line.WriteByte(b[0])
		}
	}
}

func errOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
