//go:build unix

package e2e_test

import (
	"bytes"
	"flag"
	"fmt"
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
	waiting chan struct{} // one for each that says on its terminal that it waits for another
}

// member is one of them. Its outputs may be read once it is done.
type member struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
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
	c := &crowd{waiting: make(chan struct{}, size)}
	for range size {
		m, screen := startAtTerminal(t, w.command(t, nil, "mfa-session", append(args, "--no-input")...))
		c.members = append(c.members, m)
		onScreen(screen, "waiting for another mfa-session", c.waiting)
	}
	return c
}

func (c *crowd) add(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	m := &member{cmd: cmd, done: make(chan struct{})}
	m.start(t)
	c.members = append(c.members, m)
}

// startAtTerminal starts a program with a terminal of its own. The screen is the person's end.
func startAtTerminal(t *testing.T, cmd *exec.Cmd) (m *member, screen *os.File) {
	t.Helper()
	screen, theirs, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = theirs.Close() }()
	t.Cleanup(func() { _ = screen.Close() })
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	m = &member{cmd: cmd, done: make(chan struct{})}
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
	awaitTold(t, "a process to end", m.done)
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
	for n := range number {
		awaitTold(t, fmt.Sprintf("process %d of %d to wait", n+1, number), c.waiting)
	}
}

// onScreen tells when a text is shown. It reads on for ever, so that nobody who writes is held up.
func onScreen(screen *os.File, text string, shown chan<- struct{}) {
	go func() {
		var all strings.Builder
		told := false
		buffer := make([]byte, 1024)
		for {
			n, err := screen.Read(buffer)
			all.Write(buffer[:n])
			if !told && strings.Contains(all.String(), text) {
				told = true
				shown <- struct{}{}
			}
			if err != nil { // EIO on Linux, when the last process has closed the other end
				return
			}
		}
	}()
}
