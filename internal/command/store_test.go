package command

import (
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/keychain"
)

// TestWhoHasTheSameStore: what would make the keychain behave in another way makes another name, and
// nothing of it can be read from the name.
func TestWhoHasTheSameStore(t *testing.T) {
	nameOf := func(backend keychain.Backend, o options, environ ...string) string {
		r := &run{Process: &Process{GOOS: "linux", Home: "/home/alice", Environ: environ, Now: time.Now}}
		return r.storeName(keychain.Open(keychain.Config{Backend: backend, Now: time.Now}), o)
	}
	plain := nameOf(keychain.File, options{})
	if again := nameOf(keychain.File, options{}, "AWS_PROFILE=work", "MFA_SESSION_PASSPHRASE=an-EXAMPLE"); again != plain || len(plain) != 16 {
		t.Errorf("the same store is %q and %q", plain, again)
	}
	for name, other := range map[string]string{
		"another keychain":      nameOf(keychain.Keyctl, options{}),
		"a display":             nameOf(keychain.File, options{}, "DISPLAY=:0"),
		"another bus":           nameOf(keychain.File, options{}, "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/bus"),
		"another home":          nameOf(keychain.File, options{}, "XDG_STATE_HOME=/elsewhere"),
		"another store of pass": nameOf(keychain.File, options{}, "PASSWORD_STORE_DIR=/elsewhere"),
		"another gpg":           nameOf(keychain.File, options{}, "GNUPGHOME=/elsewhere"),
		"a terminal for gpg":    nameOf(keychain.File, options{}, "GPG_TTY=/dev/pts/1"),
	} {
		if other == plain {
			t.Errorf("%s makes no other name", name)
		}
	}
	if seen := nameOf(keychain.File, options{noInput: true}, "DISPLAY=:0"); seen != plain {
		t.Error("a display that is not used makes another name")
	}
}
