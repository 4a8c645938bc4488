package terminal

import (
	"context"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/windows"
)

// tty is the console, by handles of our own.
type tty struct {
	in, out *os.File
	mu      sync.Mutex // guards saved
	saved   *uint32    // the mode to go back to; nil while nothing is changed
	inputs  chan input
	reading bool // a read that outlived its question goes on; its line answers the next
}

type input struct {
	data []byte
	err  error
}

// interrupted is how long after the end of a read ctrl-C may take to end the context: the console
// ends the read first, with nothing.
const interrupted = 100 * time.Millisecond

func openTTY() (*tty, error) {
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0) // writable, to set its mode
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		_ = in.Close()
		return nil, err
	}
	return &tty{in: in, out: out, inputs: make(chan input, 1)}, nil
}

func (t *tty) write(text string) { _, _ = t.out.WriteString(text) }

func (t *tty) read(ctx context.Context, p []byte) (int, error) {
	if !t.reading {
		t.reading = true
		go func() {
			data := make([]byte, len(p))
			n, err := t.in.Read(data)
			t.inputs <- input{data[:n], err}
		}()
	}
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case in := <-t.inputs:
		t.reading = false
		if len(in.data) > 0 {
			return copy(p, in.data), nil
		}
	}
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(interrupted):
		return 0, ErrNoAnswer
	}
}

// prepare makes the console one of whole lines, and hides what is typed, or shows it.
func (t *tty) prepare(v visibility) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var now uint32
	if err := windows.GetConsoleMode(windows.Handle(t.in.Fd()), &now); err != nil {
		return err
	}
	mode := now | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT | windows.ENABLE_ECHO_INPUT
	if v == hidden {
		mode &^= windows.ENABLE_ECHO_INPUT
	}
	if mode == now {
		return nil
	}
	if err := windows.SetConsoleMode(windows.Handle(t.in.Fd()), mode); err != nil {
		return err
	}
	if t.saved == nil {
		t.saved = &now
	}
	return nil
}

func (t *tty) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.saved != nil {
		_ = windows.SetConsoleMode(windows.Handle(t.in.Fd()), *t.saved)
		t.saved = nil
	}
}

// watchStops has nothing to watch: a console process is not stopped from the keyboard.
func (t *tty) watchStops(_ visibility, _, _ func()) (stop func()) { return func() {} }
