//go:build unix

package e2e_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// seatPatience ends a test that would hang; nothing is measured by it.
const seatPatience = 30 * time.Second

// seat is a person at a terminal of their own, and the program that they have started there. What
// is not the terminal is a pipe.
type seat struct {
	t              *testing.T
	screen, theirs *os.File // the person's end, and the program's, kept to ask for its mode
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}

	mu    sync.Mutex // guards shown
	shown strings.Builder
	drawn chan struct{} // told when the screen grew
}

// sit starts a program of the world at a terminal, with its stdout and stderr in pipes and nothing
// to read on stdin; prepare may put something else there.
func (w *world) sit(t *testing.T, prepare func(s *seat), env []string, program string, args ...string) *seat {
	t.Helper()
	s := &seat{t: t, cmd: w.command(t, env, program, args...), ended: make(chan struct{}), drawn: make(chan struct{}, 1)}
	var err error
	if s.screen, s.theirs, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	s.cmd.Stdout, s.cmd.Stderr = &s.stdout, &s.stderr
	s.cmd.ExtraFiles = []*os.File{s.theirs}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	if prepare != nil {
		prepare(s)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.watch()
	go func() {
		defer close(s.ended)
		_ = s.cmd.Wait() // how it ended is looked at
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.ended
		s.theirs.Close()
		s.screen.Close()
	})
	return s
}

// allOnTerminal puts stdin, stdout and stderr on the terminal, as a shell does.
func allOnTerminal(s *seat) { s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = s.theirs, s.theirs, s.theirs }

func (s *seat) watch() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.screen.Read(buffer)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.shown.Write(buffer[:n])
		s.mu.Unlock()
		select {
		case s.drawn <- struct{}{}:
		default:
		}
	}
}

// seen is all that was ever on the screen.
func (s *seat) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Replace(s.shown.String(), theEnd, "", 1)
}

// theEnd is drawn after the program has ended, so that nothing it has drawn is missed. It need not be
// the last: the kernel sends the signal of a ctrl-C first, and then draws ^C.
const theEnd = "[the end]"

// sees waits until the screen has shown the text so many times.
func (s *seat) sees(text string, times int) {
	s.t.Helper()
	limit := time.After(seatPatience)
	for strings.Count(s.seen(), text) < times {
		select {
		case <-s.drawn:
		case <-limit:
			s.t.Fatalf("the screen does not show %q %d times: %q", text, times, s.seen())
		}
	}
}

func (s *seat) types(text string) {
	s.t.Helper()
	if _, err := s.screen.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// typesUntilItEnds types again what had no effect, as people do: pinentry-tty asks, and then begins to
// read; it notes a ctrl-C in between, and reads on.
func (s *seat) typesUntilItEnds(text string) {
	s.t.Helper()
	for limit := time.Now().Add(seatPatience); time.Now().Before(limit); {
		s.types(text)
		select {
		case <-s.ended:
			return
		case <-time.After(time.Second):
		}
	}
}

func (s *seat) isSent(signal syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// echoes says whether what is typed would be seen.
func (s *seat) echoes() bool {
	s.t.Helper()
	stty := exec.CommandContext(s.t.Context(), "stty", "-a")
	stty.Stdin = s.theirs
	mode, err := stty.Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Contains(strings.ReplaceAll(string(mode), ";", " "), " echo ")
}

// ends waits for the program, which must leave the cursor at the start of a line.
func (s *seat) ends(code int) result {
	s.t.Helper()
	r := s.endsWith(code)
	shown := strings.TrimSuffix(s.seen(), "^C") // the terminal signals first and draws then, perhaps after the end
	if shown != "" && !strings.HasSuffix(shown, "\n") {
		s.t.Errorf("the cursor is not at the start of a line: %q", shown)
	}
	return r
}

// endsWith waits for the program, which must leave a terminal that echoes.
func (s *seat) endsWith(code int) result {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(seatPatience):
		s.t.Fatalf("it does not end; the screen: %q", s.seen())
	}
	if _, err := s.theirs.WriteString(theEnd); err != nil {
		s.t.Fatal(err)
	}
	for limit, all := time.After(seatPatience), false; !all; {
		select {
		case <-s.drawn:
		case <-limit:
			s.t.Fatalf("the screen does not show its end: %q", s.seen())
		}
		s.mu.Lock()
		all = strings.Contains(s.shown.String(), theEnd)
		s.mu.Unlock()
	}
	r := result{s.stdout.String(), s.stderr.String(), exitCode(s.cmd)}
	if r.code != code {
		s.t.Errorf("exit code %d, want %d; stderr:\n%s\nthe screen: %q", r.code, code, r.stderr, s.seen())
	}
	if !s.echoes() {
		s.t.Error("the terminal does not echo any more")
	}
	return r
}

// exitCode is that of a program that ended, as a shell says it.
func exitCode(cmd *exec.Cmd) int {
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return cmd.ProcessState.ExitCode()
}
