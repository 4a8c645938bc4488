//go:build unix

package command

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// twoCodes is a program that prints one code, and another whenever it is asked again.
func (w *world) twoCodes(first, second string) string {
	script := w.write("program", "echo asked >>"+w.home+"/asked\nif [ -e "+w.home+"/again ]; then echo "+second+"; else echo "+first+"; fi\n: >"+w.home+"/again\n")
	return "sh " + script
}

func (w *world) asked() int {
	w.t.Helper()
	log, err := os.ReadFile(w.home + "/asked")
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Count(string(log), "asked")
}

// codeStep is how long a device shows a code.
const codeStep = 30 * time.Second

// lastSecond sets the clock to the last second before the device's next code.
func (w *world) lastSecond() { w.intoStep(codeStep - time.Second) }

// intoStep sets the clock to that much after the device has shown another code, or will have.
func (w *world) intoStep(by time.Duration) {
	now := time.Now()
	w.offset = now.Truncate(codeStep).Add(by).Sub(now)
}

func TestAProgramIsAskedOnceMoreForASpentCode(t *testing.T) {
	w := newWorld(t)
	spent := w.code()
	w.ends(w.run("login", spent), 0, 1)
	w.ends(w.run("logout"), 0, 0)
	w.lastSecond()
	r := w.run("credential-process", "--code-command", w.twoCodes(spent, w.code()))
	w.ends(r, 0, 1)
	w.says(r)
	if n := w.asked(); n != 2 {
		t.Errorf("the program was asked %d times, want 2", n)
	}
}

func TestAProgramThatHasNoOtherCode(t *testing.T) {
	w := newWorld(t)
	spent := w.code()
	w.ends(w.run("login", spent), 0, 1)
	w.ends(w.run("logout"), 0, 0)
	w.lastSecond()
	r := w.run("credential-process", "--code-command", w.twoCodes(spent, spent))
	w.ends(r, 5, 0)
	w.says(r, "mfa-session: this token code of phone was used already\nmfa-session: hint: the device shows the next code in ")
	if n := w.asked(); n != 2 {
		t.Errorf("the program was asked %d times, want 2", n)
	}
}

// TestAProgramIsNotAskedAgainWhereTimeIsShort: the next code would come too late for the SDK that
// waits.
func TestAProgramIsNotAskedAgainWhereTimeIsShort(t *testing.T) {
	w := newWorld(t)
	spent := w.code()
	w.ends(w.run("login", spent), 0, 1)
	w.ends(w.run("logout"), 0, 0)
	w.intoStep(codeStep + time.Second)
	w.startedAgo = helperTime - session.TimeToSend - 10*time.Second
	r := w.run("credential-process", "--code-command", w.twoCodes(spent, w.code()))
	w.ends(r, 5, 0)
	if n := w.asked(); n != 1 {
		t.Errorf("the program was asked %d times, want 1", n)
	}
}

// TestARejectedCodeOfAProgramIsNotFollowedByAnother: a program that is wrong once is wrong again.
func TestARejectedCodeOfAProgramIsNotFollowedByAnother(t *testing.T) {
	w := newWorld(t)
	w.ends(w.run("credential-process", "--code-command", w.twoCodes("000000", w.code())), 5, 1)
	if n := w.asked(); n != 1 {
		t.Errorf("the program was asked %d times, want 1", n)
	}
}
