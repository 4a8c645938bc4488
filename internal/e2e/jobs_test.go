//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// inShell is a person at an interactive bash that has started the program as a job.
func (w *world) inShell(t *testing.T, env []string, line string) *seat {
	t.Helper()
	need(t, "bash")
	s := w.sit(t, allOnTerminal, append(env, "PS1=ready> ", "TERM=dumb"), "bash", "--norc", "--noprofile", "--noediting", "-i")
	s.sees("ready> ", 1)
	s.types(line + "\n")
	return s
}

func TestTheCodeIsAskedAgainAfterAStop(t *testing.T) {
	w := startWorld(t)
	s := w.inShell(t, nil, "mfa-session login")
	s.sees(codePrompt, 1)
	s.types("12\x1a")
	s.sees("ready> ", 2)
	if !s.echoes() {
		t.Error("the terminal of a stopped program does not echo")
	}
	s.types("fg\n")
	s.sees(codePrompt, 2)
	s.types(w.server.Code(alicePhone) + "\n")
	s.sees("is stored until", 1)
	s.sees("ready> ", 3)
	s.types("exit $?\n")
	s.ends(0)
	w.issued(t, 1)
}

func TestThePassphraseIsAskedAgainAfterAStop(t *testing.T) {
	w := startWorld(t)
	s := w.inShell(t, []string{"MFA_SESSION_PASSPHRASE="}, "mfa-session login")
	s.sees(newPrompt, 1)
	s.types("hidden\x1a")
	s.sees("ready> ", 2)
	if !s.echoes() {
		t.Error("the terminal of a stopped program does not echo")
	}
	s.types("fg\n")
	s.sees(newPrompt, 2)
	if s.echoes() {
		t.Error("the terminal echoes the passphrase after fg")
	}
	s.types("hidden-EXAMPLE-passphrase\n")
	s.sees(againPrompt, 1)
	s.types("hidden-EXAMPLE-passphrase\n")
	s.sees(codePrompt, 1)
	s.types("\x03")
	s.sees("ready> ", 3)
	s.types("exit $?\n")
	s.ends(130)
	if strings.Contains(s.seen(), "hidden") {
		t.Errorf("the screen: %q", s.seen())
	}
	w.issued(t, 0)
}

// TestInTheBackgroundNobodyIsAsked: to read the terminal would stop the program.
func TestInTheBackgroundNobodyIsAsked(t *testing.T) {
	w := startWorld(t)
	s := w.inShell(t, nil, "mfa-session login & wait $!; echo ended $?")
	s.sees("ended 6", 1)
	s.types("exit 0\n")
	s.ends(0)
	w.issued(t, 0)
}

// trapping is a command that notes the signals it gets, and ends with 7 at SIGTERM.
const trapping = `trap 'echo INT >>$WORK/signals' INT
trap 'echo HUP >>$WORK/signals' HUP
trap 'echo TERM >>$WORK/signals; exit 7' TERM
echo ready >$WORK/ready
while :; do sleep 0.05; done`

