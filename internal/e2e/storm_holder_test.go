//go:build unix

package e2e_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// stormBackends are the keychains that every kind of storm is tried on.
var stormBackends = []string{"file", "keyctl", "secret-service", "pass"}

// takenOverWithin is how soon the next process has the turn of one that died.
const takenOverWithin = 2 * time.Second

// The one that has the turn dies while AWS has its code: killed, or by a fault of its own. The next
// one takes over at once and asks for another code; what comes of that is for all who are left.
func TestAHolderThatDiesIsFollowedByTheNext(t *testing.T) {
	for _, backend := range stormBackends {
		for _, death := range []syscall.Signal{syscall.SIGKILL, syscall.SIGABRT} {
			t.Run(fmt.Sprintf("%s, %v", backend, death), func(t *testing.T) {
				t.Parallel()
				w := startWorld(t)
				_, serial := w.use(t, backend)
				code, next := w.server.CodeAt(serial, 0), w.server.CodeAt(serial, 1)
				w.survives(t, death, code, w.codeProgram(t, code, next))
				w.wasAskedAndCalled(t, 2, map[string]int{"GetSessionToken": 2, "ListMFADevices": 2})
			})
		}
	}
}

// The next one gets the same code from its program. It does not send it, and asks for another in the
// device's next step.
func TestTheCodeOfAHolderThatDiedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	code, next := w.server.CodeAt(alicePhone, 0), w.server.CodeAt(alicePhone, 1)
	w.survives(t, syscall.SIGKILL, code, w.codeProgram(t, code, code, next))
	w.wasAskedAndCalled(t, 3, map[string]int{"GetSessionToken": 2, "ListMFADevices": 2})
	if diff := cmp.Diff([]string{code, next}, w.server.SentCodes(alicePhone)); diff != "" {
		t.Error("what AWS was sent is not the one code and then the next, each once")
	}
}

// survives is a storm whose first holder dies of the signal while AWS has its code.
func (w *world) survives(t *testing.T, death syscall.Signal, code, program string) {
	t.Helper()
	_, release := w.hold(t, "ListMFADevices")
	const size = 8
	storm := w.crowdWithTerminals(t, size, "credential-process", "--code-command", program)
	var died, taken time.Time
	w.server.Inject(awsfake.Fault{Action: "ListMFADevices", Times: 1, Before: func() { taken = time.Now() }})
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, Before: func() {
		m := storm.of(w.asked(t)[0])
		died = time.Now()
		_ = m.cmd.Process.Signal(death)
		<-m.ended
	}})
	storm.awaitWaiting(t, size-1)
	release()

	var dead int
	var others []result
	for _, r := range storm.results(t) {
		if r.code == 0 || r.stdout != "" {
			others = append(others, r)
			continue
		}
		dead++
		if strings.Contains(r.stderr, code) {
			t.Error("what a fault leaves on stderr has the code")
		}
	}
	if dead != 1 {
		t.Errorf("%d processes died, want 1", dead)
	}
	sameSession(t, others)
	if took := taken.Sub(died); taken.IsZero() || took > takenOverWithin {
		t.Errorf("the next took over after %v", took)
	}
}

// of is the member with that process number.
func (c *crowd) of(pid int) *member {
	i := slices.IndexFunc(c.members, func(m *member) bool { return m.cmd.Process.Pid == pid })
	return c.members[i]
}

// The one that has the turn is stopped, as by ctrl-Z. It keeps the turn, and those who wait say for whom,
// and that it is stopped. When it is killed the next one has the turn. That they end in time, had it
// not been, is proved where time can be made short: with the commands.
func TestAStoppedHolderIsNamed(t *testing.T) {
	for _, backend := range stormBackends {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			_, serial := w.use(t, backend)
			there, _ := w.hold(t, "GetSessionToken")
			line := []string{"credential-process", "--code-command", w.codeProgram(t, w.server.CodeAt(serial, 0), w.server.CodeAt(serial, 1))}
			holder := w.crowd(t, 1, line...).members[0]
			awaitTold(t, "the call of the holder", there)
			if err := holder.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			waiters := w.crowdWithTerminals(t, 3, line...)
			waiters.awaitWaiting(t, 3)
			holder.kill()
			if r := holder.result(t); r.code != -1 || r.stdout != "" {
				t.Errorf("the stopped one, killed: exit code %d", r.code)
			}
			sameSession(t, waiters.results(t))
			want := regexp.MustCompile(fmt.Sprintf(`waiting for another mfa-session \(process %d, since [0-9:]{8}, stopped\)`, holder.cmd.Process.Pid))
			for _, s := range waiters.seats {
				if !want.MatchString(s.seen()) {
					t.Errorf("a terminal shows %q, want %v", s.seen(), want)
				}
			}
			w.wasAskedAndCalled(t, 2, map[string]int{"GetSessionToken": 2, "ListMFADevices": 2})
		})
	}
}

// A session token of the largest size that AWS announces survives every keychain.
func TestTheLargestSessionTokenSurvives(t *testing.T) {
	for _, backend := range stormBackends {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			_, serial := w.use(t, backend)
			w.server.SetSessionTokenSize(4096)
			w.login(t, serial)
			w.server.ResetCalls()
			stored := w.run(t, nil, "mfa-session", "credential-process")
			sameSession(t, []result{stored})
			_, token, _ := strings.Cut(stored.stdout, `"SessionToken":"`)
			token, _, _ = strings.Cut(token, `"`)
			if len(token) != 4096 {
				t.Errorf("the session token has %d bytes", len(token))
			}
			who := w.run(t, nil, "mfa-session", "exec", "--", "sh", "-c", "printf %s \"$AWS_SESSION_TOKEN\"")
			if who.stdout != token {
				t.Errorf("exec has another token, of %d bytes: %s", len(who.stdout), who.stderr)
			}
			w.wasAskedAndCalled(t, 0, map[string]int{})
		})
	}
}
