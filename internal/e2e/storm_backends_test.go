//go:build unix

package e2e_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// use makes the world keep sessions in a backend. It returns the user whose keys are those of the
// default profile.
func (w *world) use(t *testing.T, backend string) (u awsfake.User, serial string) {
	t.Helper()
	switch u = alice; backend {
	case "keyctl":
		u = w.useKeyctl(t)
	case "secret-service":
		w.useSecretService(t)
	case "pass":
		w.usePass(t)
	}
	return u, "arn:aws:iam::" + u.AccountID + ":mfa/" + u.Name + "-phone"
}

// own writes down the keys of a user as those of the default profile.
func (w *world) own(t *testing.T, u awsfake.User) {
	t.Helper()
	w.write(t, "home/.aws/credentials", "[default]\naws_access_key_id = "+u.AccessKeyID+"\naws_secret_access_key = "+u.SecretAccessKey+"\n", 0o600)
}

// useKeyctl makes the world keep sessions in the kernel's keyring, which all tests and their user
// share: those of a user of this world alone, which are deleted in the end.
func (w *world) useKeyctl(t *testing.T) awsfake.User {
	t.Helper()
	need(t, "keyctl")
	u := w.server.NewUser("throwaway")
	w.own(t, u)
	w.vars = append(w.vars, "MFA_SESSION_BACKEND=keyctl")
	t.Cleanup(func() {
		logout := exec.Command(filepath.Join(bin, "mfa-session"), "logout") // the test's context has ended
		logout.Env = w.environ(nil)
		if out, err := logout.CombinedOutput(); err != nil {
			t.Errorf("deleting the session: %v\n%s", err, out)
		}
	})
	w.server.AddVirtualDevice(u, u.Name+"-phone")
	return u
}

// useSecretService makes the world keep sessions in a real gnome-keyring on a session bus of its
// own. Both end with the test.
func (w *world) useSecretService(t *testing.T) {
	t.Helper()
	need(t, "gnome-keyring-daemon")
	run, _ := w.useBus(t)
	w.vars = append(w.vars, "XDG_RUNTIME_DIR="+run)
	keyring := w.command(t, nil, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader("keyring-EXAMPLE-password") // a line feed would be part of it
	startPart(t, keyring)
	w.awaitOnBus(t, "boolean true", "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
	w.awaitOnBus(t, "collection/login", "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias", "string:default")
}

// useBus gives the world a session bus of its own, on which it looks for a Secret Service. It ends
// with the test. Its socket is in the directory run.
func (w *world) useBus(t *testing.T) (run, address string) {
	t.Helper()
	need(t, "dbus-daemon")
	run, err := os.MkdirTemp("", "run") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(run) })
	address = "unix:path=" + filepath.Join(run, "bus")
	w.vars = append(w.vars, "DBUS_SESSION_BUS_ADDRESS="+address, "MFA_SESSION_BACKEND=secret-service")
	bus := w.command(t, nil, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", "--address="+address)
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	startPart(t, bus)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it listens when it has said where
		t.Fatal(err)
	}
	return run, address
}

// usePass makes the world keep sessions in a password store with a key of its own, which no
// passphrase protects.
func (w *world) usePass(t *testing.T) {
	t.Helper()
	w.usePassWith(t, "")
}

// usePassWith returns the directory of GnuPG.
func (w *world) usePassWith(t *testing.T, passphrase string) (gnupg string) {
	t.Helper()
	for _, program := range []string{"pass", "gpg", "gpgconf"} {
		need(t, program)
	}
	home, err := os.MkdirTemp("", "gnupg") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(w.dir, "store")
	w.vars = append(w.vars, "GNUPGHOME="+home, "PASSWORD_STORE_DIR="+store, "MFA_SESSION_BACKEND=pass")
	t.Cleanup(func() {
		end := exec.Command("gpgconf", "--kill", "all") // the agent
		end.Env = w.environ(nil)
		if err := errors.Join(end.Run(), os.RemoveAll(home)); err != nil {
			t.Error(err)
		}
	})
	const owner = "storm@example.com"
	for _, command := range [][]string{
		{"gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-generate-key", owner, "default", "default", "never"},
		{"pass", "init", owner},
	} {
		if r := w.run(t, nil, command[0], command[1:]...); r.code != 0 {
			t.Fatalf("%s: exit code %d\n%s", command[0], r.code, r.stderr)
		}
	}
	return home
}

// startPart starts a program that the end of the test kills.
func startPart(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // killed by its context
}

// awaitOnBus calls a method until the answer has the text.
func (w *world) awaitOnBus(t *testing.T, text, name, object, method, argument string) {
	t.Helper()
	for range 200 {
		r := w.run(t, nil, "dbus-send", "--session", "--print-reply", "--dest="+name, object, method, argument)
		if r.code == 0 && strings.Contains(r.stdout, text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s of %s never said %s", method, name, text)
}
