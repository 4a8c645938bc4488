//go:build unix

package codesource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// programOf is a shell script as a program for codes, in a directory whose name needs quotes.
func programOf(t *testing.T, script string) *Program {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my programs")
	path := filepath.Join(dir, "code")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return &Program{
		Command: Command{Line: "'" + path + "' --single aws", GOOS: "linux", Environ: os.Environ(), Stderr: os.Stderr, Limit: time.Minute},
		Now:     time.Now,
	}
}

func TestAProgramGivesACode(t *testing.T) {
	tests := []struct{ name, script string }{
		{"with a line feed", "echo 123456"},
		{"with white space around", `printf '\r\n 123456 \t\r\n'`},
		{"when its stdin is asked for more", "cat; echo 123456"},
		{"from its arguments", `[ "$*" = "--single aws" ] && echo 123456`},
		{"and leaves something behind that keeps its stdout", "sleep 5 2>/dev/null & echo 123456"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, err := programOf(t, test.script).Code(t.Context(), first())
			if err != nil || code.Digits() != "123456" {
				t.Errorf("got %q, %v", code.Digits(), err)
			}
		})
	}
}

func TestAProgramGivesNoCode(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"fails", "echo 123456; exit 3", "exit status 3"},
		{"prints nothing", "true", "six digits"},
		{"prints fewer digits", "echo 12345", "six digits"},
		{"prints words too", "echo 123456 lasts 24s", "six digits"},
		{"prints two groups", "echo 123 456", "six digits"},
		{"prints other digits", "echo １２３４５６", "six digits"},
		{"prints a lot", "echo 123456; head -c 3000 /dev/zero", "more than a line"},
		{"never stops printing", "yes 123456", "more than a line"},
		{"ends by a signal", "kill -9 $$", "killed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := programOf(t, test.script).Code(t.Context(), first())
			var program *ProgramError
			if !errors.As(err, &program) || !errors.Is(err, session.ErrNobodyAnswered) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			said := strings.ReplaceAll(err.Error(), program.Name, "") // whose folder may have any digits
			if strings.Contains(said, "123") || strings.Contains(said, "lasts") {
				t.Errorf("the error repeats the output: %v", err)
			}
		})
	}
}

