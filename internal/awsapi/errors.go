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
type KeysError struct{ Reason KeysReason }

func (e *KeysError) Error() string {
	switch e.Reason {
	case WrongSecret:
		return "AWS did not accept the secret access key: it does not belong to the access key id"
	case TemporaryKeys:
		return "AWS did not accept the keys: they are temporary, and a session needs long-term keys"
	case UnknownKey:
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
		return fmt.Sprintf("AWS refused the signature: the clock of this machine is %v ahead", e.Skew)
	case e.Skew < 0:
		return fmt.Sprintf("AWS refused the signature: the clock of this machine is %v behind", -e.Skew)
	}
	return "AWS refused the signature: the clock of this machine is wrong"
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

// APIError is an error of AWS's that has no sentence of its own. It is a session.ErrAWS, and a
// session.ErrCodeMayBeSpent where the code may have been used.
type APIError struct {
	Operation string // "GetSessionToken"
	Code      string // AWS's own, such as "Throttling"; cleaned, as the following are
	Message   string
	RequestID string
	Status    int // of HTTP
}

func (e *APIError) Error() string {
	s := e.Operation + ": " + e.Code
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.RequestID != "" {
		s += " (request " + e.RequestID + ")"
	}
	return s
}

// Unwrap gives the condition.
func (e *APIError) Unwrap() error { return session.ErrAWS }

// Throttled says whether AWS asks for patience.
func (e *APIError) Throttled() bool {
	switch e.Code {
	case "Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequestsException":
		return true
	}
	return e.Status == 429
}
