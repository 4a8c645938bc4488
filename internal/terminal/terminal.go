// Package terminal asks and tells a person at the controlling terminal.
//
// Its rules: the terminal is /dev/tty, or CONIN$ and CONOUT$, never stdin, stdout or stderr, which
// may be pipes that somebody else reads; whatever is written is cleaned of control characters first;
// a question ends when its context does, with the cursor at the start of a line; whatever was
// changed about the terminal is changed back, also while the process is stopped. Interrupts are not
// caught here: the program turns them into the end of the context, at the latest when it is told of a
// question.
package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// Why there is no answer. Where the context ended, the error is the context's.
var (
	ErrNoTerminal = errors.New("there is no terminal")
	ErrNoAnswer   = errors.New("no answer was typed") // but ctrl-D, or the terminal went away
	ErrTooLong    = errors.New("the answer is too long")
)

// MaxAnswer is how many bytes an answer may have. Terminals hold no more than 1024 (macOS) to 4096
// (Linux) in a line.
const MaxAnswer = 1024

// Terminal is the controlling terminal. The zero value is ready: the terminal is opened by the first
// use, and closed with the process. Its methods may be called from several goroutines; there is one
// question at a time.
type Terminal struct {
	Asking  func() // called before a question changes the terminal; may be nil
	Redraws bool   // it knows how to move the cursor

	opening sync.Mutex // guards tty and err
	tty     *tty
	err     error

	asking sync.Mutex // held during a question; guards rest
	rest   []byte     // what was read beyond the last answer

	count *counting     // for the next question; whoever tells it asks next
	tick  time.Duration // of count, 0 for a second
}

// Available says whether a person can be asked. It fails with ErrNoTerminal where there is no
// terminal, and where this process is in the background: to read would stop it, and with it the
// program that it works for.
func (t *Terminal) Available() error {
	t.opening.Lock()
	defer t.opening.Unlock()
	if t.tty == nil && t.err == nil {
		var err error
		if t.tty, err = openTTY(); err != nil {
			t.err = fmt.Errorf("%w: %w", ErrNoTerminal, err)
		}
	}
	return t.err
}

// Restore undoes what a question has changed about the terminal. It is for a program that ends
// while a question is open; it does nothing otherwise.
func (t *Terminal) Restore() {
	t.opening.Lock()
	defer t.opening.Unlock()
	if t.tty != nil {
		t.tty.restore()
	}
}

// Tell shows a line. It fails with ErrNoTerminal.
func (t *Terminal) Tell(line string) error {
	if err := t.Available(); err != nil {
		return err
	}
	t.tty.write(Clean(line) + "\n")
	return nil
}

// Ask shows the prompt and returns the line that is typed, which is seen while it is typed. A line
// of more than MaxAnswer bytes is cut. It fails with ErrNoTerminal, ErrNoAnswer, or the error of the
// context.
func (t *Terminal) Ask(ctx context.Context, prompt string) (string, error) {
	line, err := t.question(ctx, prompt, echoed)
	return string(line[:min(len(line), MaxAnswer)]), err
}

// AskSecret is Ask for what must not be seen: a passphrase. It fails with ErrTooLong too, for a line
// of more than MaxAnswer bytes.
func (t *Terminal) AskSecret(ctx context.Context, prompt string) (secret.Text, error) {
	line, err := t.question(ctx, prompt, hidden)
	if err == nil && len(line) > MaxAnswer {
		return secret.Text{}, ErrTooLong
	}
	return secret.New(string(line)), err
}

// visibility says whether the person sees what they type.
type visibility int

const (
	echoed visibility = iota
	hidden
)

func (t *Terminal) question(ctx context.Context, prompt string, v visibility) ([]byte, error) {
	if err := t.Available(); err != nil {
		return nil, err
	}
	t.asking.Lock()
	defer t.asking.Unlock()
	count := t.count
	t.count = nil
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.Asking != nil {
		t.Asking()
	}
	prompt = Clean(prompt) + " "
	if err := t.tty.prepare(v); err != nil {
		return nil, fmt.Errorf("setting the terminal up: %w", err)
	}
	defer t.tty.restore()
	stop := t.tty.watchStops(v, count.stop, func() { t.tty.write(prompt) })
	defer stop()
	t.tty.write(prompt)
	count.start(prompt)
	line, err := t.readLine(ctx)
	count.stop()
	if err != nil || v == hidden {
		t.tty.write("\n") // the person's own was not shown
	}
	return line, err
}

// readLine returns a line without its end, cut after MaxAnswer+1 bytes. It consumes the whole line,
// so that the tail of one does not answer the next question.
func (t *Terminal) readLine(ctx context.Context) ([]byte, error) {
	var line []byte
	for {
		head, tail, complete := bytes.Cut(t.rest, []byte("\n"))
		line = append(line, head...)
		t.rest = tail
		if complete {
			line = bytes.TrimSuffix(line, []byte("\r"))
			return line[:min(len(line), MaxAnswer+1)], nil
		}
		line = line[:min(len(line), MaxAnswer+1)]
		input := make([]byte, MaxAnswer)
		n, err := t.tty.read(ctx, input)
		if err != nil {
			return nil, err
		}
		t.rest = input[:n]
	}
}
