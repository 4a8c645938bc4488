//go:build unix

package e2e_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// The one that has the turn dies while AWS has its code. The next one takes over at once, gets the
// same code, does not send it, and asks for another in the device's next step; that one is for all
// who are left.
func TestAKilledHolderIsFollowedByTheNext(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	code, next := w.server.CodeAt(alicePhone, 0), w.server.CodeAt(alicePhone, 1)
	program := w.codeProgram(t, code, code, next)
	_, release := w.hold(t, "ListMFADevices")
	const size = 20
	storm := w.crowdWithTerminals(t, size, "credential-process", "--code-command", program)
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, Before: func() {
		for _, m := range storm.members {
			if m.cmd.Process.Pid == w.asked(t)[0] {
				m.kill()
				<-m.ended
			}
		}
	}})
	storm.awaitWaiting(t, size-1)
	release()

	var killed int
	var others []result
	for _, r := range storm.results(t) {
		if r.code == -1 && r.stdout == "" {
			killed++
			continue
		}
		others = append(others, r)
	}
	if killed != 1 {
		t.Errorf("%d processes were killed, want 1", killed)
	}
	sameSession(t, others)
	if diff := cmp.Diff([]string{code, next}, w.server.SentCodes(alicePhone)); diff != "" {
		t.Error("what AWS was sent is not the one code and then the next, each once")
	}
	w.wasAskedAndCalled(t, 3, map[string]int{"GetSessionToken": 2, "ListMFADevices": 2})
}
