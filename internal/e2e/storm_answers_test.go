//go:build unix

package e2e_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// One program that is asked once, one GetSessionToken, and the same answer for all, on each
// keychain; then the same answer for as many that come later, without any call. What it took is told
// and not judged.
func TestAStormIsAnsweredByOneCode(t *testing.T) {
	for backend, size := range map[string]int{
		"file":           *stormSize,
		"keyctl":         *stormSize,
		"secret-service": *desktopStormSize,
		"pass":           *desktopStormSize,
	} {
		t.Run(backend, func(t *testing.T) {
			w := startWorld(t)
			_, serial := w.use(t, backend)
			program := w.codeProgram(t, w.server.Code(serial))
			_, release := w.hold(t, "ListMFADevices")
			began, cost := time.Now(), w.costs(t)
			cold := w.crowd(t, size, "credential-process", "--code-command", program)
			release() // all have been started, and none has been answered
			answer := sameSession(t, cold.results(t))
			t.Logf("%d processes on %s, cold: %v, of processors %v", size, backend, time.Since(began).Round(time.Millisecond), cost.since(t))

			began, cost = time.Now(), w.costs(t)
			if sameSession(t, w.crowd(t, size, "credential-process").results(t)) != answer {
				t.Error("the next storm gets another session")
			}
			t.Logf("%d processes on %s, warm: %v, of processors %v", size, backend, time.Since(began).Round(time.Millisecond), cost.since(t))
			w.wasAskedAndCalled(t, 1, map[string]int{"GetSessionToken": 1, "ListMFADevices": 1})
		})
	}
}

// sameSession says that all have printed the same session, whole, and had nothing to complain of.
// It returns what they printed.
func sameSession(t *testing.T, results []result) string {
	t.Helper()
	for i, r := range results {
		if r.code != 0 || r.stderr != "" || r.stdout != results[0].stdout {
			t.Fatalf("process %d of %d: exit code %d, the same session as the first: %v\n%s",
				i+1, len(results), r.code, r.stdout == results[0].stdout, r.stderr)
		}
	}
	if !isSession(results[0].stdout) {
		t.Fatal("what all have printed is no session")
	}
	return results[0].stdout
}

// isSession says whether the text is one line of credential-process, whole.
func isSession(text string) bool {
	var s struct{ AccessKeyID, SecretAccessKey, SessionToken, Expiration string }
	err := json.Unmarshal([]byte(text), &s)
	return err == nil && strings.HasPrefix(s.AccessKeyID, "ASIA") && s.SecretAccessKey != "" && s.SessionToken != "" &&
		s.Expiration != "" && strings.HasSuffix(text, "}\n")
}

// wasAskedAndCalled says how often the code program was asked and AWS was called.
func (w *world) wasAskedAndCalled(t *testing.T, asked int, calls map[string]int) {
	t.Helper()
	if got := len(w.asked(t)); got != asked {
		t.Errorf("the program was asked %d times, want %d", got, asked)
	}
	if diff := cmp.Diff(calls, w.server.AllCalls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// All of them want a session that is newer than they are, and one is.
func TestAStormOfRefreshesGetsOneNewSession(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	w.login(t, alicePhone)
	before := w.run(t, nil, "mfa-session", "credential-process")
	w.server.ResetCalls()

	program := w.codeProgram(t, w.server.Code(alicePhone))
	release := w.holdCodes(t)
	const size = 20
	storm := w.crowdWithTerminals(t, size, "credential-process", "--refresh", "--code-command", program)
	storm.awaitWaiting(t, size-1) // all have begun before the session is issued
	release()
	if after := sameSession(t, storm.results(t)); after == before.stdout {
		t.Error("the session is the one from before")
	}
	w.wasAskedAndCalled(t, 1, map[string]int{"GetSessionToken": 1, "ListMFADevices": 1})
}

// A turn is for an access key: while AWS holds alice's call, bob's processes come and go.
func TestTwoAccessKeysDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	alices := w.codeProgram(t, w.server.Code(alicePhone), w.server.Code(bobPhone))
	there, release := w.hold(t, "GetSessionToken")
	first := w.crowd(t, 10, "credential-process", "--code-command", alices)
	awaitTold(t, "the call of alice", there)
	bobs := sameSession(t, w.crowd(t, 10, "credential-process", "--profile", "bob", "--code-command", alices).results(t))
	select {
	case <-first.members[0].ended:
		t.Error("a process of alice has ended while AWS holds her call")
	default:
	}
	release()
	if sameSession(t, first.results(t)) == bobs {
		t.Error("alice and bob have the same session")
	}
	w.wasAskedAndCalled(t, 2, map[string]int{"GetSessionToken": 2, "ListMFADevices": 2})
}
