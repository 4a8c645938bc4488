//go:build unix

package codesource

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// The test binary plays a mfa-session that runs the program of scenarioVariable: only a process of
// its own can be with or without a terminal.
const scenarioVariable = "MFA_SESSION_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if path := os.Getenv(scenarioVariable); path != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		limit := time.Minute
		if os.Getenv("MFA_SESSION_TEST_HURRY") != "" {
			limit = 3 * time.Second
		}
		c := Command{Line: path, GOOS: "linux", Environ: os.Environ(), Stderr: os.Stderr, Limit: limit}
		printed, err := c.Run(ctx)
		fmt.Printf("%s %v\n", printed.Reveal(), err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// player runs the script as a program, in a session of its own.
func player(t *testing.T, script string, environ ...string) *exec.Cmd {
	t.Helper()
	words, err := Words(programOf(t, script).Command.Line, "linux")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(environ, scenarioVariable+"='"+words[0]+"'")...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd
}

// stubborn starts something that keeps stderr and does not mind SIGTERM, says so, and waits for it.
const stubborn = `(trap "" TERM; echo started >&2; while :; do sleep 1; done) & wait`

func TestWithoutATerminalAllThatAProgramStartedIsEnded(t *testing.T) {
	tests := []struct {
		name, want string
		hurry      string // not empty: the limit ends it
	}{
		{"by a signal to us", " context canceled\n", ""},
		{"by its time limit", " running $PATH: it took too long\n", "MFA_SESSION_TEST_HURRY=1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd := player(t, stubborn, test.hurry)
			said, held, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer said.Close()
			cmd.Stderr = held
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			held.Close()
			if err := said.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(said, make([]byte, len("started\n"))); err != nil {
				t.Fatal(err)
			}
			if test.hurry == "" {
				_ = cmd.Process.Signal(syscall.SIGTERM)
			}
			report, _ := io.ReadAll(stdout)
			if want := expand(test.want, cmd); string(report) != want {
				t.Errorf("reported %q, want %q", report, want)
			}
			if _, err := io.ReadAll(said); err != nil {
				t.Errorf("something still runs: %v", err) // whoever runs holds the pipe
			}
			_ = cmd.Wait()
		})
	}
}

// expand puts the program's path in for $PATH.
func expand(text string, cmd *exec.Cmd) string {
	for _, variable := range cmd.Env {
		if len(variable) > len(scenarioVariable) && variable[:len(scenarioVariable)] == scenarioVariable {
			words, _ := Words(variable[len(scenarioVariable)+1:], "linux")
			return os.Expand(text, func(string) string { return words[0] })
		}
	}
	return text
}

func TestAtATerminalAProgramMayAskThePersonToo(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	cmd := player(t, `printf 'PIN? ' >/dev/tty; read -r pin </dev/tty; echo "$pin"`)
	cmd.ExtraFiles = []*os.File{slave}
	cmd.SysProcAttr.Setctty, cmd.SysProcAttr.Ctty = true, 3
	if _, err := master.WriteString("123456\n"); err != nil {
		t.Fatal(err)
	}
	if report, err := cmd.Output(); err != nil || string(report) != "123456 <nil>\n" {
		t.Errorf("reported %q, %v", report, err)
	}
}
