package command

import (
	"errors"

	"github.com/mfa-session/mfa-session/internal/keychain"
)

// passHint is what to do about the standard Unix password manager, by what ails it; the keychain
// said what GnuPG has to say.
func passHint(err error) string {
	const elsewhere = ", or keep the session elsewhere with --backend"
	switch {
	case errors.Is(err, keychain.ErrNotSetUp) && errors.Is(err, keychain.ErrAbsent):
		return "set it up with a key of GnuPG: pass init KEY-ID" + elsewhere
	case errors.Is(err, keychain.ErrNotSetUp):
		return "look at the keys in .gpg-id: GnuPG must have them and trust them" + elsewhere
	case errors.Is(err, keychain.ErrAbsent):
		return "install pass and GnuPG" + elsewhere
	case errors.Is(err, keychain.ErrLocked):
		return "unlock the key where GnuPG can ask for its passphrase, in a terminal: mfa-session login" + elsewhere
	case errors.Is(err, keychain.ErrFull):
		return "make room on the disk of the password store" + elsewhere
	case errors.Is(err, keychain.ErrTooSlow):
		return "look whether a dialog is open; start the agent of GnuPG anew: gpgconf --kill gpg-agent" + elsewhere
	}
	return "try it by hand: pass ls mfa-session" + elsewhere
}
