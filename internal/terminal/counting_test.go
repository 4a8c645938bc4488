//go:build unix

package terminal

import (
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// redrawn is the line above the prompt, drawn anew.
func redrawn(line string) string { return "\x1b7\x1b[1A\r" + line + "\x1b[K\x1b8" }

func TestTheLineAboveTheQuestionCounts(t *testing.T) {
	p := start(t, "counting to the end")
	p.sees(redrawn("left: 0"), 1)
	p.types("1\n")
	p.reportsThat(`"1" <nil>`)
	// On a busy machine a tick may come late, and the next number is the one that is true by then.
	seen := strings.NewReplacer(redrawn("left: 2"), "", redrawn("left: 1"), "").Replace(p.seen())
	if want := "left: 3\r\nCode? " + redrawn("left: 0"); strings.TrimSuffix(seen, "1\r\n") != want {
		t.Errorf("the screen: %q, want %q with the numbers between", p.seen(), want)
	}
}

// quiet says whether nothing is redrawn in ten times the time of a redraw.
func (p *program) quiet() bool {
	before := strings.Count(p.seen(), "left: ")
	time.Sleep(200 * time.Millisecond)
	return strings.Count(p.seen(), "left: ") == before
}

func TestNothingIsCounted(t *testing.T) {
	t.Run("after the answer", func(t *testing.T) {
		p := start(t, "counting")
		p.sees(lineAbove+"left: 9", 2)
		p.types("1\n")
		p.sees("Another? ", 1)
		if !p.quiet() {
			t.Errorf("the screen: %q", p.seen())
		}
	})
	t.Run("after a stop", func(t *testing.T) {
		p := start(t, "counting")
		p.sees(lineAbove+"left: 9", 2)
		p.types("\x1a")
		p.sees("Code? ", 2)
		if !p.quiet() {
			t.Errorf("the screen: %q", p.seen())
		}
	})
	t.Run("after the width has changed", func(t *testing.T) {
		p := start(t, "counting")
		p.sees(lineAbove+"left: 9", 2)
		if err := pty.Setsize(p.slave, &pty.Winsize{Rows: 24, Cols: 40}); err != nil {
			t.Fatal(err)
		}
		p.quiet() // a redraw may be under way
		if !p.quiet() {
			t.Errorf("the screen: %q", p.seen())
		}
	})
	t.Run("where the terminal cannot redraw", func(t *testing.T) {
		p := start(t, "counting without redrawing")
		p.sees("left: 1000\r\nCode? ", 1)
		if !p.quiet() {
			t.Errorf("the screen: %q", p.seen())
		}
	})
}

func TestFits(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    bool
	}{
		{"12345", 6, true},
		{"12345", 5, false}, // the cursor would be on the next line
		{"12345", 0, false},
		{"１２", 80, false},
	} {
		if got := fits(test.text, test.columns); got != test.want {
			t.Errorf("%q in %d columns: %v", test.text, test.columns, got)
		}
	}
}
