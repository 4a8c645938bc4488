//go:build unix

package e2e_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// sharedFailure is in the message of those who were told how the turn of another ended.
const sharedFailure = "another mfa-session was asked the same at this moment: "

// sharedFailures are the ways in which one turn fails for all who wait for it.
var sharedFailures = []struct {
	name    string
	size    int // on the file backend; a few elsewhere
	exit    int
	asked   int
	prepare func(t *testing.T, w *world, code string)
	calls   map[string]int
}{
	{"no device is registered", 50, 3, 0, noDevice, map[string]int{"ListMFADevices": 1}},
	{"the key is not active", 20, 4, 0, deactivated, map[string]int{"ListMFADevices": 1}},
	{"AWS rejects the code", 50, 5, 1, usedCode, map[string]int{"ListMFADevices": 1, "GetSessionToken": 1}},
	{"the program fails", 50, 6, 1, failingProgram, map[string]int{"ListMFADevices": 1}},
	{"AWS fails", 20, 8, 1, fault(awsfake.Fault{Action: "GetSessionToken", Status: 500}), map[string]int{"ListMFADevices": 1, "GetSessionToken": 1}},
}

// Nobody else asks the program or calls AWS, and all exit alike.
func TestAFailureIsSharedByAllWhoWait(t *testing.T) {
	for _, backend := range stormBackends {
		for _, c := range sharedFailures {
			t.Run(backend+", "+c.name, func(t *testing.T) {
				t.Parallel()
				w := startWorld(t)
				w.useWithoutStoring(t, backend)
				code := w.server.Code(alicePhone)
				program := w.codeProgram(t, code)
				c.prepare(t, w, code)
				w.server.ResetCalls()
				size := c.size
				if backend != "file" {
					size = 5
				}
				results := w.heldTurn(t, size, "credential-process", "--code-command", program)
				if own := failedAlike(t, results, c.exit); own != 1 {
					t.Errorf("%d processes failed by themselves, want 1", own)
				}
				w.wasAskedAndCalled(t, c.asked, c.calls)
			})
		}
	}
}

// AWS takes the code and does not answer, for twenty seconds on all keychains at once.
func TestAnAWSThatHangsFailsForAllWhoWait(t *testing.T) {
	t.Parallel()
	type storm struct {
		*world
		crowd   *crowd
		release func()
	}
	const size = 5
	var storms []storm
	for _, backend := range stormBackends {
		w := startWorld(t)
		w.useWithoutStoring(t, backend)
		program := w.codeProgram(t, w.server.Code(alicePhone))
		w.server.Inject(awsfake.Fault{Action: "GetSessionToken", HangUntilClosed: true})
		_, release := w.hold(t, "ListMFADevices")
		storms = append(storms, storm{w, w.crowdWithTerminals(t, size, "credential-process", "--code-command", program), release})
	}
	for _, s := range storms {
		s.crowd.awaitWaiting(t, size-1)
		s.release()
	}
	for i, s := range storms {
		if own := failedAlike(t, s.crowd.results(t), 8); own != 1 {
			t.Errorf("%s: %d processes failed by themselves, want 1", stormBackends[i], own)
		}
		s.wasAskedAndCalled(t, 1, map[string]int{"ListMFADevices": 1, "GetSessionToken": 1})
	}
}

// useWithoutStoring is use where nothing will be stored, so that alice's keys do.
func (w *world) useWithoutStoring(t *testing.T, backend string) {
	t.Helper()
	if backend == "keyctl" {
		need(t, "keyctl")
		w.vars = append(w.vars, "MFA_SESSION_BACKEND=keyctl")
		return
	}
	w.use(t, backend)
}

func failingProgram(t *testing.T, w *world, _ string) {
	t.Helper()
	w.write(t, "program", "#!/bin/sh\necho $PPID >>"+w.dir+"/asked\nexit 1\n", 0o700)
}

// heldTurn starts a storm whose first turn goes on when all the others are known to wait for it.
func (w *world) heldTurn(t *testing.T, size int, args ...string) []result {
	t.Helper()
	_, release := w.hold(t, "ListMFADevices")
	crowd := w.crowdWithTerminals(t, size, args...)
	crowd.awaitWaiting(t, size-1)
	release()
	return crowd.results(t)
}

// failedAlike says that all have ended with the exit code and printed nothing. It returns how many
// of them did not have it from another.
func failedAlike(t *testing.T, results []result, exit int) (own int) {
	t.Helper()
	for _, r := range results {
		if r.code != exit || r.stdout != "" {
			t.Fatalf("exit code %d, want %d; %d bytes on stdout, want none\n%s", r.code, exit, len(r.stdout), r.stderr)
		}
		if !strings.Contains(r.stderr, sharedFailure) {
			own++
		}
	}
	return own
}

// The keychain cannot be read any more when the first one looks again, in its turn: the others, whose
// keychain it is too, are spared the look.
func TestAStoreThatFailsInATurnFailsForAllWhoWait(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	program := w.codeProgram(t, w.server.Code(alicePhone))
	_, release := w.hold(t, "ListMFADevices")
	const size = 20
	storm := w.crowdWithTerminals(t, size, "credential-process", "--code-command", program)
	storm.awaitWaiting(t, size-1)
	keychain := filepath.Join(w.dir, "home", ".local", "state", "mfa-session", "keychain")
	if err := errors.Join(os.RemoveAll(keychain), os.WriteFile(keychain, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	release()
	if own := failedAlike(t, storm.results(t), 7); own != 1 {
		t.Errorf("%d processes failed by themselves, want 1", own)
	}
	w.wasAskedAndCalled(t, 0, map[string]int{"ListMFADevices": 1})
}

// The one that got the session delivers it all the same; those who wait for it have nowhere to get
// it from, and the code is spent.
func TestASessionThatCannotBeStoredFailsForThoseWhoWait(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	program := w.codeProgram(t, w.server.Code(alicePhone))
	keychain := filepath.Join(w.dir, "home", ".local", "state", "mfa-session", "keychain")
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", Before: func() {
		if err := errors.Join(os.RemoveAll(keychain), os.WriteFile(keychain, nil, 0o600)); err != nil {
			t.Error(err)
		}
	}})
	results := w.heldTurn(t, 20, "credential-process", "--code-command", program)
	var delivered int
	for _, r := range results {
		switch {
		case r.code == 0 && isSession(r.stdout):
			delivered++
		case r.code != 7 || r.stdout != "" || !strings.Contains(r.stderr, sharedFailure):
			t.Errorf("exit code %d\n%s", r.code, r.stderr)
		}
	}
	if delivered != 1 {
		t.Errorf("%d processes have delivered a session, want 1", delivered)
	}
	w.wasAskedAndCalled(t, 1, map[string]int{"GetSessionToken": 1, "ListMFADevices": 1})
}
