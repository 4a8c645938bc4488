package keychain

import "errors"

// What ails a backend. Each comes wrapped in a *session.StoreError, or in session.ErrNoStore where
// the backend can be read and not written.
var (
	// ErrAbsent says that this system or this build does not have the backend, or that it was never
	// set up.
	ErrAbsent = errors.New("not available")
	// ErrNotSetUp says, beside another, that the user has yet to set it up.
	ErrNotSetUp = errors.New("not set up")
	// ErrLocked says that a person must unlock it first, and cannot be asked or did not.
	ErrLocked = errors.New("locked")
	// ErrDenied says that it is there and refuses us.
	ErrDenied = errors.New("access denied")
	// ErrFull says that it has no room.
	ErrFull = errors.New("full")
	// ErrTooSlow says that it did not answer in time. It is not asked again by this process.
	ErrTooSlow = errors.New("no answer in time")
	// ErrPassphraseMissing says that the file backend has no passphrase to work with.
	ErrPassphraseMissing = errors.New("no passphrase")
	// ErrPassphraseWrong says that the file backend was begun with another passphrase.
	ErrPassphraseWrong = errors.New("wrong passphrase")
)

// FilesError says that the directory of the file backend, or the disk below it, is of no use.
type FilesError struct{ Err error }

func (e *FilesError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *FilesError) Unwrap() error { return e.Err }

// errMissing says that a backend has no such item. It becomes session.ErrNotFound.
var errMissing = errors.New("no such item")
