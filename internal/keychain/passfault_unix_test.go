//go:build unix

package keychain

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/session"
)

// fakePass puts a script in the place of pass, with a store in which Alice has an item. The script
// finds the number of its start in $n, beginning with 1, and the directory of the test in $here.
func fakePass(t *testing.T, script string) (c Config, here string) {
	t.Helper()
	here = t.TempDir()
	c = withLocks(t, Config{Backend: Pass, PassDir: filepath.Join(here, "store")})
	mustDo(t, os.MkdirAll(filepath.Join(c.PassDir, service), 0o700))
	mustDo(t, os.WriteFile(filepath.Join(c.PassDir, ".gpg-id"), []byte("alice@example.invalid\n"), 0o600))
	mustDo(t, os.WriteFile(filepath.Join(c.PassDir, service, alice().Name()+".gpg"), []byte("encrypted"), 0o600))
	body := "#!/bin/sh\nhere='" + here + "'\necho \"$*\" >>\"$here/calls\"\nn=$(wc -l <\"$here/calls\")\n" + script + "\n"
	c.pass = filepath.Join(here, "pass")
	mustDo(t, os.WriteFile(c.pass, []byte(body), 0o700))
	return c, here
}

// started is how often pass was started.
func started(t *testing.T, here string) int {
	t.Helper()
	calls, err := os.ReadFile(filepath.Join(here, "calls"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count(string(calls), "\n")
}

// What gpg 2.2 says in each case, as it was seen.
const (
	saysLocked    = `printf '[GNUPG:] ENC_TO 01D62DED79C2D90C 1 0\n[GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n[GNUPG:] END_DECRYPTION\n' >&2; exit 2`
	saysCancelled = `printf '[GNUPG:] PINENTRY_LAUNCHED 3\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n' >&2; exit 2`
)

func TestPassTellsWhyAnItemCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		want         error
		words        string
	}{
		{"the key is locked", saysLocked, ErrLocked, "pass show: gpg: decryption failed: No secret key"},
		{"a dialog did not help", saysCancelled, errAsked, "the passphrase was not given, or was wrong"},
		{"gpg is not there", `echo "pass: line 386: gpg: command not found" >&2; exit 127`, ErrAbsent, "gpg: command not found"},
		{"pass refuses", `echo "Error: no." >&2; exit 1`, ErrDenied, "pass show: Error: no."},
		{"pass says nothing", `exit 3`, ErrDenied, "exit status 3"},
		{"pass is killed", `kill -9 $$`, ErrDenied, "signal: killed"},
		{"words with control characters", `printf 'gpg: \033[31mred\a\r\n\377\n' >&2; exit 1`, ErrDenied, "pass show: gpg:  [31mred"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := fakePass(t, tt.script)
			_, err := Open(c).Load(t.Context(), alice())
			failsWith(t, err, tt.want, Pass)
			if !strings.Contains(err.Error(), tt.words) || strings.ContainsFunc(err.Error(), unicode.IsControl) || !utf8.ValidString(err.Error()) {
				t.Errorf("%q, want %q in it", err, tt.words)
			}
		})
	}
}

func TestWhatPassCannotReadOrIsNoItemIsAMiss(t *testing.T) {
	for name, script := range map[string]string{
		"garbage":                   `printf '\000\377%s' ` + secretToken,
		"nothing":                   ``,
		"no message of gpg":         `printf 'gpg: no valid OpenPGP data found.\n[GNUPG:] NODATA 1\n' >&2; exit 2`,
		"a message that was forged": `printf '[GNUPG:] DECRYPTION_INFO 2 9 0\n[GNUPG:] BADMDC\n[GNUPG:] DECRYPTION_FAILED\n' >&2; exit 2`,
		"more than an item has":     `head -c 3000000 /dev/zero`,
		"deleted meanwhile":         `rm -r "$here/store/mfa-session"; echo "Error: mfa-session/x is not in the password store." >&2; exit 1`,
	} {
		t.Run(name, func(t *testing.T) {
			c, here := fakePass(t, script)
			notes := &notes{}
			c.Debug = notes.add
			misses(t, Open(c), alice())
			holdsNoSecret(t, notes.text())
			if n := started(t, here); n != 1 {
				t.Errorf("pass was started %d times", n)
			}
		})
	}
}

// The agent of GnuPG lacks memory for a moment. The item is read again, with nothing said.
func TestPassIsAskedAgain(t *testing.T) {
	shown := `{"Key":"x","Data":"` + "ZGF0YQ==" + `"}`
	for failures := 1; failures <= 3; failures++ {
		c, here := fakePass(t, `[ $n -gt `+strconv.Itoa(failures)+` ] && echo '`+shown+`' && exit; `+saysLocked)
		c.patience = usual()
		opened, err := openPass(t.Context(), &c)
		mustDo(t, err)
		data, err := opened.get(t.Context(), alice().Name())
		if string(data) != "data" || err != nil || started(t, here) != failures+1 {
			t.Errorf("%q, %v, after %d starts", data, err, started(t, here))
		}
	}
}

