//go:build unix

package e2e_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

var hitRounds = flag.Int("hit-rounds", 1, "in how many rounds a hundred processes read one session from pass at once")

// Nobody sees that the agent of GnuPG has no room for all of them, also not when others make it work.
func TestAHundredHitsAtOnceOnPass(t *testing.T) {
	w := startWorld(t)
	_, serial := w.use(t, "pass")
	w.login(t, serial)
	answer := w.run(t, nil, "mfa-session", "credential-process").stdout
	w.server.ResetCalls()
	for round := range *hitRounds {
		var others []*exec.Cmd
		if round == 0 {
			others = w.decryptAtOnce(t, 60)
		}
		began := time.Now()
		if sameSession(t, w.crowd(t, 100, "credential-process").results(t)) != answer {
			t.Error("a hit gives another session")
		}
		t.Logf("round %d: %v", round+1, time.Since(began).Round(time.Millisecond))
		for _, cmd := range others {
			_ = cmd.Wait() // most of them fail: that is what they are for
		}
	}
	w.wasAskedAndCalled(t, 0, map[string]int{})
}

// decryptAtOnce starts pass as a user would, more often at once than the agent has room for.
func (w *world) decryptAtOnce(t *testing.T, size int) []*exec.Cmd {
	t.Helper()
	entries, err := filepath.Glob(filepath.Join(w.dir, "store", "mfa-session", "*.gpg"))
	if err != nil || len(entries) != 1 {
		t.Fatalf("in the store: %q, %v", entries, err)
	}
	var all []*exec.Cmd
	for range size {
		cmd := w.command(t, nil, "pass", "show", "mfa-session/"+strings.TrimSuffix(filepath.Base(entries[0]), ".gpg"))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, cmd)
	}
	return all
}

func TestAFailureOnPassIsSharedByAllWhoWait(t *testing.T) {
	for _, c := range []struct {
		name        string
		exit, asked int
		prepare     func(t *testing.T, w *world, code string)
		calls       map[string]int
	}{
		{"AWS rejects the code", 5, 1, wrongCode, map[string]int{"ListMFADevices": 1, "GetSessionToken": 1}},
		{"the program fails", 6, 1, failingProgram, map[string]int{"ListMFADevices": 1}},
		{"no device is registered", 3, 0, noDevice, map[string]int{"ListMFADevices": 1}},
		{"AWS does not answer", 8, 1, fault(awsfake.Fault{Action: "GetSessionToken", HangUntilClosed: true}), map[string]int{"ListMFADevices": 1, "GetSessionToken": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			_, serial := w.use(t, "pass")
			code := w.server.Code(serial)
			program := w.codeProgram(t, code)
			c.prepare(t, w, code)
			if own := failedAlike(t, w.heldTurn(t, 10, "credential-process", "--code-command", program), c.exit); own != 1 {
				t.Errorf("%d processes failed by themselves, want 1", own)
			}
			w.wasAskedAndCalled(t, c.asked, c.calls)
		})
	}
}

func wrongCode(t *testing.T, w *world, code string) {
	t.Helper()
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	w.codeProgram(t, wrong)
}

// locked makes a key that a passphrase protects, stores a session, and has the agent forget it.
func locked(t *testing.T, pinentry string) *world {
	t.Helper()
	w := startWorld(t)
	gnupg := w.usePassWith(t, passphrase)
	settings := "pinentry-program " + pinentry + "\n"
	if err := os.WriteFile(filepath.Join(gnupg, "gpg-agent.conf"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	w.login(t, alicePhone)
	w.forgetPassphrase(t)
	w.server.ResetCalls()
	return w
}

func (w *world) forgetPassphrase(t *testing.T) {
	t.Helper()
	if r := w.run(t, nil, "gpgconf", "--kill", "gpg-agent"); r.code != 0 {
		t.Fatal(r.stderr)
	}
}

// Where nobody can be asked, each is told what to do, soon, and none calls AWS.
func TestALockedPassSaysWhatToDo(t *testing.T) {
	t.Parallel()
	w := locked(t, "/nowhere/pinentry")
	const want = "mfa-session: the pass keychain: locked: pass show: gpg: decryption failed: No secret key\n" +
		"mfa-session: hint: unlock the key where GnuPG can ask for its passphrase, in a terminal: mfa-session login, or keep the session elsewhere with --backend\n"
	for i, r := range w.crowd(t, 10, "credential-process").results(t) {
		if r.code != 7 || r.stdout != "" || r.stderr != want {
			t.Errorf("process %d: exit code %d, %d bytes on stdout\n%s", i+1, r.code, len(r.stdout), r.stderr)
		}
	}
	w.wasAskedAndCalled(t, 0, map[string]int{})
}

// At a terminal GnuPG asks, though nobody told it which terminal: once, and then all are served.
func TestALockedPassAsksAtTheTerminal(t *testing.T) {
	need(t, "pinentry-curses")
	t.Parallel()
	w := locked(t, "/usr/bin/pinentry-curses")
	person := w.sit(t, func(s *seat) { s.cmd.Stdin = s.theirs }, []string{"TERM=xterm"}, "mfa-session", "credential-process")
	person.sees("Passphrase", 1)
	person.types(passphrase + "\r")
	r := person.endsWith(0)
	if !isSession(r.stdout) || r.stderr != "" {
		t.Errorf("%d bytes on stdout, no session\n%s", len(r.stdout), r.stderr)
	}
	if answer := sameSession(t, w.crowd(t, 10, "credential-process").results(t)); answer != r.stdout {
		t.Error("the others get another session")
	}
	w.wasAskedAndCalled(t, 0, map[string]int{})
}
