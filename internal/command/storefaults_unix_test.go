//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

// passWithFaults stands for pass and gpg: a store without encryption whose loads, saves or deletes go
// wrong in the way that FAULT names, if WHERE names them.
const passWithFaults = `#!/bin/sh
cd "$PASSWORD_STORE_DIR" || exit
for file; do :; done # the last argument
case $(basename "$0")/$1 in
gpg*/*) doing=load ;;
pass/show) doing=load file=$file.gpg ;;
pass/insert | pass/mv) doing=save ;;
pass/rm) doing=delete ;;
esac
[ "$doing" = "$WHERE" ] && case $FAULT in
hung) exec sleep 60 ;;
locked) printf '[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n' >&2; exit 2 ;;
dismissed) printf '[GNUPG:] PINENTRY_LAUNCHED 3\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n' >&2; exit 2 ;;
denied) echo 'gpg: Permission denied' >&2; exit 2 ;;
garbled) echo '{"Data":"%%%' && exit ;;
esac
case $doing/$1 in
load/*) cat "$file" ;;
save/insert) cat >"$file.gpg" ;;
save/mv) mv -f "$3.gpg" "$file.gpg" ;;
delete/*) rm -f "$file.gpg" ;;
esac
`

// storeFault is what goes wrong, and how it is said.
type storeFault struct{ fault, where, says, hint string }

const (
	orElsewhere = ", or keep the session elsewhere with --backend"
	hungHint    = "look whether a dialog is open; start the agent of GnuPG anew: gpgconf --kill gpg-agent" + orElsewhere
	lockHint    = "unlock the key where GnuPG can ask for its passphrase, in a terminal: mfa-session login" + orElsewhere
	denyHint    = "try it by hand: pass ls mfa-session" + orElsewhere
	setUpHint   = "set it up with a key of GnuPG: pass init KEY-ID" + orElsewhere
	codeHint    = "then with the next code: mfa-session login"
)

var storeFaults = []storeFault{
	{"hung", "load", "no answer in time: gpg took longer than 5s", hungHint},
	{"locked", "load", "locked: pass show: gpg: decryption failed: No secret key", lockHint},
	{"dismissed", "load", "locked: the passphrase was not given, or was wrong: pass show: gpg: decryption failed: No secret key", lockHint},
	{"denied", "load", "access denied: pass show: gpg: Permission denied", denyHint},
	{"absent", "load", "not available: not set up: there is no password store in STORE", setUpHint},
	{"hung", "save", "no answer in time: pass insert took longer than 5s", hungHint},
	{"denied", "save", "access denied: pass insert: gpg: Permission denied", denyHint},
	{"hung", "delete", "no answer in time: pass rm took longer than 5s", hungHint},
	{"denied", "delete", "access denied: pass rm: gpg: Permission denied", denyHint},
	{"absent", "delete", "not available: not set up: there is no password store in STORE", setUpHint},
}

// meets is what a command makes of a fault. Each text is a whole stderr: FAULT stands for what is said
// of the fault, and the hint follows each line that has it.
type meets struct {
	where, command string
	code, issued   int
	stdout         string // SESSION: one is printed
	stderr         string
}

const (
	itFails   = "mfa-session: the pass keychain: FAULT\n"
	itWarns   = "mfa-session: warning: the session could not be stored: the pass keychain: FAULT\n"
	codeSpent = "mfa-session: the session could not be stored: the pass keychain: FAULT; the token code is spent\n"
	asking    = " --code-command PROGRAM"
)

var meetings = []meets{
	{"load", "", 7, 0, "false;\n", itFails},
	{"load", "CODE", 0, 1, "SESSION", itWarns},
	{"load", "login", 7, 0, "", itFails},
	{"load", "login CODE", 7, 0, "", itFails},
	{"load", "credential-process", 7, 0, "", itFails},
	{"load", "credential-process" + asking, 7, 0, "", itFails},
	{"load", "exec" + asking + " COMMAND", 7, 0, "", itFails},
	{"load", "--cached-only", 7, 0, "false;\n", itFails},
	{"save", "CODE", 0, 1, "SESSION", itWarns},
	{"save", "login CODE", 7, 1, "", codeSpent},
	{"save", "credential-process" + asking, 0, 1, "SESSION", itWarns},
	{"save", "exec" + asking + " COMMAND", 0, 1, "", itWarns},
	{"delete", "logout", 7, 0, "", itFails},
}

