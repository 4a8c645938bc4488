package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/queue"
	"github.com/mfa-session/mfa-session/internal/session"
)

// Callers of the messages: the one that is meant anyway, a named one, and keys of the environment.
var (
	someone = caller{profile: "default", nameless: true, accessKeyID: "AKIAEXAMPLE000000001"}
	named   = caller{profile: "big corp", accessKeyID: "AKIAEXAMPLE000000001"}
	environ = caller{accessKeyID: "AKIAEXAMPLE000000001"}
)

const phone = device.SerialNumber("arn:aws:iam::111122223333:mfa/phone")

// failure is an error as a command ends with it.
type failure struct {
	name string
	err  error
}

func of(who caller, err error) error { return &callerError{caller: who, err: err} }

// TestEveryMessage shows what a person reads for each error there is, with the exit code. Keys,
// files and AWS have tables of their own.
func TestEveryMessage(t *testing.T) {
	r := testRun()
	var b strings.Builder
	for _, set := range []struct {
		title    string
		failures []failure
	}{
		{"the command line", usageFailures()},
		{"keys and files", keyFailures()},
		{"the refusal", deviceFailures()},
		{"the turn of another", sharedFailures()},
		{"the keychain", storeFailures()},
		{"AWS", awsFailures()},
		{"codes", codeFailures()},
		{"the rest", otherFailures()},
	} {
		fmt.Fprintf(&b, "# %s\n\n", set.title)
		for _, f := range set.failures {
			p := r.describe(f.err)
			var said strings.Builder
			m := messages{w: &said}
			m.fail(p.text, p.hints...)
			fmt.Fprintf(&b, "%s: exit %d\n%s\n", f.name, p.code, said.String())
			if lines := strings.Split(said.String(), "\n"); len(lines) != 2+len(p.hints) || strings.Contains(said.String(), "%!") {
				t.Errorf("%s: %q", f.name, said.String())
			}
		}
	}
	golden(t, "problems.golden", b.String())
}

func usageFailures() []failure {
	return []failure{
		{"a fault with a remedy", usageErrorf("--profile needs a value").hint("see: mfa-session --help")},
		{"a fault that says it all", usageErrorf("--refresh and --cached-only contradict each other")},
	}
}

func deviceFailures() []failure {
	key := device.Device{SerialNumber: "arn:aws:iam::111122223333:u2f/user/alice/key-ID"}
	tablet := device.Device{SerialNumber: "arn:aws:iam::111122223333:mfa/tablet"}
	failures := []failure{
		{"no device", of(someone, &device.NotRegisteredError{})},
		{"no device of a named profile", of(named, &device.NotRegisteredError{})},
		{"only a security key", of(environ, &device.NotRegisteredError{Registered: []device.Device{key}})},
		{"several devices", of(named, &device.ChoiceError{Usable: []device.Device{{SerialNumber: phone}, tablet}})},
		{"a default that is no device of theirs", of(named, &defaultError{&device.ChoiceError{Want: "pager", Usable: []device.Device{{SerialNumber: phone}}}})},
		{"a default that is nearly one", of(named, &defaultError{&device.ChoiceError{Want: "tablett", Usable: []device.Device{{SerialNumber: phone}, tablet}}})},
		{"a device of somebody else", of(someone, &device.ChoiceError{Want: tablet.SerialNumber, Usable: []device.Device{{SerialNumber: phone}}})},
		{"the list is denied", of(someone, fmt.Errorf("%w by a policy", session.ErrListDenied))},
		{"the list is denied to a named profile", of(named, session.ErrListDenied)},
	}
	for reason, serial := range []string{
		"short", "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/admin", "arn:aws:iam::111122223333:group/all",
		string(key.SerialNumber), "arn:aws:iam::111122223333:sms-mfa/alice", "arn:aws-cn:iam::111122223333:mfa/phone",
	} {
		err := &device.SerialNumberError{SerialNumber: serial, Reason: device.Reason(reason), Region: "eu-west-1"}
		failures = append(failures, failure{fmt.Sprintf("a serial number wrong by its form, %d", reason+1), err})
	}
	return failures
}

