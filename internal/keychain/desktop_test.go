package keychain

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/99designs/keyring"

	"github.com/mfa-session/mfa-session/internal/device"
)

// maskedErrors is what the library makes of the keychain of macOS: reading says "not found" whatever
// happened, and the attributes of an item can be read all the same.
type maskedErrors struct {
	keyring.Keyring
	there    bool
	metadata error
}

func (m maskedErrors) Get(string) (keyring.Item, error) {
	return keyring.Item{}, keyring.ErrKeyNotFound
}

func (m maskedErrors) GetMetadata(string) (keyring.Metadata, error) {
	if m.there {
		return keyring.Metadata{}, m.metadata
	}
	return keyring.Metadata{}, keyring.ErrKeyNotFound
}

func TestARefusedItemOfMacOSIsNoMiss(t *testing.T) {
	interaction := errors.New("User interaction is not allowed. (-25308)")
	for name, tt := range map[string]struct {
		ring maskedErrors
		want error
	}{
		"not there":                            {maskedErrors{}, errMissing},
		"there and not given out":              {maskedErrors{there: true}, ErrLocked},
		"not even attributes without a screen": {maskedErrors{there: true, metadata: interaction}, ErrLocked},
	} {
		k := &keychainItems{libraryItems{kr: tt.ring, limit: time.Minute, translate: keychainError}}
		if _, err := k.get(t.Context(), "item"); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if err := k.usable(t.Context(), "item"); err != nil {
			t.Errorf("%s: not usable: %v", name, err)
		}
	}
}

func TestNumbersOfMacOSAreUnderstood(t *testing.T) {
	for number, want := range map[int]error{-25308: ErrLocked, -25291: ErrAbsent, -25293: ErrDenied, -128: ErrDenied, -25244: ErrDenied} {
		if err := keychainError(fmt.Errorf("what the system says (%d)", number)); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", number, err, want)
		}
	}
	if err := keychainError(errOfBackend); !errors.Is(err, errOfBackend) || errors.Is(err, ErrDenied) {
		t.Errorf("%v", err)
	}
}

// A build without cgo has no keychain. It says so and keeps sessions nowhere else.
func TestABuildForMacOSWithoutItsKeychainSaysSo(t *testing.T) {
	want := "not available: this build of mfa-session has no cgo, which the macOS keychain needs"
	if err := keychainAbsent("darwin"); !errors.Is(err, ErrAbsent) || err.Error() != want {
		t.Errorf("%v", err)
	}
	if err := keychainAbsent("linux"); !errors.Is(err, ErrAbsent) || err.Error() != "not available: it is part of macOS" {
		t.Errorf("%v", err)
	}
}

// foreignTo lists the backends of other systems than this one.
func foreignTo(goos string) []Backend {
	switch goos {
	case "darwin":
		return []Backend{Wincred, SecretService, Keyctl}
	case "windows":
		return []Backend{Keychain, SecretService, Keyctl, Pass}
	case "linux":
		return []Backend{Keychain, Wincred}
	}
	return []Backend{Keychain, Wincred, SecretService, Keyctl}
}

func TestTheBackendsOfOtherSystemsAreAbsent(t *testing.T) {
	for _, b := range foreignTo(runtime.GOOS) {
		for _, do := range callsOf(Open(Config{Backend: b, Now: time.Now})) {
			failsWith(t, do(t.Context()), ErrAbsent, b)
		}
		if slices.Contains(order(), b) {
			t.Errorf("%s is in the order of this system", b)
		}
	}
}

// Each system has its own: on Linux the desktop's, then the kernel's, then files.
func TestTheOrderOfAuto(t *testing.T) {
	want := map[string][]Backend{
		"linux": {SecretService, Keyctl, File}, "darwin": {Keychain}, "windows": {Wincred},
	}[runtime.GOOS]
	if want != nil && !slices.Equal(order(), want) {
		t.Errorf("%q, want %q", order(), want)
	}
	for _, b := range order() {
		if openers()[b] == nil {
			t.Errorf("%s cannot be opened", b)
		}
	}
}

func TestAPersonRecognisesTheItem(t *testing.T) {
	for serial, want := range map[device.SerialNumber]string{
		"arn:aws:iam::111122223333:mfa/team/phone": "mfa-session: phone @ 111122223333",
		"GAHT12345678": "mfa-session: GAHT12345678",
	} {
		ring, id := newGuarded(), alice()
		id.SerialNumber = serial
		save(t, Open(onRing(ring, nil)), id, issued(id, "labelled"))
		if it, err := ring.Get(id.Name()); err != nil || it.Label != want || it.Description != "temporary AWS credentials" {
			t.Errorf("%q, %q, %v, want %q", it.Label, it.Description, err, want)
		}
	}
}
