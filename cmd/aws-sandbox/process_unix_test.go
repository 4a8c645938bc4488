//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shell runs a script in which $SANDBOX is this program, as a process of its own.
func shell(t *testing.T, script string) result {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", script)
	cmd.Env = append(os.Environ(), asProgram+"=1", "SANDBOX="+self)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{exitCode(cmd.ProcessState), stdout.String(), stderr.String()}
}

// TestSandboxIsLoadedIntoAShell is what the usage shows. Without closing its stdout the sandbox
// would keep the shell waiting for ever.
func TestSandboxIsLoadedIntoAShell(t *testing.T) {
	got := shell(t, `eval "$("$SANDBOX" --without-device 2>/dev/null &)"
		trap 'kill $MFA_SANDBOX_PID' EXIT
		"$SANDBOX" enrol && "$SANDBOX" remove && "$SANDBOX" calls && "$SANDBOX" code | tr 0-9 d && echo "$MFA_SANDBOX_SERIAL"`)
	want := result{Stdout: "dddddd\narn:aws:iam::111122223333:mfa/alice-phone\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestServeEndsWhenInterruptedOrTerminated(t *testing.T) {
	for name, sig := range map[string]os.Signal{"interrupted": os.Interrupt, "terminated": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			if err := serveUntil(t, sig); err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// serveUntil sends a signal to a serving process and gives what it ends with.
func serveUntil(t *testing.T, sig os.Signal) error {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// When the last line of the introduction comes, the signals are awaited.
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.Contains(lines.Text(), "shows") {
		continue
	}
	if err := cmd.Process.Signal(sig); err != nil {
		t.Error(err)
	}
	return cmd.Wait()
}

func TestRunEndsWith128AndTheSignalOfItsCommand(t *testing.T) {
	for script, want := range map[string]int{
		`"$SANDBOX" run -- sh -c 'kill -9 $$'`: 128 + 9,
		// The termination of aws-sandbox ends the command.
		`"$SANDBOX" run -- sh -c 'kill -TERM $PPID; while :; do sleep 1; done'`: 128 + 15,
		// An interrupt is for the command to judge.
		`"$SANDBOX" run -- sh -c 'kill -INT $PPID; exit 5'`: 5,
	} {
		t.Run(script, func(t *testing.T) {
			if got := shell(t, script+"; exit $?"); got.Code != want {
				t.Errorf("exit code %d, want %d", got.Code, want)
			}
		})
	}
}

func TestRunOfADirectory(t *testing.T) {
	got := runProgram(t.Context(), os.Environ(), "run", t.TempDir())
	if got.Code != exitCannotRun || !strings.HasPrefix(got.Stderr, "aws-sandbox: running ") {
		t.Errorf("got %+v, want exit code %d", got, exitCannotRun)
	}
}
