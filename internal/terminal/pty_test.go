//go:build unix

package terminal

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience ends a test that would hang; nothing is measured by it.
const patience = 20 * time.Second

// program is a scenario that runs with a terminal of its own, played by the test.
type program struct {
	t        *testing.T
	master   *os.File // the person's end
	slave    *os.File // kept open, so that the mode can be read after the program
	cmd      *exec.Cmd
	commands io.WriteCloser // its stdin, no terminal
	reports  chan string    // lines of its stdout

	mu     sync.Mutex // guards screen
	screen strings.Builder
	drawn  chan struct{} // told when the screen grew
}

func start(t *testing.T, scenario string) *program {
	t.Helper()
	p := &program{t: t, drawn: make(chan struct{}, 1), reports: make(chan string, 10)}
	var err error
	if p.master, p.slave, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(p.slave, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.CommandContext(t.Context(), os.Args[0])
	p.cmd.Env = append(os.Environ(), scenarioVariable+"="+scenario)
	p.cmd.ExtraFiles = []*os.File{p.slave}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	if p.commands, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.watchScreen()
	go p.gatherReports(stdout)
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.slave.Close()
		p.master.Close()
	})
	return p
}

func (p *program) watchScreen() {
	buffer := make([]byte, 4096)
	for {
		n, err := p.master.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		p.screen.Write(buffer[:n])
		p.mu.Unlock()
		select {
		case p.drawn <- struct{}{}:
		default:
		}
	}
}

func (p *program) gatherReports(stdout io.Reader) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		p.reports <- lines.Text()
	}
	close(p.reports)
}

// seen is all that was ever on the screen.
func (p *program) seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.screen.String()
}

// sees waits until the screen shows the text for the nth time.
func (p *program) sees(text string, times int) {
	p.t.Helper()
	limit := time.After(patience)
	for strings.Count(p.seen(), text) < times {
		select {
		case <-p.drawn:
		case <-limit:
			p.t.Fatalf("the screen does not show %q %d times: %q", text, times, p.seen())
		}
	}
}

func (p *program) types(text string) {
	p.t.Helper()
	if _, err := p.master.WriteString(text); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) reportsThat(want string) {
	p.t.Helper()
	select {
	case got, ok := <-p.reports:
		if !ok || got != want {
			p.t.Errorf("reported: %s, want: %s; screen: %q", got, want, p.seen())
		}
	case <-time.After(patience):
		p.t.Fatalf("nothing is reported, want: %s; screen: %q", want, p.seen())
	}
}

func (p *program) isSignalled(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) isCommanded(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.commands, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) mode() *unix.Termios {
	p.t.Helper()
	mode, err := unix.IoctlGetTermios(int(p.slave.Fd()), getMode)
	if err != nil {
		p.t.Fatal(err)
	}
	return mode
}

func (p *program) echoes() bool { return p.mode().Lflag&unix.ECHO != 0 }

// setsMode changes the mode of the terminal before a program looks at it.
func (p *program) setsMode(change func(*unix.Termios)) {
	p.t.Helper()
	mode := p.mode()
	change(mode)
	if err := unix.IoctlSetTermios(int(p.slave.Fd()), setMode, mode); err != nil {
		p.t.Fatal(err)
	}
}
