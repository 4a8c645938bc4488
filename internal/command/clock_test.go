//go:build unix

package command

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// jumps has the clock of this machine jump when AWS is called.
func (w *world) jumps(action string, by time.Duration) {
	w.aws.Inject(awsfake.Fault{Action: action, Times: 1, Before: func() { w.jump.Store(int64(by)) }})
}

// delivered says whether a session was printed.
func (r ended) delivered() bool { return strings.Contains(r.stdout, "ASIA") }

// TestAClockThatIsWrong makes a stored session a miss when it seems to have expired, or to have been
// issued in the future. Nothing of it is served; a person is told what is missing.
func TestAClockThatIsWrong(t *testing.T) {
	for off, why := range map[time.Duration]string{
		2 * time.Hour:                "the session has expired",
		freshLeft - expiredLeft:      "",
		-2*time.Hour - 2*time.Minute: "the session was issued in the future",
		-40 * time.Hour:              "the session expires later than AWS grants",
	} {
		t.Run(off.String(), func(t *testing.T) {
			inEachWay(t, freshLeft, func(w *world, h how) {
				w.offset = off
				r := w.run(h.with("--cached-only")...)
				w.ends(r, exitNothingStored, 0)
				w.says(r, "no session is stored")
				other := w.run(h.with("--no-input", "--debug")...)
				w.ends(other, exitNobody, 0)
				w.says(other, why)
				if r.delivered() || other.delivered() {
					t.Error("a session is delivered")
				}
				w.offset = 0
				r = w.run(h.with("--cached-only")...) // the session itself is as good as before
				h.gives(w, r)
				w.ends(r, 0, 0)
			})
		})
	}
}

// TestAClockThatJumpsWhileASessionIsRenewed: what was usable before is judged again when it would be
// served in the place of the new one.
func TestAClockThatJumpsWhileASessionIsRenewed(t *testing.T) {
	for _, action := range []string{"ListMFADevices", "GetSessionToken"} {
		t.Run(action, func(t *testing.T) {
			inEachWay(t, usableLeft, func(w *world, h how) {
				w.jumps(action, 2*time.Hour)
				r := w.run(h.with("--code-command", "echo 000000")...)
				w.ends(r, exitCode, 1)
				w.says(r, "AWS did not accept the token code")
				if r.delivered() {
					w.t.Error("an expired session is delivered")
				}
			})
			inEachWay(t, usableLeft, func(w *world, h how) {
				w.jumps(action, -time.Hour)
				r := w.run(h.with("--code-command", "echo 000000")...)
				h.gives(w, r)
				w.ends(r, 0, 1)
				w.says(r, "the session was not renewed")
			})
		})
	}
}

// TestAClockThatJumpsWhileASessionIsIssued: it is delivered, since AWS has just given it. It is kept
// for as long as it makes sense: not when it is back from the future.
func TestAClockThatJumpsWhileASessionIsIssued(t *testing.T) {
	for _, action := range []string{"ListMFADevices", "GetSessionToken"} {
		for _, c := range []struct {
			by    time.Duration
			after int // the exit code of the next look, with the clock right again
		}{{-2 * time.Hour, 0}, {2 * time.Hour, exitNothingStored}} {
			t.Run(fmt.Sprint(action, c.by), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.jumps(action, c.by)
				r := w.run("credential-process", "--code-command", "echo "+w.code())
				w.ends(r, 0, 1)
				w.says(r)
				again := w.run("credential-process")
				w.ends(again, 0, 0)
				if again.stdout != r.stdout || !r.delivered() {
					t.Error("it is not what is stored")
				}
				w.jump.Store(0)
				w.ends(w.run("credential-process", "--cached-only"), c.after, 0)
			})
		}
	}
}

// TestAnIssuedSessionThatSeemsToHaveExpired is refused whole, and the person learns that it is so.
func TestAnIssuedSessionThatSeemsToHaveExpired(t *testing.T) {
	w := newWorld(t)
	w.jumps("GetSessionToken", 2*time.Hour)
	r := w.run("login", w.code(), "--duration", "1h")
	w.ends(r, exitAWS, 1)
	w.says(r, "a session that has expired already")
	w.jump.Store(0)
	w.ends(w.run("credential-process", "--cached-only"), exitNothingStored, 0)
}

// TestAClockThatJumpsAtThePrompt of a person who renews a session.
func TestAClockThatJumpsAtThePrompt(t *testing.T) {
	inEachWay(t, usableLeft, func(w *world, h how) {
		if h.name == "credential-process" {
			return // asks nobody for this
		}
		clock := w.write("clock", "")
		w.env[clockFile] = clock
		w.atPrompt = func() { w.write("clock", "2h") }
		r, _ := w.atTerminal("\x04", h.args...) // gives up
		w.ends(r, exitNobody, 0)
		w.says(r, "nobody gave a token code")
		if r.delivered() {
			w.t.Error("an expired session is delivered")
		}
		w.write("clock", "")
		w.atPrompt = func() { w.write("clock", "-2h") }
		r, _ = w.atTerminal(w.code(), h.args...)
		h.gives(w, r)
		w.ends(r, 0, 1)
	})
}

// TestACodeIsSpentWhateverTheClockSays afterwards: it is not sent again.
func TestACodeIsSpentWhateverTheClockSays(t *testing.T) {
	for _, by := range []time.Duration{-2 * time.Hour, -2 * time.Minute, time.Minute, 4 * time.Minute, 2 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			code := w.code()
			w.aws.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, CloseAfter: true})
			w.ends(w.run("login", code), exitAWS, 1)
			w.jump.Store(int64(by))
			r := w.run("login", code)
			w.ends(r, exitCode, 0)
			w.says(r, "was used already")
		})
	}
}

// TestACodeIsSpentWhenTheClockJumpsAsItIsSent, and when a person types it once more in the same turn.
func TestACodeIsSpentWhenTheClockJumpsAsItIsSent(t *testing.T) {
	for _, by := range []time.Duration{-2 * time.Hour, 4 * time.Minute, 2 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			code := w.code()
			w.aws.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, CloseAfter: true, Before: func() { w.jump.Store(int64(by)) }})
			w.ends(w.run("login", code), exitAWS, 1)
			r := w.run("login", code)
			w.ends(r, exitCode, 0)
			w.says(r, "was used already")
			w.jump.Store(0) // somebody sets it right
			w.ends(w.run("login", code), exitCode, 0)
		})
	}
}

// TestASpentCodeAtThePrompt is not sent again, though the clock was set ahead since AWS rejected it.
func TestASpentCodeAtThePrompt(t *testing.T) {
	w := newWorld(t)
	w.env[clockFile] = w.write("clock", "")
	w.aws.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, Code: "AccessDenied", Message: "MultiFactorAuthentication failed with invalid MFA one time pass code.", Status: 403, Before: func() { w.write("clock", "4m") }})
	r, asked := w.atTerminal("000000\n000000\n"+w.code(), "login")
	w.ends(r, 0, 2)
	if sent := w.aws.SentCodes(aliceDevice); !asked || len(sent) != 2 || sent[0] == sent[1] {
		t.Errorf("asked: %v; %d codes were sent, or one twice", asked, len(sent))
	}
}
