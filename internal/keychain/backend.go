package keychain

import (
	"fmt"
	"strings"
)

// Backend is a place where sessions are kept, by the name that --backend takes.
type Backend string

// The backends. Auto, or an empty Backend, is the first of the system's order that can be used.
const (
	Auto          Backend = "auto"
	Keychain      Backend = "keychain"       // macOS
	Wincred       Backend = "wincred"        // Windows Credential Manager
	SecretService Backend = "secret-service" // gnome-keyring, KWallet, KeePassXC
	Keyctl        Backend = "keyctl"         // the Linux kernel's memory, gone at restart
	Pass          Backend = "pass"           // the standard Unix password manager
	File          Backend = "file"           // encrypted with a passphrase
	None          Backend = "none"           // nothing is kept
)

// Backends are all of them, in the order that help and messages show.
func Backends() []Backend {
	return []Backend{Auto, Keychain, Wincred, SecretService, Keyctl, Pass, File, None}
}

// UnknownBackendError is a text that names no backend: a usage error.
type UnknownBackendError struct{ Name string }

func (e *UnknownBackendError) Error() string {
	names := make([]string, 0, len(Backends()))
	for _, b := range Backends() {
		names = append(names, string(b))
	}
	return fmt.Sprintf("%q is not a backend: %s", e.Name, strings.Join(names, ", "))
}

// ParseBackend accepts the name of a backend as it is written; anything else is an
// *UnknownBackendError. A backend of another system is accepted: it is absent when it is used.
func ParseBackend(name string) (Backend, error) {
	for _, b := range Backends() {
		if name == string(b) {
			return b, nil
		}
	}
	return "", &UnknownBackendError{Name: name}
}