// A person is asked when it cannot be done without, at once, and once.
func TestPassAsksAPerson(t *testing.T) {
	for _, tt := range []struct {
		name    string
		dialogs bool
		script  string
		want    error
		quietly []bool
	}{
		{"where nobody is, nobody", false, saysLocked, ErrLocked, []bool{true, true, true, true}},
		{"who cancels", true, `case $PASSWORD_STORE_GPG_OPTS in *=error) ` + saysLocked + `;; esac; ` + saysCancelled, errAsked, []bool{true, false}},
		{"when a dialog cannot be shown", true, saysLocked, ErrLocked, []bool{true, false, true, true, true}},
		{"who answers", true, `case $PASSWORD_STORE_GPG_OPTS in *=error) ` + saysLocked + `;; esac; echo '{}'`, session.ErrNotFound, []bool{true, false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, here := fakePass(t, `echo "$PASSWORD_STORE_GPG_OPTS" >>"$here/options"; `+tt.script)
			c.Dialogs = tt.dialogs
			if _, err := Open(c).Load(t.Context(), alice()); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			options, err := os.ReadFile(filepath.Join(here, "options"))
			mustDo(t, err)
			var want strings.Builder
			for _, quietly := range tt.quietly {
				want.WriteString("--batch --status-fd=2")
				if quietly {
					want.WriteString(" --pinentry-mode=error")
				}
				want.WriteString("\n")
			}
			if string(options) != want.String() {
				t.Errorf("options:\n%swant:\n%s", options, want.String())
			}
		})
	}
}

// Of many who need the passphrase one asks. When nothing comes of it, nobody asks again.
func TestOfManyOneAsksForThePassphrase(t *testing.T) {
	c, here := fakePass(t, `case $PASSWORD_STORE_GPG_OPTS in *=error) `+saysLocked+`;; esac
echo x >>"$here/asked"
until [ $(grep -c show "$here/calls") -ge 6 ]; do sleep 0.01; done # the others have failed and wait
sleep 0.3
`+saysCancelled)
	c.Dialogs = true
	ends := make(chan error)
	for range 5 {
		go func() {
			_, err := Open(c).Load(context.Background(), alice())
			ends <- err
		}()
	}
	for range 5 {
		failsWith(t, <-ends, ErrLocked, Pass)
	}
	if asked, err := os.ReadFile(filepath.Join(here, "asked")); string(asked) != "x\n" {
		t.Errorf("asked: %q, %v, want one time", asked, err)
	}
}

// A pass that hangs is ended with all that it has started, however much it has said.
func TestAHungPassDoesNotOutliveTheCall(t *testing.T) {
	const load = "load"
	for _, tt := range []struct{ name, begins, call string }{
		{"in silence", "", load},
		{"after a flood", "head -c 3000000 /dev/zero | tr '\\0' x >&2; ", load},
		{"deaf to signals", "trap '' TERM INT HUP; ", load},
		{"with something in the background", "(sleep 600; :) & ", load},
		{"while it writes", "", "save"},
		{"while it deletes", "", "delete"},
		{"while it deletes all", "", "delete all"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, here := fakePass(t, tt.begins+hangs)
			c.patience = patience{silent: time.Second, dialog: time.Second}
			failsWith(t, callsOf(Open(c))[tt.call](t.Context()), ErrTooSlow, Pass)
			haveEnded(t, here)
		})
	}
}

func TestAnInterruptEndsPass(t *testing.T) {
	c, here := fakePass(t, hangs)
	ctx, cancel := context.WithCancel(t.Context())
	ends := make(chan error)
	go func() {
		_, err := Open(c).Load(ctx, alice())
		ends <- err
	}()
	for len(pidsOf(t, here)) < 2 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	err := <-ends
	failsWith(t, err, context.Canceled, Pass)
	if errors.Is(err, ErrTooSlow) {
		t.Errorf("%v blames the keychain", err)
	}
	haveEnded(t, here)
}

// hangs is a pass that writes down its process and one that it started.
const hangs = `sleep 600 & echo $$ $! >>"$here/pids"; wait; wait`

func pidsOf(t *testing.T, here string) []int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(here, "pids"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var pids []int
	for _, word := range strings.Fields(string(content)) {
		pid, err := strconv.Atoi(word)
		mustDo(t, err)
		pids = append(pids, pid)
	}
	return pids
}

