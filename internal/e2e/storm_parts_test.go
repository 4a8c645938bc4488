//go:build unix

package e2e_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// codeProgram is a code program that writes down which process asked it, and prints the first line
// of codes at the first time, the second at the second, and so on. It returns its command line.
func (w *world) codeProgram(t *testing.T, codes ...string) string {
	t.Helper()
	w.write(t, "codes", strings.Join(codes, "\n")+"\n", 0o600)
	w.write(t, "program", "#!/bin/sh\necho $PPID >>"+w.dir+"/asked\nsed -n \"$(wc -l <"+w.dir+"/asked)p\" "+w.dir+"/codes\n", 0o700)
	return filepath.Join(w.dir, "program")
}

// asked are the processes that asked the code program, in order.
func (w *world) asked(t *testing.T) []int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, "asked"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var processes []int
	for line := range strings.Lines(string(content)) {
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		processes = append(processes, pid)
	}
	return processes
}

// hold makes AWS hold the first call of an action. The channel tells when the call is there; it is
// answered after the release.
func (w *world) hold(t *testing.T, action string) (there <-chan struct{}, release func()) {
	t.Helper()
	arrived, released := make(chan struct{}), make(chan struct{})
	release = sync.OnceFunc(func() { close(released) })
	t.Cleanup(release) // the server does not close before
	w.server.Inject(awsfake.Fault{Action: action, Times: 1, Before: func() {
		close(arrived)
		<-released
	}})
	return arrived, release
}

// awaitTold waits for something that another goroutine tells.
func awaitTold[T any](t *testing.T, what string, told <-chan T) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(stormPatience):
		t.Fatalf("waited in vain for %s", what)
	}
}

// own writes down the keys of a user as those of the default profile.
func (w *world) own(t *testing.T, u awsfake.User) {
	t.Helper()
	w.write(t, "home/.aws/credentials", "[default]\naws_access_key_id = "+u.AccessKeyID+"\naws_secret_access_key = "+u.SecretAccessKey+"\n", 0o600)
}

// useKeyctl makes the world keep sessions in the kernel's keyring, which all tests and their user
// share: for a user of this world alone, whose session is deleted in the end. It returns the serial
// number of the user's device.
func (w *world) useKeyctl(t *testing.T) string {
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
	return w.server.AddVirtualDevice(u, "throwaway-phone").SerialNumber
}

// useSecretService makes the world keep sessions in a real gnome-keyring on a session bus of its
// own. Both end with the test.
func (w *world) useSecretService(t *testing.T) string {
	t.Helper()
	need(t, "gnome-keyring-daemon")
	need(t, "dbus-daemon")
	address := "unix:path=" + filepath.Join(w.dir, "run", "bus")
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
	keyring := w.command(t, nil, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader("keyring-EXAMPLE-password") // a line feed would be part of it
	startPart(t, keyring)
	w.awaitOnBus(t, "boolean true", "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
	w.awaitOnBus(t, "collection/login", "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias", "string:default")
	return alicePhone
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
