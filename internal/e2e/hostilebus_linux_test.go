package e2e_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/godbus/dbus"
)

// rude is a secret service that answers one of the calls with an error in hostile words.
type rude struct{ call string }

func (r rude) refuses(call string) *dbus.Error {
	if call != r.call {
		return nil
	}
	return dbus.NewError("org.freedesktop.Secret.Error.EXAMPLE", []any{hostileLine + "\n\r\b" + strings.Repeat("x", 20000)})
}

const rudeCollection dbus.ObjectPath = "/org/freedesktop/secrets/collection/login"

// ReadAlias is a method of org.freedesktop.Secret.Service, as the next two are; Get is that of properties.
func (r rude) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	return rudeCollection, r.refuses("ReadAlias")
}

func (r rude) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/org/freedesktop/secrets/session/x", r.refuses("OpenSession")
}

func (r rude) SearchItems(map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	return nil, r.refuses("SearchItems")
}

func (r rude) Get(_, property string) (dbus.Variant, *dbus.Error) {
	if property == "Locked" {
		return dbus.MakeVariant(false), r.refuses("Locked")
	}
	return dbus.MakeVariant([]dbus.ObjectPath{rudeCollection}), r.refuses(property)
}

// serve takes the place of the secret service on a session bus of the world's own.
func (r rude) serve(t *testing.T, w *world) {
	t.Helper()
	_, address := w.useBus(t)
	conn, err := dbus.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := errors.Join(conn.Auth(nil), conn.Hello()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []dbus.ObjectPath{"/org/freedesktop/secrets", rudeCollection} {
		for _, face := range []string{"org.freedesktop.Secret.Service", "org.freedesktop.Secret.Collection", "org.freedesktop.DBus.Properties"} {
			if err := conn.Export(r, path, face); err != nil {
				t.Fatal(err)
			}
		}
	}
	if reply, err := conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("taking the name: %v, %v", reply, err)
	}
}

// TestWordsOfASecretServiceAreHarmless: it is said that the keychain is of no use, and a code brings a
// session all the same.
func TestWordsOfASecretServiceAreHarmless(t *testing.T) {
	const swallowed = "not available: the keyring library could not open it" // by the library
	for call, says := range map[string]string{"ReadAlias": "MARK", "Locked": "MARK", "SearchItems": "MARK", "OpenSession": swallowed, "Collections": swallowed} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			rude{call}.serve(t, w)
			for _, loudness := range []string{"--quiet", "--debug"} {
				r := w.run(t, nil, "mfa-session", "login", "--no-input", loudness, "--serial-number", alicePhone)
				if r.code != 7 || r.stdout != "" || !strings.Contains(r.stderr, says) {
					t.Errorf("exit code %d, %d bytes on stdout: %q", r.code, len(r.stdout), r.stderr)
				}
				harmless(t, "stderr", r.stderr)
				if len(r.stderr) > 4000 {
					t.Errorf("%d bytes are told", len(r.stderr))
				}
			}
			w.issued(t, 0)
			r := w.run(t, nil, "mfa-session", "--format", "process", "--serial-number", alicePhone, w.server.Code(alicePhone))
			if r.code != 0 || !strings.HasPrefix(r.stdout, `{"Version":1`) || !strings.Contains(r.stderr, says) {
				t.Errorf("with a code: exit code %d, %d bytes on stdout: %q", r.code, len(r.stdout), r.stderr)
			}
			harmless(t, "stderr", r.stderr)
		})
	}
}
