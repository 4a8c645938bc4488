package session

import (
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
)

// The conditions that decide what a person is told. Each is wrapped by an error that says more.
var (
	ErrNotFound        = errors.New("no such session is stored")
	ErrNoStore         = errors.New("there is no store for sessions")
	ErrNoStoredSession = errors.New("no usable session is stored")
	ErrNobodyToAsk     = errors.New("nobody can be asked for a token code")
	ErrInside          = errors.New("this mfa-session was started by another, and gives only what is stored")
	ErrNobodyAnswered  = errors.New("nobody gave a token code")
	ErrNoMoreCodes     = errors.New("no other token code")
	ErrBusy            = errors.New("another process is getting this session")
	ErrCodeRejected    = errors.New("AWS did not accept the token code")
	ErrCodeMayBeSpent  = errors.New("no answer came back, and the token code may have been used")
	ErrKeysRejected    = errors.New("AWS did not accept the long-term keys")
	ErrKeysGone        = errors.New("the long-term keys are no longer in the environment")
	ErrAWS             = errors.New("AWS could not be reached or failed")
	ErrClockWrong      = errors.New("the clock of this machine is wrong")
	ErrNotSent         = errors.New("the request did not leave this machine")
	ErrListDenied      = errors.New("listing MFA devices is not allowed")
)

// StoreError says that the store cannot be read or opened: locked, denied, absent, too slow.
type StoreError struct {
	Backend string // as --backend takes it
	Own     bool   // because of what this process alone has or lacks, such as a passphrase
	Err     error
}

func (e *StoreError) Error() string { return fmt.Sprintf("the %s keychain: %v", e.Backend, e.Err) }

// Unwrap gives the cause.
func (e *StoreError) Unwrap() error { return e.Err }

// SpentError says that a code was sent before, within the last three minutes.
type SpentError struct {
	SerialNumber device.SerialNumber
	Wait         time.Duration // until the device shows the next code
}

func (e *SpentError) Error() string {
	return fmt.Sprintf("this token code of %s was used already", e.SerialNumber.Name())
}

// UnsavedError says that a session was issued but could not be stored.
type UnsavedError struct{ Err error }

func (e *UnsavedError) Error() string {
	return fmt.Sprintf("the session could not be stored: %v", e.Err)
}

// Unwrap gives the cause.
func (e *UnsavedError) Unwrap() error { return e.Err }

// NotRenewedError is a warning: a usable session could not be renewed, and is served.
type NotRenewedError struct{ Err error }

func (e *NotRenewedError) Error() string {
	return fmt.Sprintf("the session was not renewed, the stored one is used until it expires: %v", e.Err)
}

// Unwrap gives the cause.
func (e *NotRenewedError) Unwrap() error { return e.Err }
