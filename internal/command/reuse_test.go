//go:build unix

package command

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// What is left of a session in the tests: more than 15 minutes is fresh, more than a minute usable.
const (
	freshLeft   = time.Hour
	usableLeft  = 10 * time.Minute
	expiredLeft = 40 * time.Second
)

// how is a way to run a command that wants the session.
type how struct {
	name    string
	args    []string
	takes   bool // a CODE
	product string
}

func hows() []how {
	return []how{
		{"the shell", nil, true, "export AWS_ACCESS_KEY_ID='ASIA"},
		{"credential-process", []string{"credential-process"}, false, `{"Version":1,"AccessKeyId":"ASIA`},
		{"exec", []string{"exec", "--", "true"}, false, ""},
		{"login", []string{"login"}, true, ""},
	}
}

// with puts options before the words of the command that exec runs.
func (h how) with(options ...string) []string {
	if len(h.args) > 1 {
		return append(append([]string{h.args[0]}, options...), h.args[1:]...)
	}
	return append(append([]string{}, h.args...), options...)
}

// gives checks what a run printed. Secrets are not repeated.
func (h how) gives(w *world, r ended) {
	w.t.Helper()
	if h.product == "" && r.stdout != "" || !strings.Contains(r.stdout, h.product) {
		w.t.Errorf("stdout of %d bytes does not have %q", len(r.stdout), h.product)
	}
}

func inEachWay(t *testing.T, left time.Duration, test func(w *world, h how)) {
	t.Helper()
	for _, h := range hows() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.stored(left)
			test(w, h)
		})
	}
}

func TestAFreshSessionIsServedWithoutACall(t *testing.T) {
	inEachWay(t, freshLeft, func(w *world, h how) {
		for _, options := range [][]string{nil, {"--no-input"}, {"--cached-only"}, {"--code-command", "false"}} {
			r := w.run(h.with(options...)...)
			h.gives(w, r)
			w.ends(r, 0, 0)
			if h.name != "login" {
				w.says(r)
			}
		}
		if len(w.aws.AllCalls()) != 0 {
			w.t.Errorf("calls: %v", w.aws.AllCalls())
		}
	})
}

func TestACodeBesideAFreshSessionIsNotSent(t *testing.T) {
	inEachWay(t, freshLeft, func(w *world, h how) {
		if !h.takes {
			return
		}
		code := w.code()
		r := w.run(h.with(code)...)
		h.gives(w, r)
		w.ends(r, 0, 0)
		w.says(r, "mfa-session: the token code was not sent: the stored session is good until ", "mfa-session: hint: to replace it, add --refresh\n")
		r = w.run(h.with(code, "--refresh")...) // so it is still good
		h.gives(w, r)
		w.ends(r, 0, 1)
	})
}

func TestAUsableSessionIsServedWhereNobodyGivesACode(t *testing.T) {
	inEachWay(t, usableLeft, func(w *world, h how) {
		for _, options := range [][]string{nil, {"--no-input"}, {"--cached-only"}} {
			r := w.run(h.with(options...)...)
			h.gives(w, r)
			w.ends(r, 0, 0)
			if strings.Contains(r.stderr, "warning") {
				w.t.Errorf("it warns: %s", r.stderr)
			}
		}
		if len(w.aws.AllCalls()) != 0 {
			w.t.Errorf("calls: %v", w.aws.AllCalls())
		}
	})
}

func TestAUsableSessionIsRenewedByACodeOrAProgram(t *testing.T) {
	inEachWay(t, usableLeft, func(w *world, h how) {
		r := w.run(h.with("--code-command", "echo "+w.code())...)
		h.gives(w, r)
		w.ends(r, 0, 1)
		w.ends(w.run("credential-process", "--code-command", "echo "+w.code()), 0, 0) // it is fresh now
		if h.takes {
			w.stored(usableLeft)
			r := w.run(h.with(w.code())...)
			h.gives(w, r)
			w.ends(r, 0, 1)
		}
	})
}

func TestUnderAMinuteASessionIsNotServed(t *testing.T) {
	inEachWay(t, expiredLeft, func(w *world, h how) {
		r := w.run(h.args...)
		w.ends(r, 6, 0)
		w.says(r, "mfa-session: a token code is needed, and nobody can be asked here\n")
		r = w.run(h.with("--cached-only")...)
		w.ends(r, 10, 0)
		if len(w.aws.AllCalls()) != 0 {
			w.t.Errorf("calls: %v", w.aws.AllCalls())
		}
		r = w.run(h.with("--code-command", "echo "+w.code())...)
		h.gives(w, r)
		w.ends(r, 0, 1)
	})
}

