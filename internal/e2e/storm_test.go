//go:build unix

package e2e_test

import (
	"bytes"
	"flag"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Storms are many processes of the program at once. What they share is a directory, a keychain and
// an AWS; what is proved is how often somebody is asked and something is called, and how each ends.

var (
	stormSize = flag.Int("storm", 200, "how many processes ask the keychains without a daemon at once")
	// One bus and one agent serve all the processes on the others.
	desktopStormSize = flag.Int("storm-desktop", 50, "how many processes ask secret-service and pass at once")
)

// stormPatience ends a test that would hang; nothing is measured by it.
const stormPatience = 2 * time.Minute

// crowd is processes that run at once.
type crowd struct {
	members []*member
	seats   []*seat       // of those with a terminal
	waiting chan struct{} // one for each that says on its terminal that it waits for another
}

// member is one of them. Its outputs may be read once it has ended.
type member struct {
	cmd            *exec.Cmd
	stdout, stderr *bytes.Buffer
	ended          chan struct{}
}

// crowd starts mfa-session a number of times, with nobody to ask.
func (w *world) crowd(t *testing.T, size int, args ...string) *crowd {
	t.Helper()
	c := &crowd{}
	for range size {
		m := &member{w.command(t, nil, "mfa-session", args...), &bytes.Buffer{}, &bytes.Buffer{}, make(chan struct{})}
		m.cmd.Stdout, m.cmd.Stderr = m.stdout, m.stderr
		if err := m.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			defer close(m.ended)
			_ = m.cmd.Wait() // how it ended is looked at
		}()
		c.members = append(c.members, m)
	}
	return c
}

// crowdWithTerminals gives each process a terminal of its own. None asks there, but each says so
// after two seconds of waiting for another: that is how a test knows that it waits.
func (w *world) crowdWithTerminals(t *testing.T, size int, args ...string) *crowd {
	t.Helper()
	c := &crowd{waiting: make(chan struct{}, size)}
	for range size {
		s := w.sit(t, nil, nil, "mfa-session", append(args, "--no-input")...)
		c.members = append(c.members, &member{s.cmd, &s.stdout, &s.stderr, s.ended})
		c.seats = append(c.seats, s)
		go c.watch(s)
	}
	return c
}

func (c *crowd) watch(s *seat) {
	for !strings.Contains(s.seen(), "waiting for another mfa-session") {
		select {
		case <-s.drawn:
		case <-s.ended:
			return
		}
	}
	c.waiting <- struct{}{}
}

func (m *member) result(t *testing.T) result {
	t.Helper()
	awaitTold(t, "a process to end", m.ended)
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
