package queue

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

func files(dir string) turnFiles { return turnFiles{dir: dir, name: alice.TurnName()} }

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnOutcomeThatMakesNoSenseIsNone(t *testing.T) {
	for name, content := range map[string]string{
		"empty":           "",
		"no JSON":         "}",
		"another version": `{"version":2,"sequence":5,"kind":"refused"}`,
		"unknown kind":    `{"version":1,"sequence":5,"kind":"amazed"}`,
		"no kind":         `{"version":1,"sequence":5}`,
		"kind none":       `{"version":1,"sequence":5,"kind":"none"}`,
		"no sequence":     `{"version":1,"kind":"refused"}`,
		"last sequence":   `{"version":1,"sequence":18446744073709551615,"kind":"refused"}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t)
			synctest.Test(t, func(t *testing.T) {
				turn := mine(t, newQueue(dir), session.Stance{})
				waiter := enter(t, newQueue(dir), alice, session.Stance{})
				put(t, files(dir).path(outcomeSuffix), content)
				time.Sleep(time.Second)
				if name != "last sequence" { // that one is an outcome
					select {
					case got := <-waiter:
						t.Fatalf("got %+v of it", got)
					default:
					}
				}
				turn.Leave(session.Outcome{Kind: session.SessionStored})
				<-waiter
			})
			// Whatever there was, sharing works again for the next.
			mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{Kind: session.SessionStored})
			synctest.Test(t, func(t *testing.T) {
				turn := mine(t, newQueue(dir), session.Stance{})
				waiter := enter(t, newQueue(dir), alice, session.Stance{})
				turn.Leave(session.Outcome{Kind: session.AWSFailed})
				if got := <-waiter; got.Outcome.Kind != session.AWSFailed {
					t.Errorf("got %+v afterwards", got)
				}
			})
		})
	}
}

func TestAnOutcomeThatCannotBeReadAtFirstIsNoNewsLater(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{Kind: session.CodeRejected})
		path := files(dir).path(outcomeSuffix)
		aside := path + ".aside"
		if err := errors.Join(os.Rename(path, aside), os.Mkdir(path, 0o700)); err != nil {
			t.Fatal(err)
		}
		turn := mine(t, newQueue(dir), session.Stance{})
		waiter := enter(t, newQueue(dir), alice, session.Stance{})
		if err := errors.Join(os.Remove(path), os.Rename(aside, path)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		select {
		case got := <-waiter:
			t.Fatalf("got %+v, an outcome from before it came", got)
		default:
		}
		turn.Leave(session.Outcome{})
		(<-waiter).turn.Leave(session.Outcome{})
	})
}

func TestTheSequenceGoesOnWhenTheOutcomeWasDeleted(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		mine(t, newQueue(dir), session.Stance{}).Leave(session.Outcome{Kind: session.CodeRejected})
		turn := mine(t, newQueue(dir), session.Stance{})
		waiter := enter(t, newQueue(dir), alice, session.Stance{})
		if err := os.Remove(files(dir).path(outcomeSuffix)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		turn.Leave(session.Outcome{Kind: session.SessionStored})
		if got := <-waiter; got.Outcome.Kind != session.SessionStored {
			t.Errorf("got %+v, want the new outcome", got)
		}
	})
}

func TestAnOutcomeThatCannotBeWrittenIsAWarningAndTheTurnIsFree(t *testing.T) {
	dir := newDir(t)
	put(t, filepath.Join(files(dir).path(outcomeSuffix), "in the way"), "")
	var warnings []error
	q := newQueue(dir)
	q.Warn = func(err error) { warnings = append(warnings, err) }
	mine(t, q, session.Stance{}).Leave(session.Outcome{Kind: session.SessionStored})
	if len(warnings) != 1 {
		t.Errorf("warnings %v, want one", warnings)
	}
	mine(t, q, session.Stance{Patience: session.OnlyIfFree}).Leave(session.Outcome{})
}

func TestWhatLiesBesideTheLock(t *testing.T) {
	dir := newDir(t)
	turn := mine(t, newQueue(dir), session.Stance{})
	turn.Leave(session.Outcome{Kind: session.CodeRejected, Message: "AWS did not accept the token code"})
	got, err := os.ReadFile(files(dir).path(outcomeSuffix))
	const want = `{"version":1,"sequence":1,"kind":"code-rejected","message":"AWS did not accept the token code","ended_at":"2026-11-20T12:00:00Z"}` + "\n"
	if err != nil || string(got) != want {
		t.Errorf("the outcome is %s, %v; want %s", got, err, want)
	}
	if _, err := os.Lstat(files(dir).path(holderSuffix)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the holder after its turn: %v", err)
	}
}

// What is written is what is read, as far as it is text and not too long.
func FuzzOutcome(f *testing.F) {
	f.Add(uint64(1), 4, "AWS did not accept the token code", "arn:aws:iam::123456789012:mfa/alice")
	f.Add(uint64(7), 1, "", "")
	f.Add(uint64(1<<63), 7, strings.Repeat("é", maxMessage), "GAHT12345678")
	f.Add(uint64(2), 6, "\xff\x00\x1b[31m\"\n", "u2f")
	f.Fuzz(func(t *testing.T, sequence uint64, kind int, message, serial string) {
		o := session.Outcome{Kind: session.OutcomeKind(1 + uint(kind)%uint(session.AWSFailed)), Message: message, SerialNumber: device.SerialNumber(serial), Store: "a-store"}
		turn := files(newDir(t))
		if err := turn.writeOutcome(sequence, o, noon); err != nil {
			t.Fatal(err)
		}
		r, err := turn.lastOutcome()
		if err != nil || r.Sequence != sequence {
			t.Fatalf("read %+v, %v", r, err)
		}
		got := r.outcome()
		if got.Kind != o.Kind || got.Store != o.Store || !utf8.ValidString(got.Message) {
			t.Errorf("got %+v of %+v", got, o)
		}
		if utf8.ValidString(message) && len(message) <= maxMessage && got.Message != message {
			t.Errorf("the message %q became %q", message, got.Message)
		}
		if _, err := device.ParseSerialNumber(serial); (err == nil) != (got.SerialNumber == o.SerialNumber && serial != "") {
			t.Errorf("the serial number %q became %q", serial, got.SerialNumber)
		}
	})
}

// FuzzOutcomeFile: whatever the file holds, it is no outcome, or one of the kinds there are, in
// text; a serial number in it is one. The next turn's outcome is news in any case.
func FuzzOutcomeFile(f *testing.F) {
	for _, content := range []string{
		"", "}", "null", `{"version":2,"sequence":5,"kind":"refused"}`, `{"version":1,"sequence":5,"kind":"amazed"}`, `{"version":1,"sequence":5,"kind":"none"}`,
		`{"version":1,"kind":"refused"}`, `{"version":1,"sequence":18446744073709551615,"kind":"refused"}`, `{"version":1,"sequence":-1,"kind":"refused"}`,
		`{"version":1,"sequence":5,"kind":"session-stored","serial_number":"arn:aws:iam::123456789012:user/alice"}`,
		`{"VERSION":1,"sequence":5,"KIND":"code-rejected","message":"\u001b[31m\ud800","store":null}{}`,
	} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		turn := files(newDir(t))
		put(t, turn.path(outcomeSuffix), string(content))
		r, err := turn.lastOutcome()
		if err != nil {
			t.Fatal(err)
		}
		if got := r.outcome(); got.Kind < session.NoOutcome || got.Kind > session.AWSFailed || !utf8.ValidString(got.Message+got.Store) {
			t.Errorf("%+v", got)
		} else if _, err := device.ParseSerialNumber(string(got.SerialNumber)); got.SerialNumber != "" && err != nil {
			t.Error(err)
		}
		if err := turn.writeOutcome(r.Sequence+1, session.Outcome{Kind: session.CodeRejected}, noon); err != nil {
			t.Fatal(err)
		}
		if next, err := turn.lastOutcome(); err != nil || next.Sequence != r.Sequence+1 || next.outcome().Kind != session.CodeRejected {
			t.Errorf("after %+v: %+v, %v", r, next, err)
		}
	})
}
