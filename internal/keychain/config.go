package keychain

import (
	"context"
	"os"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// Config says which backend to open and what it may use. Now is always needed.
type Config struct {
	Backend Backend // empty is Auto
	Dir     string  // where the file backend keeps its files; it is made when needed
	PassDir string  // the store of pass: PASSWORD_STORE_DIR, or ~/.password-store
	// Passphrase gives that of the file backend, and may ask a person. Nil: there is none.
	Passphrase func(ctx context.Context) (secret.Text, error)
	// NewPassphrase gives it the first time, when no file was encrypted with one yet: a slip of the
	// keys would lock all later ones in. Nil: Passphrase does.
	NewPassphrase func(ctx context.Context) (secret.Text, error)
	// Unattended says that Passphrase asks nobody; only then does Auto take the file backend.
	Unattended bool
	// Dialogs says that a person can see and answer a dialog: a display, and no SSH.
	Dialogs bool
	// Lock waits for the lock of that name between processes; nil, or an error: none is held. It
	// keeps processes from unlocking, creating or decrypting the same thing at once.
	Lock func(ctx context.Context, name string) (unlock func(), err error)
	// LockOneOf is Lock for whichever of them is free first. A context that has ended has it look once.
	LockOneOf func(ctx context.Context, names []string) (unlock func(), err error)
	// Turn does something in one process at a time, as long as it is needed. Those who waited for a
	// process that failed do not do it again, and fail; nil: it is done at once.
	Turn  func(ctx context.Context, name string, needed func() (bool, error), do func() error) error
	Now   func() time.Time
	Debug func(message string) // told why no stored session was served; may be nil

	// Environ is for pass and the programs that it starts; nil: that of this process.
	Environ []string
	// Terminal is where GnuPG may ask for a passphrase; nil: nowhere. Nothing is read from it.
	Terminal *os.File

	// KeyctlName names the keyring in the kernel; empty is mfa-session. Tests have their own.
	KeyctlName string

	pass     string // the program; empty: the one in PATH. Tests have their own.
	gpg      string // the same of GnuPG
	patience patience
	system   system
}

// system is what backends there are. Tests have their own.
type system struct {
	order   []Backend // in which Auto tries them
	openers map[Backend]opener
}

// dialogLimit is how long a call may take that shows a dialog where one can be seen.
func (c *Config) dialogLimit() time.Duration {
	if c.Dialogs {
		return c.patience.dialog
	}
	return c.patience.silent
}

// locked runs fn under a lock between processes, or without one where none can be had: a lock makes
// collisions rarer, and none is worth failing for.
func (c *Config) locked(ctx context.Context, name string, fn func() error) error {
	return c.maybeLocked(ctx, name, func(bool) error { return fn() })
}

// maybeLocked tells fn whether the lock is held.
func (c *Config) maybeLocked(ctx context.Context, name string, fn func(held bool) error) error {
	if c.Lock == nil {
		return fn(false)
	}
	waiting, cancel := context.WithTimeout(ctx, c.dialogLimit())
	defer cancel()
	unlock, err := c.Lock(waiting, name)
	if err != nil {
		return fn(false)
	}
	defer unlock()
	return fn(true)
}

func (c *Config) debug(message string) {
	if c.Debug != nil {
		c.Debug(message)
	}
}
