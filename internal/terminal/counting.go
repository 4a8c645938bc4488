package terminal

import (
	"sync"
	"time"
)

// counting keeps the line above a question up to date, as seconds pass. It redraws nothing else, and
// not while an answer is complete; it gives up where what it redraws may not be where it thinks.
type counting struct {
	tty   *tty
	left  int
	line  func(left int) string
	every time.Duration

	mu    sync.Mutex // held while it draws; guards ended
	ended bool
	done  chan struct{}
}

// TellCounting shows a line with the seconds that are left. Where the terminal can, the next question
// keeps it up to date. It fails with ErrNoTerminal.
func (t *Terminal) TellCounting(left int, line func(left int) string) error {
	if err := t.Tell(line(left)); err != nil {
		return err
	}
	if t.Redraws {
		t.count = &counting{tty: t.tty, left: left, line: line, every: t.tick, done: make(chan struct{})}
	}
	return nil
}

// start begins to count below which the prompt was shown. A nil counting does nothing.
func (c *counting) start(prompt string) {
	if c == nil {
		return
	}
	columns := c.tty.columns()
	if !fits(Clean(c.line(c.left)), columns) || !fits(prompt+"123 456 ", columns) {
		return
	}
	every := c.every
	if every == 0 {
		every = time.Second
	}
	ticker := time.NewTicker(every)
	go func() {
		defer ticker.Stop()
		for c.left > 0 {
			select {
			case <-c.done:
				return
			case <-ticker.C:
				c.left--
				c.redraw(columns)
			}
		}
	}()
}

// The sequences that all terminals of today know (ECMA-48, and DEC's to save and restore the cursor).
const (
	saveCursor    = "\x1b7"
	restoreCursor = "\x1b8"
	lineAbove     = "\x1b[1A\r"
	eraseRest     = "\x1b[K"
)

func (c *counting) redraw(columns int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tty.columns() != columns { // lines were broken anew
		c.ended = true
	}
	if !c.ended && !c.tty.hasInput() {
		c.tty.write(saveCursor + lineAbove + Clean(c.line(c.left)) + eraseRest + restoreCursor)
	}
}

// stop returns when nothing is drawn any more.
func (c *counting) stop() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	select {
	case <-c.done:
	default:
		close(c.done)
	}
}

// fits says whether a text takes one line. Of one that is not plain the width is not known.
func fits(text string, columns int) bool { return isPlain(text) && len(text) < columns }
