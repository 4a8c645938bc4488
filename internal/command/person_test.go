//go:build unix

package command

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/mfa-session/mfa-session/internal/session"
)

// startedAgo makes this test binary the program, started so long ago.
const startedAgo = "COMMAND_TEST_STARTED_AGO"

// clockFile names the file that says by how much the clock is off at the moment.
const clockFile = "COMMAND_TEST_CLOCK"

// runProgram is the program in a process of its own: only that can have a terminal.
func runProgram() int {
	ago, err := time.ParseDuration(os.Getenv(startedAgo))
	if err != nil {
		panic(err)
	}
	now := time.Now
	if file := os.Getenv(clockFile); file != "" {
		now = func() time.Time {
			offset, _ := os.ReadFile(file) // none yet: the clock is right
			d, _ := time.ParseDuration(string(offset))
			return time.Now().Add(d)
		}
	}
	ctx, listen := signals()
	return Run(ctx, &Process{
		Args: os.Args[1:], Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: now, Started: time.Now().Add(-ago), SinceBoot: sinceBoot, Listen: listen, Home: os.Getenv("HOME"), GOOS: "linux", LookPath: exec.LookPath,
		RunChild: hardening{}.runChild, OriginalBus: func() (string, bool) { return "", false },
	}, "v0.0.0-test")
}

// patience ends a test that would hang; nothing is measured by it.
const patience = 30 * time.Second

// atTerminal runs the program with a terminal of its own, at which the person types an answer to
// the question for a code; none when the answer is empty. It says whether that was asked.
func (w *world) atTerminal(answer string, args ...string) (ended, bool) {
	w.t.Helper()
	screen, theirs, err := pty.Open()
	if err != nil {
		w.t.Fatal(err)
	}
	defer screen.Close()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(w.environ(), startedAgo+"="+w.startedAgo.String(), "PATH="+os.Getenv("PATH"))
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	_ = theirs.Close()
	var shown strings.Builder
	buffer := make([]byte, 4096)
	for { // until the program has closed the terminal
		n, err := screen.Read(buffer)
		if err != nil {
			break
		}
		asked := strings.Contains(shown.String(), "Token code")
		shown.Write(buffer[:n])
		if !asked && strings.Contains(shown.String(), "Token code") && answer != "" {
			if w.atPrompt != nil {
				w.atPrompt()
			}
			if _, err := screen.WriteString(answer + "\n"); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // how it ended is looked at
	return ended{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}, strings.Contains(shown.String(), "Token code")
}

// TestAPersonRenewsAUsableSession, but is not asked for it by credential-process, for which an SDK
// waits.
func TestAPersonRenewsAUsableSession(t *testing.T) {
	inEachWay(t, usableLeft, func(w *world, h how) {
		isHelper := h.name == "credential-process"
		r, asked := w.atTerminal(w.code(), h.args...)
		h.gives(w, r)
		issued := 1
		if isHelper {
			issued = 0
		}
		w.ends(r, 0, issued)
		if asked == isHelper {
			w.t.Errorf("a person was asked: %v", asked)
		}
		if isHelper {
			w.says(r)
		}
	})
}

func TestAPersonIsNotAskedForAFreshSession(t *testing.T) {
	inEachWay(t, freshLeft, func(w *world, h how) {
		r, asked := w.atTerminal("000000", h.args...)
		h.gives(w, r)
		w.ends(r, 0, 0)
		if asked {
			w.t.Error("a person was asked")
		}
	})
}

func TestAPersonWhoDoesNotRenew(t *testing.T) {
	inEachWay(t, usableLeft, func(w *world, h how) {
		if h.name == "credential-process" {
			return
		}
		r, _ := w.atTerminal("\x04", h.args...) // ctrl-D
		h.gives(w, r)
		w.ends(r, 0, 0)
		w.says(r, "mfa-session: warning: the session was not renewed, the stored one is used until it expires: nobody gave a token code")

		r, _ = w.atTerminal("\x03", h.args...) // ctrl-C
		w.ends(r, 130, 0)
	})
}

func TestAPersonIsAskedWhereNothingUsableIsStored(t *testing.T) {
	inEachWay(t, expiredLeft, func(w *world, h how) {
		r, asked := w.atTerminal(w.code(), h.args...)
		h.gives(w, r)
		w.ends(r, 0, 1)
		if !asked {
			w.t.Error("nobody was asked")
		}
		r, asked = w.atTerminal("", h.with("--no-input", "--refresh")...)
		w.ends(r, 6, 0)
		if asked {
			w.t.Error("a person was asked")
		}
	})
}

// TestNobodyAnswersInTime: credential-process ends before the SDK that waits would end it.
func TestNobodyAnswersInTime(t *testing.T) {
	w := newWorld(t)
	w.startedAgo = helperTime - session.TimeToSend - time.Second
	r, asked := w.atTerminal("", "credential-process")
	w.ends(r, 6, 0)
	if !asked {
		t.Error("nobody was asked")
	}
	w.says(r, "mfa-session: nobody gave a token code", "mfa-session: hint: give the code with the command: mfa-session login CODE\n")
	if r.stdout != "" {
		t.Errorf("stdout has %d bytes", len(r.stdout))
	}
}

// TestAProgramThatFailsIsFollowedByAPerson, who is at the terminal.
func TestAProgramThatFailsIsFollowedByAPerson(t *testing.T) {
	w := newWorld(t)
	r, asked := w.atTerminal(w.code(), "login", "--code-command", "false")
	w.ends(r, 0, 1)
	w.says(r, "mfa-session: warning: no token code: running false: exit status 1\n")
	if !asked {
		t.Error("nobody was asked")
	}
}

// TestNobodyAnswersADialogInTime: it is closed before the SDK that waits would end us.
func TestNobodyAnswersADialogInTime(t *testing.T) {
	w := newWorld(t)
	dialog := w.write("dialog", "#!/bin/sh\n: >\"$HOME/shown\"\nexec sleep 60\n")
	if err := os.Chmod(dialog, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "credential-process")
	cmd.Env = append(w.environ(), startedAgo+"="+(helperTime-session.TimeToSend-time.Second).String(), "SSH_ASKPASS="+dialog, "SSH_ASKPASS_REQUIRE=force")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // how it ended is looked at
	r := ended{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	w.ends(r, 6, 0)
	w.says(r, "mfa-session: nobody gave a token code in time\n", "mfa-session: hint: give the code with the command: mfa-session login CODE\n")
	if _, err := os.Stat(filepath.Join(w.home, "shown")); err != nil || r.stdout != "" {
		t.Errorf("%v; stdout has %d bytes", err, len(r.stdout))
	}
}
