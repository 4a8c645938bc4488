package awsapi

import (
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// ErrDeviceNotValidated comes with session.ErrCodeRejected where AWS did not get as far as the
// code. Three causes have this one answer: the device is not the caller's; it was enabled less than
// 15 seconds ago; its nine tries within three minutes are used up, counted from the last full
// three minutes UTC.
var ErrDeviceNotValidated = errors.New("it could not validate a code of this device")

// KeysReason says what is wrong with the long-term keys.
type KeysReason int

// The reasons.
const (
	UnknownKey    KeysReason = iota // deleted, inactive, or of another partition
	WrongSecret                     // the secret key does not belong to the access key id
	TemporaryKeys                   // the keys are those of a session
)

// KeysError says that AWS did not accept the long-term keys. It is a session.ErrKeysRejected.
type KeysError struct {
	Reason KeysReason
	OptIn  string // with UnknownKey: the region that was asked, if an account has to enable it
}

func (e *KeysError) Error() string {
	switch e.Reason {
	case WrongSecret:
		return "AWS did not accept the secret access key: it does not belong to the access key id"
	case TemporaryKeys:
		return "AWS did not accept the keys: they are temporary, and a session needs long-term keys"
	case UnknownKey:
	}
	if e.OptIn != "" {
		return "AWS did not accept the access key: it is unknown or inactive, or the account has not enabled the region " + e.OptIn
	}
	return "AWS did not accept the access key: it is unknown or inactive"
}

// Unwrap gives the condition.
func (e *KeysError) Unwrap() error { return session.ErrKeysRejected }

// ClockSkewError says that AWS refused a signature because the clock of this machine is wrong. It
// is a session.ErrAWS and a session.ErrClockWrong. AWS checks the signature before the code, but the
// code has left this machine, so it counts as sent.
type ClockSkewError struct {
	Skew time.Duration // this machine's clock minus AWS's, in whole seconds; zero if AWS told no time
}

func (e *ClockSkewError) Error() string {
	switch {
	case e.Skew > 0:
		return "AWS refused the signature: this machine's clock is " + span(e.Skew) + " ahead of AWS's"
	case e.Skew < 0:
		return "AWS refused the signature: this machine's clock is " + span(-e.Skew) + " behind AWS's"
	}
	return "AWS refused the signature: this machine's clock is wrong"
}

// span is how long something is, as a person would say it: "2h03m", "20m", "45s".
func span(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	}
	return d.String()
}

// Unwrap gives the conditions.
func (e *ClockSkewError) Unwrap() []error { return []error{session.ErrAWS, session.ErrClockWrong} }

// RegionDisabledError says that the account has STS switched off in the region. It is a
// session.ErrAWS.
type RegionDisabledError struct{ Region string }

func (e *RegionDisabledError) Error() string {
	return "STS is not activated in the region " + e.Region + " for this account"
}

// Unwrap gives the condition.
func (e *RegionDisabledError) Unwrap() error { return session.ErrAWS }

// ListDeniedError says that the caller may not list MFA devices. It is a session.ErrListDenied.
type ListDeniedError struct {
	ExplicitDeny bool   // a policy denies it, rather than none allowing it
	Policy       string // ARN of the policy that denies, where AWS names it
}

func (e *ListDeniedError) Error() string {
	switch {
	case e.Policy != "":
		return "listing MFA devices is denied by " + e.Policy
	case e.ExplicitDeny:
		return "listing MFA devices is denied by a policy"
	}
	return "listing MFA devices is not allowed by any policy"
}

// Unwrap gives the condition.
func (e *ListDeniedError) Unwrap() error { return session.ErrListDenied }