// TestEachCommandSaysWhatAilsTheKeychain: the exit code, one line and one hint. What goes wrong does so
// in programs of other processes, as it does for a user.
func TestEachCommandSaysWhatAilsTheKeychain(t *testing.T) {
	installPassWithFaults(t)
	var all sync.WaitGroup // the keychains that hang take five seconds each
	for _, f := range storeFaults {
		for _, m := range meetings {
			if m.where == f.where {
				w := withFaults(t, f)
				all.Go(func() { w.meets(f, m) })
			}
		}
	}
	all.Wait()
}

// A session that makes no sense is none.
func TestAGarbledSessionIsNone(t *testing.T) {
	installPassWithFaults(t)
	for _, m := range []meets{
		{"load", "--cached-only", 10, 0, "false;\n", "mfa-session: no session is stored\nmfa-session: hint: get one: mfa-session login\n"},
		{"load", "CODE", 0, 1, "SESSION", ""},
		{"load", "credential-process" + asking, 0, 1, "SESSION", ""},
		{"delete", "logout", 0, 0, "", "mfa-session: no session of profile default is stored here\n"},
	} {
		f := storeFault{"garbled", m.where, "", ""}
		withFaults(t, f).meets(f, m)
	}
}

// What fails in one of the keychains is said once.
func TestLogoutOfAllSaysWhatFails(t *testing.T) {
	installPassWithFaults(t)
	w := withFaults(t, storeFault{fault: "denied", where: "delete"})
	r := w.run("logout", "--all", "--backend", "pass")
	items, err := filepath.Glob(filepath.Join(w.env["PASSWORD_STORE_DIR"], "mfa-session", "*.gpg"))
	if err != nil || len(items) != 1 {
		t.Fatalf("left: %q, %v", items, err)
	}
	name := strings.TrimSuffix(filepath.Base(items[0]), ".gpg")
	want := "mfa-session: the pass keychain: removing " + name + ": access denied: pass rm: gpg: Permission denied\nmfa-session: hint: " + denyHint + "\n"
	if r != (ended{code: exitKeychain, stderr: want}) {
		t.Errorf("exit code %d, stdout %q, stderr\n%swant\n%s", r.code, r.stdout, r.stderr, want)
	}
}

func installPassWithFaults(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"pass", "gpg"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(passWithFaults), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

// withFaults is a world on pass in which something of alice's lies, but where it is to be saved.
func withFaults(t *testing.T, f storeFault) *world {
	t.Helper()
	w := newWorld(t)
	w.env["MFA_SESSION_BACKEND"] = "pass"
	w.env["PASSWORD_STORE_DIR"] = filepath.Join(w.home, "store")
	w.env["FAULT"], w.env["WHERE"] = f.fault, f.where
	if f.fault != "absent" {
		w.write("store/.gpg-id", "alice@example.com\n")
	}
	if f.where != "save" {
		id := session.Identity{AccessKeyID: alice.AccessKeyID, SerialNumber: aliceDevice, Partition: "aws", CustomEndpoint: w.aws.URL()}
		w.write("store/mfa-session/"+id.Name()+".gpg", "{}")
	}
	return w
}

func (w *world) meets(f storeFault, m meets) {
	args := []string{"-s", aliceDevice}
	for _, word := range strings.Fields(m.command) {
		args = append(args, strings.NewReplacer("CODE", w.code(), "PROGRAM", "echo "+w.code(), "COMMAND", "true").Replace(word))
	}
	ran := 0
	w.child = func(Child) (int, error) { ran++; return 0, nil }
	r := w.run(args...)
	name := f.where + ", " + f.fault + ", " + m.command
	says := strings.ReplaceAll(f.says, "STORE", w.env["PASSWORD_STORE_DIR"])
	stderr := m.stderr
	if strings.Contains(stderr, "FAULT") {
		stderr = strings.ReplaceAll(stderr, "FAULT", says) + "mfa-session: hint: " + f.hint + "\n"
	}
	if m.stderr == codeSpent {
		stderr += "mfa-session: hint: " + codeHint + "\n"
	}
	if r.code != m.code || r.stderr != stderr {
		w.t.Errorf("%s: exit code %d, want %d; stderr\n%swant\n%s", name, r.code, m.code, r.stderr, stderr)
	}
	if isSession := strings.Contains(r.stdout, "ASIA"); isSession != (m.stdout == "SESSION") || !isSession && r.stdout != m.stdout {
		w.t.Errorf("%s: a session of %d bytes on stdout: %v, want %q", name, len(r.stdout), isSession, m.stdout)
	}
	if n := w.aws.Calls("GetSessionToken"); n != m.issued {
		w.t.Errorf("%s: GetSessionToken was called %d times, want %d", name, n, m.issued)
	}
	if wants := strings.HasSuffix(m.command, "COMMAND") && m.code == 0; (ran == 1) != wants {
		w.t.Errorf("%s: the command of exec ran %d times", name, ran)
	}
}