// await waits for the content of a file.
func (w *world) await(t *testing.T, name, want string) {
	t.Helper()
	limit := time.Now().Add(seatPatience)
	for {
		got, err := os.ReadFile(filepath.Join(w.dir, name))
		if err == nil && string(got) == want {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%s: %q, want %q (%v)", name, got, want, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (w *world) forget(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSignalsReachTheCommandOfExec(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	t.Run("ctrl-C at a terminal, and SIGTERM to us", func(t *testing.T) {
		s := w.sit(t, nil, nil, "mfa-session", "exec", "--", "sh", "-c", trapping)
		w.await(t, "ready", "ready\n")
		s.types("\x03")
		w.await(t, "signals", "INT\n")
		s.isSent(syscall.SIGTERM)
		w.await(t, "signals", "INT\nTERM\n")
		s.endsWith(7)
	})
	t.Run("ctrl-C is not passed on where the terminal sends it", func(t *testing.T) {
		need(t, "setsid")
		w.forget(t, "ready", "signals")
		// a command that has left the terminal gets from us what we pass on, and nothing else
		s := w.sit(t, nil, nil, "mfa-session", "exec", "--", "setsid", "sh", "-c", trapping)
		w.await(t, "ready", "ready\n")
		s.types("\x03")
		s.isSent(syscall.SIGTERM)
		w.await(t, "signals", "TERM\n")
		s.endsWith(7)
	})
	t.Run("signals to us alone, without a terminal", func(t *testing.T) {
		w.forget(t, "ready", "signals")
		cmd := w.command(t, nil, "mfa-session", "exec", "--", "sh", "-c", trapping)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w.await(t, "ready", "ready\n")
		for i, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP, syscall.SIGTERM} {
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			w.await(t, "signals", []string{"INT\n", "INT\nHUP\n", "INT\nHUP\nTERM\n"}[i])
		}
		_ = cmd.Wait() // its exit code is what counts
		if code := exitCode(cmd); code != 7 {
			t.Errorf("exit code %d, want that of the command, 7", code)
		}
	})
	t.Run("the command that a signal ends", func(t *testing.T) {
		s := w.sit(t, nil, nil, "mfa-session", "exec", "--", "sh", "-c", "echo running >$WORK/running; exec sleep 60")
		w.await(t, "running", "running\n")
		s.types("\x03")
		s.endsWith(130)
	})
}

// TestExecHandsTheTerminalOver: after a code was typed the command reads the same terminal.
func TestExecHandsTheTerminalOver(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, allOnTerminal, nil, "mfa-session", "exec", "--", "sh", "-c", `echo "who?"; read -r name; echo "hello $name"; exit 3`)
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	s.sees("who?", 1)
	s.types("EXAMPLE\n")
	s.sees("hello EXAMPLE", 1)
	s.endsWith(3)
}

// TestNothingSecretIsShown: on a terminal only --show prints what is secret.
func TestNothingSecretIsShown(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, allOnTerminal, nil, "mfa-session", w.server.Code(alicePhone))
	s.endsWith(0)
	if shown := s.seen(); strings.Contains(shown, "ASIA") ||
		!strings.Contains(shown, "mfa-session: hint: to load it into this shell: eval \"$(mfa-session)\"") {
		t.Errorf("the screen: %q", shown)
	}
	s = w.sit(t, allOnTerminal, nil, "mfa-session", "credential-process")
	s.endsWith(0)
	if shown := s.seen(); strings.Contains(shown, "ASIA") || !strings.Contains(shown, "add --show") {
		t.Errorf("the screen: %q", shown)
	}
	for _, args := range [][]string{{"--show"}, {"credential-process", "--show"}, {"--show", "--format", "json"}} {
		s = w.sit(t, allOnTerminal, nil, "mfa-session", args...)
		s.sees("ASIA", 1)
		s.endsWith(0)
	}
	s = w.sit(t, nil, nil, "mfa-session")
	if r := s.ends(0); !strings.Contains(r.stdout, "ASIA") || s.seen() != "" {
		t.Errorf("stdout has %d bytes; the screen: %q", len(r.stdout), s.seen())
	}
	w.issued(t, 1)
}

// TestTheChoiceIsAskedAgainAfterAStop: what was typed before is gone with the line it was on.
func TestTheChoiceIsAskedAgainAfterAStop(t *testing.T) {
	w := startWorld(t)
	tablet := w.server.AddVirtualDevice(alice, "tablet").SerialNumber
	s := w.inShell(t, nil, "mfa-session login")
	s.sees(chooserPrompt, 1)
	s.types("1\x1a")
	s.sees("ready> ", 2)
	if !s.echoes() {
		t.Error("the terminal of a stopped program does not echo")
	}
	s.types("fg\n")
	s.sees(chooserPrompt, 2)
	s.types("2\n")
	s.sees("Token code of tablet", 1)
	s.types(w.server.Code(tablet) + "\n")
	s.sees("is stored until", 1)
	s.types("exit $?\n")
	s.ends(0)
	w.issued(t, 1)
}