// haveEnded waits for the end of what a fake pass has started; they were killed, but who is to bury
// them may take a moment.
func haveEnded(t *testing.T, here string) {
	t.Helper()
	pids := pidsOf(t, here)
	if len(pids) < 2 {
		t.Fatal("pass was not started")
	}
	for _, pid := range pids {
		for end := time.Now().Add(10 * time.Second); isAlive(pid); {
			if time.Now().After(end) {
				t.Fatalf("process %d of pass lives on", pid)
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// isAlive says that a process is there and no zombie.
func isAlive(pid int) bool {
	state, err := exec.Command("ps", "-o", "state=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(string(state), "Z")
}

// What pass and gpg get is the environment they are to have, with the user's own options first.
func TestPassGetsTheEnvironmentForOthers(t *testing.T) {
	c, here := fakePass(t, `env >"$here/env"; echo '{}'`)
	c.Environ = []string{"PATH=" + os.Getenv("PATH"), "PASSWORD_STORE_GPG_OPTS=--homedir /x", "GPG_TTY=/dev/pts/7"}
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	misses(t, Open(c), alice())
	content, err := os.ReadFile(filepath.Join(here, "env"))
	mustDo(t, err)
	holdsNoSecret(t, string(content))
	for _, want := range []string{
		"PASSWORD_STORE_GPG_OPTS=--homedir /x --batch --status-fd=2 --pinentry-mode=error", "GPG_TTY=/dev/pts/7", "PASSWORD_STORE_DIR=" + c.PassDir,
	} {
		if !strings.Contains("\n"+string(content), "\n"+want+"\n") {
			t.Errorf("%s is not in\n%s", want, content)
		}
	}
}

// A writer that fails leaves the old item and nothing beside it.
func TestPassTellsWhyNothingCanBeWritten(t *testing.T) {
	const halfWritten = `[ "$1" = insert ] && shift $(($# - 1)) && echo half >"$here/store/$1.gpg"; `
	for _, tt := range []struct {
		name, script string
		want         error
	}{
		{"nobody to encrypt for", `printf 'gpg: alice@example.invalid: skipped: No public key\n[GNUPG:] INV_RECP 0 alice@example.invalid\n' >&2; exit 1`, ErrNotSetUp},
		{"half of it was written", halfWritten + "exit 1", ErrDenied},
		{"gpg is not there", "exit 127", ErrAbsent},
		{"it cannot be moved", `[ "$1" = mv ] && echo "mv: no" >&2 && exit 1; ` + halfWritten, ErrDenied},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := fakePass(t, tt.script)
			failsWith(t, Open(c).Save(t.Context(), alice(), issued(alice(), "new")), tt.want, Pass)
			entries, err := os.ReadDir(filepath.Join(c.PassDir, service))
			if err != nil || len(entries) != 1 || entries[0].Name() != alice().Name()+".gpg" {
				t.Errorf("left: %v, %v", entries, err)
			}
		})
	}
}

// Those who read wait for their turn as long as there is time, and go on then.
func TestReadersOfPassAreAFewAtATime(t *testing.T) {
	c, here := fakePass(t, `mkdir "$here/in-$$"; ls -d "$here"/in-* | wc -l >>"$here/most"; sleep 0.1; rmdir "$here/in-$$"; echo '{}'`)
	ends := make(chan struct{})
	const readers, room = 24, 8 // half of what the agent stands with the largest of keys
	for range readers {
		go func() {
			_, _ = Open(c).Load(context.Background(), alice())
			ends <- struct{}{}
		}()
	}
	for range readers {
		<-ends
	}
	content, err := os.ReadFile(filepath.Join(here, "most"))
	mustDo(t, err)
	most := 0
	for _, word := range strings.Fields(string(content)) {
		n, err := strconv.Atoi(word)
		mustDo(t, err)
		most = max(most, n)
	}
	if n := started(t, here); n != readers || most > room || most < 2 {
		t.Errorf("%d of %d have read, at most %d at once, want %d", n, readers, most, room)
	}
}

func TestAReaderOfPassWaitsNoLongerThanItMay(t *testing.T) {
	c, here := fakePass(t, `echo '{}'`)
	for _, lane := range passLanes() {
		unlock, err := c.Lock(t.Context(), lane)
		mustDo(t, err)
		defer unlock()
	}
	c.patience = patience{silent: 10 * time.Second, dialog: time.Minute}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second+300*time.Millisecond)
	defer cancel()
	if _, err := Open(c).Load(ctx, alice()); !errors.Is(err, session.ErrNotFound) || started(t, here) != 1 {
		t.Errorf("%v after %d starts", err, started(t, here))
	}
}
