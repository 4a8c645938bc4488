package keychain

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/99designs/keyring"
	"golang.org/x/sys/unix"
)

// inKernel names a keyring of this test alone, and takes it away in the end.
func inKernel(t *testing.T) Config {
	t.Helper()
	_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true)
	lacks(t, err, "the kernel's keyring")
	c := withLocks(t, Config{Backend: Keyctl, KeyctlName: "mfa-session-test-" + strings.TrimPrefix(tempName(), tempPrefix)})
	c.patience = usual()
	t.Cleanup(func() { dropRing(c.KeyctlName) })
	return c
}

func dropRing(name string) {
	if ring, err := findRing(name); err == nil {
		_, _ = unix.KeyctlInt(unix.KEYCTL_CLEAR, ring, 0, 0, 0)
		_ = unlink(ring, unix.KEY_SPEC_USER_KEYRING)
	}
}

// kernelOf is the library's view of the named keyring, once there is one.
func kernelOf(t *testing.T, c Config) keyring.Keyring {
	t.Helper()
	if err := (&keyctlItems{c: &c, name: c.KeyctlName}).usable(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	ring, err := openLibrary(keyring.KeyCtlBackend, keyring.Config{
		ServiceName: c.KeyctlName, KeyCtlScope: "user", KeyCtlPerm: keyPermissions,
	})
	if err != nil {
		t.Fatal(err)
	}
	return patient{ownThread{ring}}
}

// patient waits for room: of what tests drop, an ordinary user gets it back only after a moment.
type patient struct{ keyring.Keyring }

func (p patient) Set(it keyring.Item) error {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := p.Keyring.Set(it)
		if !errors.Is(keyctlError(err), ErrFull) || time.Now().After(deadline) {
			return err
		}
	}
}

// mostInKernel is what a key may hold, and what an ordinary user's quota of 20,000 bytes has room for.
func mostInKernel() int {
	if os.Getuid() == 0 {
		return 32767
	}
	return 5000
}

func TestKernelKeepsTheContract(t *testing.T) {
	contract(t, func(t *testing.T) place {
		t.Helper()
		c := inKernel(t)
		return place{config: c, ring: kernelOf(t, c), most: mostInKernel(), writes: 20}
	})
}

// theKey is Alice's session in the kernel.
func theKey(t *testing.T, c Config) int {
	t.Helper()
	ring, err := findRing(c.KeyctlName)
	if err != nil {
		t.Fatal(err)
	}
	key, err := unix.KeyctlSearch(ring, "user", alice().Name(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKernelForgetsWhatHasExpired(t *testing.T) {
	c := inKernel(t)
	began := time.Now()
	c.Now = func() time.Time { return began } // for the store, no time passes
	s := Open(c)
	short := issued(alice(), "short")
	short.Credentials.Expires = began.Add(1500 * time.Millisecond)
	save(t, s, alice(), short)
	serves(t, s, alice(), short)
	key := theKey(t, c)
	for {
		if _, err := unix.KeyctlString(unix.KEYCTL_DESCRIBE, key); err != nil {
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatal("the kernel was not told when the session expires")
		}
		time.Sleep(20 * time.Millisecond)
	}
	misses(t, s, alice())
	want := issued(alice(), "next")
	save(t, s, alice(), want)
	serves(t, s, alice(), want)
}

func TestARevokedKeyIsAMissAndHidesNoOther(t *testing.T) {
	c := inKernel(t)
	s, bob := Open(c), alice()
	bob.AccessKeyID = "AKIAEXAMPLEBOB000000"
	save(t, s, bob, issued(bob, "of-Bob"))
	save(t, s, alice(), issued(alice(), "of-Alice"))
	if _, err := unix.KeyctlInt(unix.KEYCTL_REVOKE, theKey(t, c), 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	misses(t, s, alice())
	if err := s.Delete(t.Context(), alice()); err != nil {
		t.Errorf("deleting: %v", err)
	}
	if n, err := s.DeleteAll(t.Context()); n != 1 || err != nil {
		t.Errorf("deleted %d, %v, want Bob's", n, err)
	}
	misses(t, s, bob)
}

// More than the 1,024 keys that a first read of the keyring has room for.
func TestAKeyringOfManyKeysIsListedWhole(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may have so many keys")
	}
	c := inKernel(t)
	ring := kernelOf(t, c)
	s := Open(c)
	save(t, s, alice(), issued(alice(), "of-Alice"))
	id, err := findRing(c.KeyctlName)
	if err != nil {
		t.Fatal(err)
	}
	const others = 3000
	for i := range others {
		if _, err := unix.AddKey("user", fmt.Sprintf("other-%d", i), []byte("x"), id); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.DeleteAll(t.Context()); n != 1 || err != nil {
		t.Errorf("deleted %d, %v, want 1", n, err)
	}
	names, err := ring.Keys()
	if len(names) != others || err != nil {
		t.Errorf("%d keys are left, %v, want %d", len(names), err, others)
	}
}

// Sessions of the kernel whose keyring does not link the user's see the items too.
func TestItemsAreSharedAcrossSessionsOfTheKernel(t *testing.T) {
	needs(t, "keyctl")
	c := inKernel(t)
	fresh := []string{"keyctl", "session", "-"}
	run(t, ofRole(t, "keyctl-save", fresh, c.KeyctlName, "from-another"))
	s := Open(c)
	got, err := s.Load(t.Context(), alice())
	if err != nil || got.Credentials.SessionToken != secretToken+"from-another" {
		t.Errorf("of another session of the kernel: %v, %v", got, err)
	}
	save(t, s, alice(), issued(alice(), "from-here"))
	if out := run(t, ofRole(t, "keyctl-load", fresh, c.KeyctlName)); !strings.HasSuffix(out, "found from-here\n") {
		t.Errorf("in another session of the kernel: %q", out)
	}
	run(t, ofRole(t, "keyctl-delete", fresh, c.KeyctlName))
	misses(t, s, alice())
}

func TestErrorsOfTheKernelAreUnderstood(t *testing.T) {
	for number, want := range map[unix.Errno]error{
		unix.ENOKEY: errMissing, unix.EKEYEXPIRED: errMissing, unix.EKEYREVOKED: errMissing, unix.EDQUOT: ErrFull,
		unix.ENOMEM: ErrFull, unix.EACCES: ErrDenied, unix.EPERM: ErrDenied, unix.ENOSYS: ErrAbsent, unix.EINVAL: unix.EINVAL,
	} {
		for _, err := range []error{number, fmt.Errorf("adding: %w", number)} {
			if got := keyctlError(err); got == nil || !errors.Is(got, want) {
				t.Errorf("%v: %v, want %v", err, got, want)
			}
		}
		opaque := fmt.Errorf("adding key to session failed: %s", number.Error())
		if got := keyctlError(opaque); number != unix.EINVAL && !errors.Is(got, want) {
			t.Errorf("%v: %v, want %v", opaque, got, want)
		}
	}
	if err := keyctlError(nil); err != nil {
		t.Errorf("no error: %v", err)
	}
}