// TestARenewalThatFails: the usable session is served, with a warning.
func TestARenewalThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		fails  func(w *world)
		issued int
		says   string
	}{
		"the program fails":      {func(w *world) { w.env["MFA_SESSION_CODE_COMMAND"] = "false" }, 0, "no token code: running false: exit status 1"},
		"the program gives none": {func(w *world) { w.env["MFA_SESSION_CODE_COMMAND"] = "echo none" }, 0, "it did not print a token code"},
		"the code is wrong":      {func(w *world) { w.env["MFA_SESSION_CODE_COMMAND"] = "echo 000000" }, 1, "AWS did not accept the token code"},
		"AWS cannot be reached":  {func(w *world) { _ = w.aws.Close() }, 0, "could not be reached"},
		"the key is inactive":    {func(w *world) { w.aws.DeactivateKey(alice.AccessKeyID) }, 0, "AWS did not accept the access key"},
		"the device is gone":     {func(w *world) { w.aws.RemoveDevice(aliceDevice) }, 0, "no MFA device is registered for this user"},
		"the clock is wrong":     {func(w *world) { w.aws.SetClockOffset(time.Hour) }, 0, "the clock of this machine"},
	} {
		t.Run(name, func(t *testing.T) {
			inEachWay(t, usableLeft, func(w *world, h how) {
				w.env["MFA_SESSION_CODE_COMMAND"] = "echo " + w.code()
				c.fails(w)
				r := w.run(h.args...)
				h.gives(w, r)
				w.ends(r, 0, c.issued)
				const warning = "the session was not renewed, the stored one is used until it expires: "
				w.says(r, "mfa-session: warning: "+warning, c.says)
				if strings.Count(r.stderr, warning) != 1 {
					w.t.Errorf("it warns more than once: %s", r.stderr)
				}
			})
		})
	}
}

func TestARenewalThatIsInterrupted(t *testing.T) {
	for cause, want := range map[error]int{errInterrupted: 130, errTerminated: 143} {
		inEachWay(t, usableLeft, func(w *world, h how) {
			ctx, cancel := context.WithCancelCause(w.ctx)
			defer cancel(nil)
			w.ctx = ctx
			w.child = func(Child) (int, error) { panic("exec runs the command") }
			time.AfterFunc(100*time.Millisecond, func() { cancel(cause) })
			r := w.run(h.with("--code-command", "sleep 60")...)
			w.ends(r, want, 0)
			w.says(r)
		})
	}
}

func TestRefreshWantsASessionOfItsOwn(t *testing.T) {
	inEachWay(t, freshLeft, func(w *world, h how) {
		w.ends(w.run(h.with("--refresh")...), 6, 0)
		w.ends(w.run(h.with("--refresh", "--code-command", "echo 000000")...), 5, 1)
		r := w.run(h.with("--refresh", "--code-command", "echo "+w.code())...)
		h.gives(w, r)
		w.ends(r, 0, 1)
	})
}

func TestWhoSharesASession(t *testing.T) {
	w := newWorld(t)
	w.write(".aws/config", "[profile elsewhere]\nendpoint_url = "+strings.Replace(w.aws.URL(), "127.0.0.1", "localhost", 1)+"\n")
	w.write(".aws/credentials", keysOf("default")+keysOf("twin")+keysOf("elsewhere"))
	w.stored(freshLeft)
	w.ends(w.run("credential-process", "--profile", "twin"), 0, 0)
	w.ends(w.run("credential-process", "--region", "eu-west-1"), 0, 0)
	w.env["AWS_REGION"] = "ap-southeast-2"
	w.ends(w.run("credential-process", "--profile", "twin"), 0, 0)
	delete(w.env, "AWS_REGION")
	w.ends(w.run("credential-process", "--serial-number", aliceDevice), 0, 0)

	t.Run("not another endpoint", func(t *testing.T) {
		delete(w.env, "AWS_ENDPOINT_URL")
		w.ends(w.run("credential-process", "--profile", "elsewhere"), 6, 0)
		w.ends(w.run("credential-process", "--profile", "elsewhere", "--code-command", "echo "+w.code()), 0, 1)
		w.ends(w.run("credential-process", "--profile", "elsewhere"), 0, 0)
	})
	t.Run("not another device", func(t *testing.T) {
		w.env["AWS_ENDPOINT_URL"] = w.aws.URL() + "/" // the same endpoint
		w.ends(w.run("credential-process"), 0, 0)
		tablet := w.aws.AddVirtualDevice(alice, "tablet").SerialNumber
		w.ends(w.run("credential-process", "--serial-number", tablet), 6, 0)
		w.ends(w.run("credential-process", "--serial-number", tablet, "--code-command", "echo "+w.aws.Code(tablet)), 0, 1)
	})
}

func TestCredentialProcessEndsInTime(t *testing.T) {
	w := newWorld(t)
	w.startedAgo = helperTime - session.TimeToSend - 500*time.Millisecond
	started := time.Now()
	r := w.run("credential-process", "--code-command", "sleep 60")
	if waited := time.Since(started); waited > 20*time.Second {
		t.Errorf("it took %v", waited)
	}
	w.ends(r, 6, 0)
	w.says(r, "took too long")
}
