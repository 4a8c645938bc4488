//go:build unix

package e2e_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// Storms are many processes of the program at once. What they share is a directory, a keychain and
// an AWS; what is proved is how often somebody is asked and something is called, and how each ends.

var stormSize = flag.Int("storm", 200, "how many processes the largest storms have")

// stormPatience ends a test that would hang; nothing is measured by it.
const stormPatience = 2 * time.Minute

// crowd is processes that run at once.
type crowd struct {
	members []*member
	waiting chan *member // those that say on their terminal that they wait for another
}

// member is one of them. Its outputs may be read once it is done.
type member struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	terminal       *os.File // the person's end; nil without one
	done           chan struct{}
}

// crowd starts mfa-session a number of times, with nobody to ask.
func (w *world) crowd(t *testing.T, size int, args ...string) *crowd {
	t.Helper()
	c := &crowd{}
	for range size {
		c.add(t, w.command(t, nil, "mfa-session", args...))
	}
	return c
}

// crowdWithTerminals gives each process a terminal of its own. None asks there, but each says so
// after two seconds of waiting for another: that is how a test knows that it waits.
func (w *world) crowdWithTerminals(t *testing.T, size int, args ...string) *crowd {
	t.Helper()
	c := &crowd{waiting: make(chan *member, size)}
	for range size {
		m, screen := startAtTerminal(t, w.command(t, nil, "mfa-session", append(args, "--no-input")...))
		c.members = append(c.members, m)
		go func() {
			if readUntil(screen, "waiting for another mfa-session") {
				c.waiting <- m
			}
			drain(screen)
		}()
	}
	return c
}

func (c *crowd) add(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	m := &member{cmd: cmd, done: make(chan struct{})}
	m.start(t)
	c.members = append(c.members, m)
}

// startAtTerminal starts a program with a terminal of its own; its screen can be read.
func startAtTerminal(t *testing.T, cmd *exec.Cmd) (*member, *os.File) {
	t.Helper()
	screen, theirs, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = theirs.Close() }()
	t.Cleanup(func() { _ = screen.Close() })
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	m := &member{cmd: cmd, terminal: screen, done: make(chan struct{})}
	m.start(t)
	return m, screen
}

func (m *member) start(t *testing.T) {
	t.Helper()
	m.cmd.Stdout, m.cmd.Stderr = &m.stdout, &m.stderr
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(m.done)
		_ = m.cmd.Wait() // how it ended is looked at
	}()
}

func (m *member) result(t *testing.T) result {
	t.Helper()
	select {
	case <-m.done:
	case <-time.After(stormPatience):
		t.Fatal("a process does not end")
	}
	return result{m.stdout.String(), m.stderr.String(), m.cmd.ProcessState.ExitCode()}
}

// results are how all of them ended.
func (c *crowd) results(t *testing.T) []result {
	t.Helper()
	var all []result
	for _, m := range c.members {
		all = append(all, m.result(t))
	}
	return all
}

// awaitWaiting returns when so many of them are known to wait.
func (c *crowd) awaitWaiting(t *testing.T, number int) {
	t.Helper()
	late := time.After(stormPatience)
	for n := range number {
		select {
		case <-c.waiting:
		case <-late:
			t.Fatalf("%d processes wait, want %d", n, number)
		}
	}
}

// readUntil reads what is shown until it has the text; false when there is nothing more.
func readUntil(screen *os.File, text string) bool {
	var shown strings.Builder
	buffer := make([]byte, 1024)
	for !strings.Contains(shown.String(), text) {
		n, err := screen.Read(buffer)
		shown.Write(buffer[:n])
		if err != nil { // EIO on Linux, when the last process has closed the other end
			return false
		}
	}
	return true
}

// drain reads the rest, so that nobody who writes is held up.
func drain(screen *os.File) {
	buffer := make([]byte, 1024)
	for {
		if _, err := screen.Read(buffer); err != nil {
			return
		}
	}
}
