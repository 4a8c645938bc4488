//go:build unix

package e2e_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// What holds whatever AWS, or something in its place, answers.
const (
	callLimit  = 20 * time.Second
	listLimit  = 5 * time.Second // where it is only a check
	listTime   = 10 * time.Second
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
	sent  string // the code
	took  time.Duration
	peak  int // MiB
	err   error
}

// provoke logs in with a code while the action is answered badly, for all answers at once: most of
// the time is waiting.
func provoke(t *testing.T, action string, answers []badAnswer, args ...string) []chan answered {
	t.Helper()
	runs := make([]chan answered, len(answers))
	for i, a := range answers {
		w := startWorld(t)
		a.fault.Action = action
		w.server.Inject(a.fault)
		code := w.server.Code(alicePhone)
		cmd := w.command(t, nil, "mfa-session", append([]string{"login", code}, args...)...)
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
	if strings.Contains(a.stderr, a.sent) || strings.Contains(a.stderr, "secretEXAMPLE") {
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

// No code is sent twice, whatever comes back.
func TestBadAnswersOfSTS(t *testing.T) {
	t.Parallel()
	answers := append(badAnswers("GetSessionToken"), badSessions()...)
	for i, run := range provoke(t, "GetSessionToken", answers) {
		t.Run(answers[i].name, func(t *testing.T) {
			a := <-run
			a.check(t, answers[i])
			if sent := a.world.server.SentCodes(alicePhone); len(sent) != 2 || sent[0] != a.sent || sent[1] == a.sent {
				t.Errorf("%d codes were sent, want the one and then another", len(sent))
			}
		})
	}
}

// Nobody is asked, and no code is sent, while it is not known which device to ask.
func TestBadAnswersOfIAM(t *testing.T) {
	t.Parallel()
	answers := append(badAnswers("ListMFADevices"), badLists()...)
	for i, run := range provoke(t, "ListMFADevices", answers) {
		t.Run(answers[i].name, func(t *testing.T) {
			a := <-run
			if sent := a.world.server.SentCodes(alicePhone); len(sent) != 0 {
				t.Errorf("%d codes were sent", len(sent))
			}
			if a.took > listTime+startLimit {
				t.Errorf("it took %v", a.took)
			}
			a.check(t, answers[i])
		})
	}
}

// TestSlowListAndNoAnswer: together they take no longer than one call may.
func TestSlowListAndNoAnswer(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	w.server.Inject(awsfake.Fault{Action: "ListMFADevices", Delay: listTime - 2*time.Second})
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", DripInterval: time.Second})
	code := w.server.Code(alicePhone)
	a := w.finish(w.command(t, nil, "mfa-session", "login", code), code)
	if a.err != nil {
		t.Fatal(a.err)
	}
	line, _ := a.clear(t, 8)
	if a.took > callLimit+startLimit || a.took < listTime-2*time.Second || len(w.server.SentCodes(alicePhone)) != 1 {
		t.Errorf("%v: %s", a.took, line)
	}
	t.Logf("%v: %s", a.took, line)
}

// A list that goes wrong takes nothing from who names the device: STS is the proof.
func TestBadListsWithAKnownDevice(t *testing.T) {
	t.Parallel()
	answers := append(badAnswers("ListMFADevices"), badLists()...)
	for i, run := range provoke(t, "ListMFADevices", answers, "--serial-number", alicePhone) {
		t.Run(answers[i].name, func(t *testing.T) {
			a := <-run
			want := 0
			if strings.HasPrefix(answers[i].name, "clock") { // STS would say the same
				want = answers[i].exit
			}
			if a.err != nil || a.code != want {
				t.Fatalf("%v, exit code %d, want %d\n%s", a.err, a.code, want, a.stderr)
			}
			if a.took > listLimit+startLimit || a.peak > mostMemory {
				t.Errorf("it took %v and %d MiB", a.took, a.peak)
			}
		})
	}
}

// A region that knows no keys of the account: the hint names one that does.
func TestARegionThatDoesNotKnowTheKey(t *testing.T) {
	for region, line := range map[string]string{
		"af-south-1": "AWS did not accept the access key: it is unknown or inactive, or the account has not enabled the region af-south-1",
		"cn-north-1": "AWS did not accept the access key: it is unknown or inactive",
	} {
		t.Run(region, func(t *testing.T) {
			w := startWorld(t)
			action := map[string]string{"af-south-1": "GetSessionToken"}[region] // IAM is everywhere in a partition
			w.server.Inject(awsfake.Fault{Action: action, Code: "InvalidClientTokenId"})
			env := []string{"AWS_REGION=" + region}
			got, hints := w.run(t, env, "mfa-session", "login", w.server.Code(alicePhone)).clear(t, 4)
			if got != line {
				t.Errorf("told %q, want %q", got, line)
			}
			w.server.ClearFaults()
			w.followHint(t, env, hints)
		})
	}
}

// What is wrong with the CA bundle is said, and following the hint brings a session.
func TestBundlesThatCannotBeUsed(t *testing.T) {
	w := startWorld(t)
	w.write(t, "text", "hello", 0o600)
	for bundle, line := range map[string]string{
		"missing": "^AWS could not be called: reading the CA bundle: .*no such file or directory$",
		"text":    "^AWS could not be called: the CA bundle .* holds no certificate$",
		"home":    "^AWS could not be called: reading the CA bundle: .*not a regular file$",
	} {
		env := []string{"AWS_CA_BUNDLE=" + filepath.Join(w.dir, bundle)}
		got, hints := w.run(t, env, "mfa-session", "login", w.server.Code(alicePhone)).clear(t, 8)
		if !regexp.MustCompile(line).MatchString(got) {
			t.Errorf("told %q, want %q", got, line)
		}
		if all := commandsOf(hints); len(all) != 2 || all[0] != "unset AWS_CA_BUNDLE" {
			t.Errorf("hints %q", hints)
		}
		if n := len(w.server.SentCodes(alicePhone)); n != 0 {
			t.Errorf("%d codes were sent", n)
		}
	}
	w.followHint(t, nil, []string{"mfa-session login CODE"})
}
