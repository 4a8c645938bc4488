//go:build unix

package e2e_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// What holds whatever AWS, or something in its place, answers.
const (
	callLimit  = 20 * time.Second
	startLimit = 5 * time.Second // for the program itself, on a busy machine
)

// badAnswer is one way in which a call goes wrong, and what a person is told.
type badAnswer struct {
	name  string
	fault awsfake.Fault
	exit  int
	line  string // a regular expression
}

// answered is a run of the program against a bad answer.
type answered struct {
	result
	world *world
	code  string
	took  time.Duration
	peak  int // MiB
	err   error
}

// provoke logs in with a code while the action is answered badly, for all answers at once: most of
// the time is waiting.
func provoke(t *testing.T, action string, answers []badAnswer) []chan answered {
	t.Helper()
	runs := make([]chan answered, len(answers))
	for i, a := range answers {
		w := startWorld(t)
		a.fault.Action = action
		w.server.Inject(a.fault)
		code := w.server.Code(alicePhone)
		cmd := w.command(t, nil, "mfa-session", "login", code)
		runs[i] = make(chan answered, 1)
		go func() { runs[i] <- w.finish(cmd, code) }()
	}
	return runs
}

// finish waits for the end of a program that was given the code.
func (w *world) finish(cmd *exec.Cmd, code string) answered {
	begin := time.Now()
	r, peak, err := measured(cmd)
	return answered{r, w, code, time.Since(begin), peak, err}
}

// check asserts a clear error within the limits, and that its hint works once AWS is well again.
func (a answered) check(t *testing.T, want badAnswer) {
	t.Helper()
	if a.err != nil {
		t.Fatal(a.err)
	}
	line, hints := a.clear(t, want.exit)
	if !regexp.MustCompile(want.line).MatchString(line) {
		t.Errorf("told %q, want %q", line, want.line)
	}
	if strings.Contains(a.stderr, a.code) || strings.Contains(a.stderr, "EXAMPLE") {
		t.Errorf("a secret is told: %s", a.stderr)
	}
	if a.took > callLimit+startLimit {
		t.Errorf("it took %v", a.took)
	}
	if a.peak > mostMemory {
		t.Errorf("it used %d MiB", a.peak)
	}
	if sent := a.world.server.SentCodes(alicePhone); len(sent) > 1 {
		t.Errorf("the code was sent %d times", len(sent))
	}
	t.Logf("%v, %d MiB: %s; %q", a.took.Round(time.Millisecond), a.peak, line, hints)
	a.world.server.ClearFaults()
	a.world.followHint(t, nil, hints)
	if stored := a.world.run(t, nil, "mfa-session", "--cached-only", "--format", "process"); stored.code != 0 {
		t.Errorf("the hint brought no session: %s", stored.stderr)
	}
}

func TestBadAnswersOfSTS(t *testing.T) {
	t.Parallel()
	answers := []badAnswer{
		{"reset", awsfake.Fault{ResetAfter: true}, 8, "^no answer from 127.0.0.1:"},
	}
	for i, run := range provoke(t, "GetSessionToken", answers) {
		t.Run(answers[i].name, func(t *testing.T) { (<-run).check(t, answers[i]) })
	}
}
