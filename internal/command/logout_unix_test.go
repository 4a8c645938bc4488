//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inTwoKeychains is a world where alice has a session in pass and one in files, which her environment names.
func inTwoKeychains(t *testing.T) *world {
	t.Helper()
	installPassWithFaults(t)
	w := withFaults(t, storeFault{where: "save"})
	for _, backend := range []string{"pass", "file"} {
		w.env["MFA_SESSION_BACKEND"] = backend
		w.ends(w.run("login", w.code()), exitOK, 1)
	}
	return w
}

// holds checks in which of the two a session is.
func (w *world) holds(inPass, inFiles bool) {
	w.t.Helper()
	for backend, want := range map[string]bool{"pass": inPass, "file": inFiles} {
		r := w.run("--cached-only", "--backend", backend)
		if got := r.code == exitOK; got != want || !got && r.code != exitNothingStored {
			w.t.Errorf("%s: exit code %d; stderr:\n%s", backend, r.code, r.stderr)
		}
		listed := strings.Contains(w.run("status", "--json").stdout, `"backend": "`+backend+`"`)
		if listed != want {
			w.t.Errorf("%s: listed %v, want %v", backend, listed, want)
		}
	}
}

const (
	goneHint  = "mfa-session: hint: " + copyNote + "\n"
	goneAlice = "mfa-session: no session of profile default is stored here any more\n" + goneHint
)

func TestLogoutDeletesFromEveryKeychainThatHoldsASession(t *testing.T) {
	w := inTwoKeychains(t)
	w.holds(true, true)
	if r := w.run("logout"); r != (ended{stderr: goneAlice}) {
		t.Errorf("%+v", r)
	}
	w.holds(false, false)
}

func TestLogoutGoesOnWhereAKeychainFails(t *testing.T) {
	for _, command := range [][]string{{"logout"}, {"logout", "--all"}} {
		w := inTwoKeychains(t)
		w.env["FAULT"], w.env["WHERE"] = "denied", "delete"
		r := w.run(command...)
		w.ends(r, exitKeychain, 0)
		w.says(r, "mfa-session: the pass keychain: ", "access denied")
		if strings.Contains(r.stderr, "any more") {
			t.Errorf("it claims too much:\n%s", r.stderr)
		}
		w.env["FAULT"] = ""
		w.holds(true, false)
	}
}

func TestLogoutOfAllDeletesFromEveryKeychainThatHoldsASession(t *testing.T) {
	w := inTwoKeychains(t)
	w.ends(w.run("logout", "--all"), exitOK, 0)
	w.holds(false, false)
}

func TestLogoutOfAllInOneKeychainLeavesTheOthers(t *testing.T) {
	w := inTwoKeychains(t)
	want := "mfa-session: deleted from file: 1 session\nmfa-session: no session is stored in file any more\n" + goneHint
	if r := w.run("logout", "--all", "--backend", "file"); r != (ended{stderr: want}) {
		t.Errorf("%+v", r)
	}
	w.holds(true, false)
}

// A keychain that is not there now comes back with its sessions.
func TestLogoutOfAllFailsWhereAKeychainWithASessionIsNotThere(t *testing.T) {
	w := inTwoKeychains(t)
	setUp := filepath.Join(w.env["PASSWORD_STORE_DIR"], ".gpg-id")
	if err := os.Remove(setUp); err != nil {
		t.Fatal(err)
	}
	r := w.run("logout", "--all")
	w.ends(r, exitKeychain, 0)
	w.says(r, "mfa-session: the pass keychain: not available: not set up")
	if strings.Contains(r.stderr, "any more") {
		t.Errorf("it claims too much:\n%s", r.stderr)
	}
	w.write("store/.gpg-id", "alice@example.com\n")
	w.holds(true, false)
}
