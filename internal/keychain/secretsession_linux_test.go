package keychain

import (
	"testing"
	"time"

	"github.com/99designs/keyring"
	"github.com/godbus/dbus"
)

// forgetful is a keyring whose daemon loses the first few sessions.
type forgetful struct {
	keyring.Keyring
	lost, reads int
}

func (f *forgetful) Get(string) (keyring.Item, error) {
	f.reads++
	if f.reads <= f.lost {
		return keyring.Item{}, dbus.Error{Name: secretsNoSession, Body: []any{"The session does not exist"}}
	}
	return keyring.Item{Data: []byte("kept")}, nil
}

func TestALostSessionIsOpenedAgain(t *testing.T) {
	for lost, want := range map[int]string{0: "kept", sessionTries - 1: "kept", sessionTries: ""} {
		kr := &forgetful{lost: lost}
		s := &secretItems{libraryItems: libraryItems{kr: kr, limit: time.Minute, translate: secretItemError}}
		data, err := s.read(t.Context(), "v1.phone.0")
		if string(data) != want || (err == nil) != (want != "") || kr.reads != min(lost+1, sessionTries) {
			t.Errorf("lost %d times: %q, %v, read %d times", lost, data, err, kr.reads)
		}
	}
}