func sharedFailures() []failure {
	var failures []failure
	for kind := session.NoOutcome; kind <= session.AWSFailed; kind++ {
		err := &session.SharedError{Outcome: session.Outcome{Kind: kind, Message: "what it was told", SerialNumber: phone}}
		failures = append(failures, failure{kind.String(), of(named, err)})
	}
	return failures
}

func storeFailures() []failure {
	failures := []failure{
		{"nothing is stored", of(someone, session.ErrNoStoredSession)},
		{"nothing is stored for a named profile", of(named, session.ErrNoStoredSession)},
		{"no store", of(someone, fmt.Errorf("%w: the backend is none", session.ErrNoStore))},
		{"the save failed", of(named, &session.UnsavedError{Err: &session.StoreError{Backend: "file", Err: fs.ErrPermission}})},
		{"not readable, nobody knows why", of(someone, &session.StoreError{Backend: "secret-service", Err: errors.New("the bus was closed")})},
	}
	for _, err := range []error{
		keychain.ErrAbsent, keychain.ErrLocked, keychain.ErrDenied, keychain.ErrFull, keychain.ErrTooSlow,
		keychain.ErrPassphraseMissing, keychain.ErrPassphraseWrong,
	} {
		failures = append(failures, failure{"not readable: " + err.Error(), of(someone, &session.StoreError{Backend: "file", Err: err})})
	}
	for _, err := range []error{keychain.ErrAbsent, keychain.ErrDenied, keychain.ErrFull} {
		failures = append(failures, failure{"files: " + err.Error(), of(someone, &session.StoreError{Backend: "file", Err: &keychain.FilesError{Err: err}})})
	}
	for _, err := range []error{
		keychain.ErrAbsent, fmt.Errorf("%w: %w", keychain.ErrAbsent, keychain.ErrNotSetUp),
		fmt.Errorf("%w: %w", keychain.ErrDenied, keychain.ErrNotSetUp),
		keychain.ErrLocked, keychain.ErrDenied, keychain.ErrFull, keychain.ErrTooSlow,
	} {
		failures = append(failures, failure{"pass: " + err.Error(), of(someone, &session.StoreError{Backend: "pass", Err: err})})
	}
	return failures
}

func codeFailures() []failure {
	spent := &session.SpentError{SerialNumber: phone, Wait: 17200 * time.Millisecond}
	program := &codesource.ProgramError{Name: "ykman", Err: errors.New("exit status 1")}
	return []failure{
		{"rejected", of(someone, session.ErrCodeRejected)},
		{"rejected for a named profile", of(named, session.ErrCodeRejected)},
		{"spent", of(named, spent)},
		{"the program failed", of(someone, program)},
		{"the program failed, and nobody else is there", of(named, fmt.Errorf("%w: %w", session.ErrNobodyAnswered, program))},
		{"nobody answered", of(named, session.ErrNobodyAnswered)},
		{"nobody to ask", of(named, session.ErrNobodyToAsk)},
		{"started by another mfa-session", of(named, fmt.Errorf("%w: %w", session.ErrNobodyToAsk, session.ErrInside))},
		{"busy", of(someone, &queue.BusyError{Holder: queue.Holder{PID: 4711, Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}})},
	}
}

func otherFailures() []failure {
	return []failure{
		{"no such command", &childError{"terrafrom", &exec.Error{Name: "terrafrom", Err: exec.ErrNotFound}}},
		{"no such file", &childError{"./plan me", errNoSuchFile}},
		{"not executable", &childError{"./plan", fs.ErrPermission}},
		{"stdout took nothing", &outputError{errors.New("write /dev/stdout: no space left on device")}},
		{"a bug", &panicError{"runtime.boundsError"}},
		{"anything else", errors.New("not foreseen")},
	}
}

func TestSignalsComeBeforeAllElse(t *testing.T) {
	for cause, want := range map[error]int{errInterrupted: 130, errTerminated: 143, errHangup: 129, errQuit: 131, errors.New("another"): 2} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		if p := testRun().explain(ctx, usageErrorf("faulty")); p.code != want || want != 2 && p.text != "" {
			t.Errorf("%v: exit code %d, want %d; %q", cause, p.code, want, p.text)
		}
	}
}