func TestAProgramThatCannotBeStarted(t *testing.T) {
	here := t.TempDir()
	if err := os.WriteFile(filepath.Join(here, "code"), []byte("#!/bin/sh\necho 123456\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(here)
	t.Setenv("PATH", ":.:"+os.Getenv("PATH"))
	for name, line := range map[string]string{
		"is not there": "/nowhere/code", "is in the current directory": "code --single aws", "has an open quote": "code 'aws", "is no word": " ",
	} {
		t.Run(name, func(t *testing.T) {
			p := &Program{Command: Command{Line: line, GOOS: "linux", Limit: time.Minute}, Now: time.Now}
			var program *ProgramError
			if err := p.Ready(); !errors.Is(err, session.ErrNobodyToAsk) || !errors.As(err, &program) {
				t.Errorf("ready: %v", err)
			}
			if code, err := p.Code(t.Context(), first()); !errors.As(err, &program) {
				t.Errorf("code: %q, %v", code.Digits(), err)
			}
		})
	}
}

func TestAProgramIsReadyWithoutBeingStarted(t *testing.T) {
	witness := filepath.Join(t.TempDir(), "started")
	if err := programOf(t, "touch "+witness).Ready(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(witness); err == nil {
		t.Error("the program was started")
	}
}

func TestWhatAProgramSaysIsPassedOn(t *testing.T) {
	var said bytes.Buffer
	p := programOf(t, "echo Touch your YubiKey... >&2; echo 123456")
	p.Command.Stderr = &said
	if _, err := p.Code(t.Context(), first()); err != nil || said.String() != "Touch your YubiKey...\n" {
		t.Errorf("got %q, %v", said.String(), err)
	}
}

func TestAProgramGetsNoSecret(t *testing.T) {
	p := programOf(t, "env >&2; echo 123456")
	var said bytes.Buffer
	p.Command.Stderr = &said
	p.Command.Environ = append(os.Environ(),
		"AWS_ACCESS_KEY_ID=AKIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY=hiddenEXAMPLE", "AWS_SESSION_TOKEN=hiddenEXAMPLE",
		"AWS_SECURITY_TOKEN=hiddenEXAMPLE", "MFA_SESSION_PASSPHRASE=hiddenEXAMPLE", "MFA_SESSION_PASSPHRASE_COMMAND=hiddenEXAMPLE",
		"MFA_SESSION_PASSPHRASE_FILE=hiddenEXAMPLE", "MFA_SESSION_ACTIVE=0", "MFA_SESSION_PROFILE=work")
	if _, err := p.Code(t.Context(), first()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(said.String(), "hiddenEXAMPLE") {
		t.Error("the program got a secret")
	}
	for _, variable := range []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE000000001", "MFA_SESSION_ACTIVE=1", "MFA_SESSION_PROFILE=work"} {
		if !strings.Contains(said.String(), variable+"\n") {
			t.Errorf("the program did not get %s", variable)
		}
	}
}

func TestScrubbedLeavesTheCallersEnvironment(t *testing.T) {
	environ := []string{"A=1", "aws_secret_access_key=hiddenEXAMPLE", "=C:=C:\\", "MFA_SESSION_ACTIVE=", "B"}
	before := strings.Join(environ, "\n")
	if diff := cmp.Diff([]string{"A=1", "=C:=C:\\", "B", "MFA_SESSION_ACTIVE=1"}, Scrubbed(environ)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if strings.Join(environ, "\n") != before {
		t.Error("the caller's environment was changed")
	}
}

func TestAProgramIsAskedOnceMoreOnlyForASpentCode(t *testing.T) {
	now := time.Unix(1000, 0)
	soon := &session.SpentError{SerialNumber: phone, Wait: time.Millisecond}
	tests := []struct {
		name     string
		question session.Question
		left     time.Duration // until the deadline, 0 for none
		runs     bool
	}{
		{"spent", again(2, soon), 0, true},
		{"spent, and there is time", again(2, soon), 2 * time.Millisecond, true},
		{"spent, and there is no time for another", again(2, soon), time.Millisecond / 2, false},
		{"spent once more", again(3, soon), 0, false},
		{"rejected", again(2, session.ErrCodeRejected), 0, false},
		{"perhaps spent at AWS", again(2, session.ErrCodeMayBeSpent), 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			witness := filepath.Join(t.TempDir(), "started")
			p := programOf(t, "touch "+witness+"; echo 654321")
			p.Now = func() time.Time { return now }
			ctx := t.Context()
			if test.left > 0 {
				ctx = withDeadline{ctx, now.Add(test.left)}
			}
			code, err := p.Code(ctx, test.question)
			_, missing := os.Stat(witness)
			if started := missing == nil; started != test.runs {
				t.Errorf("started: %t, want %t", started, test.runs)
			}
			if test.runs && (err != nil || code.Digits() != "654321") || !test.runs && !errors.Is(err, session.ErrNoMoreCodes) {
				t.Errorf("got %q, %v", code.Digits(), err)
			}
		})
	}
}

// withDeadline says when it ends by the test's clock, and does not end.
type withDeadline struct {
	context.Context //nolint:containedctx // a context is what it is
	deadline        time.Time
}

func (w withDeadline) Deadline() (time.Time, bool) { return w.deadline, true }

func TestTheWaitForTheNextCodeEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := programOf(t, "echo 654321").Code(ctx, again(2, &session.SpentError{Wait: time.Hour}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAPassphraseMayHaveSpacesWithin(t *testing.T) {
	p := programOf(t, "echo ' open sesame '")
	if got, err := p.Command.Run(t.Context()); got.Reveal() != "open sesame" || err != nil {
		t.Errorf("got %q, %v", got.Reveal(), err)
	}
}

func ExampleProgramError() {
	fmt.Println(&ProgramError{Name: "ykman", Err: errTimeUp})
	// Output: running ykman: it took too long
}
