package keychain

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/99designs/keyring"
	"github.com/godbus/dbus"
	"github.com/google/go-cmp/cmp"
)

// busVariable marks the process of a test that has a session bus of its own. The library connects to
// a bus before main and only once, so each of these tests is run again in a process of its own.
const busVariable = "KEYCHAIN_TEST_BUS"

// withKeyring starts a real gnome-keyring whose default collection is there and unlocked; the first
// time it is unlocked it makes it. The bus ends when the test does, and the daemon with its bus.
const withKeyring = `
printf %s an-EXAMPLE-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
for i in $(seq 200); do
  case $(dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
    org.freedesktop.Secret.Service.ReadAlias string:default 2>/dev/null) in
  *collection/login*) exec "$@" ;;
  esac
  sleep 0.05
done
echo "the secret service did not come up" >&2
exit 97
`

// withEmptyKeyring starts one that was never unlocked and has no collection.
const withEmptyKeyring = `gnome-keyring-daemon --start --components=secrets >/dev/null; exec "$@"`

// withoutKeyring has a bus only, on which nothing can be started.
const withoutKeyring = `exec "$@"`

// onBus says whether this is the process with the bus. In the other one it runs the test in such a
// process, in which the script has prepared the bus, and fails where that fails.
func onBus(t *testing.T, script string) bool {
	t.Helper()
	if os.Getenv(busVariable) == t.Name() {
		return true
	}
	needs(t, "dbus-run-session", "dbus-send", "gnome-keyring-daemon", "bash")
	dir := t.TempDir()
	cmd := exec.Command("dbus-run-session", "--", "bash", "-c", script, "bash",
		testBinary(t), "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=1m")
	cmd.Env = append(os.Environ(), busVariable+"="+t.Name(), endsAtOnce,
		"HOME="+dir, "XDG_RUNTIME_DIR="+dir, "XDG_DATA_HOME="+dir, "XDG_DATA_DIRS="+dir)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"}, name)
	})
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

func onDesktop(t *testing.T) Config {
	t.Helper()
	return withLocks(t, Config{Backend: SecretService})
}

func TestSecretServiceKeepsTheContract(t *testing.T) {
	if !onBus(t, withKeyring) {
		return
	}
	ring, err := openLibrary(keyring.SecretServiceBackend, keyring.Config{LibSecretCollectionName: "login"})
	if err != nil {
		t.Fatal(err)
	}
	contract(t, func(t *testing.T) place {
		t.Helper()
		t.Cleanup(func() { empty(t, ring) })
		return place{config: onDesktop(t), ring: ring, writes: 10}
	})
}

func empty(t *testing.T, ring keyring.Keyring) {
	t.Helper()
	names, err := ring.Keys()
	for _, name := range names {
		err = errors.Join(err, ring.Remove(name))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestALockedCollectionFailsAtOnceWhereNobodySeesADialog(t *testing.T) {
	if !onBus(t, withKeyring) {
		return
	}
	s := Open(onDesktop(t))
	save(t, s, alice(), issued(alice(), "of-Alice"))
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	collection := []dbus.ObjectPath{secretsPath + "/collection/login"}
	err := bus(t).Object(secretsName, secretsPath).Call("org.freedesktop.Secret.Service.Lock", 0, collection).Store(&locked, &prompt)
	if diff := cmp.Diff(collection, locked); err != nil || diff != "" {
		t.Fatalf("locking: %v %s", err, diff)
	}
	for name, s := range map[string]*Store{"a store that was open": s, "another store": Open(onDesktop(t))} {
		_, err := s.Load(t.Context(), alice())
		t.Log(name)
		failsWith(t, err, ErrLocked, SecretService)
		failsWith(t, s.Save(t.Context(), alice(), issued(alice(), "next")), ErrLocked, SecretService)
	}
	c := onDesktop(t)
	c.Backend, c.Dir, c.KeyctlName = Auto, t.TempDir(), "mfa-session-test-auto"
	t.Cleanup(func() { dropRing(c.KeyctlName) })
	auto := Open(c)
	misses(t, auto, alice())
	if passed := auto.Passed(); auto.Backend() != Keyctl || len(passed) != 1 || !strings.HasPrefix(passed[0], "secret-service: locked") {
		t.Errorf("auto took %s and passed %q", auto.Backend(), passed)
	}
}

func bus(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.SessionBus()
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestWithoutADefaultCollectionThereIsNoSecretService(t *testing.T) {
	if !onBus(t, withEmptyKeyring) {
		return
	}
	s := Open(onDesktop(t))
	_, err := s.Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, SecretService)
	failsWith(t, s.Save(t.Context(), alice(), issued(alice(), "lost")), ErrAbsent, SecretService)
}

func TestWithoutAProviderThereIsNoSecretService(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	_, err := Open(onDesktop(t)).Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, SecretService)
}

func TestASessionBusThatDiesIsAFaultOfTheStore(t *testing.T) {
	if !onBus(t, withKeyring) {
		return
	}
	s := Open(onDesktop(t))
	save(t, s, alice(), issued(alice(), "of-Alice"))
	var pid uint32
	if err := bus(t).BusObject().Call("org.freedesktop.DBus.GetConnectionUnixProcessID", 0, "org.freedesktop.DBus").Store(&pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(int(pid), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*Store{"a store that was open": s, "another store": Open(onDesktop(t))} {
		t.Log(name)
		_, err := s.Load(t.Context(), alice())
		failsWith(t, err, ErrAbsent, SecretService)
		failsWith(t, s.Save(t.Context(), alice(), issued(alice(), "next")), ErrAbsent, SecretService)
		failsWith(t, s.Delete(t.Context(), alice()), ErrAbsent, SecretService)
		_, err = s.DeleteAll(t.Context())
		failsWith(t, err, ErrAbsent, SecretService)
	}
}

// An item that is none of the library's is a miss.
func TestForeignSecretsAreMisses(t *testing.T) {
	if !onBus(t, withKeyring) {
		return
	}
	needs(t, "secret-tool")
	notes := &notes{}
	c := onDesktop(t)
	c.Debug = notes.add
	cmd := exec.Command("secret-tool", "store", "--label=foreign", "profile", alice().Name())
	cmd.Stdin = strings.NewReader(secretToken)
	run(t, cmd)
	misses(t, Open(c), alice())
	if !strings.Contains(notes.text(), "damaged") {
		t.Errorf("told %q", notes.text())
	}
	holdsNoSecret(t, notes.text())
}
