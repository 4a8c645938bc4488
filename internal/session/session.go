// Package session reuses or issues one MFA session.
//
// Its rules: a session is only ever issued with a serial number and a token code; a stored session
// is served only when it is bound to the identity asked for and lives at least a minute more; a
// code that may have reached AWS is not sent again; what was issued is delivered even when it
// cannot be stored.
package session

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/device"
)

// Session is a set of temporary credentials that STS issued after MFA. It prints redacted.
type Session struct {
	Credentials  aws.Credentials // CanExpire, Expires in UTC
	SerialNumber device.SerialNumber
	IssuedAt     time.Time // by the clock of this machine
}

// String keeps the secrets out of any message.
func (s Session) String() string {
	return "session of " + string(s.SerialNumber) + " until " + s.Credentials.Expires.UTC().Format(time.RFC3339)
}

// Format keeps the secrets out of every verb of fmt, %#v and %d included.
func (s Session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText keeps the secrets out of JSON; stored and printed forms have structs of their own.
func (s Session) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Store keeps sessions. Load fails with ErrNotFound for a miss, with ErrNoStore where nothing is
// kept, and with *StoreError when the store cannot be read. Writable fails with either where Save
// surely would, of what can be known of that before there is a session.
type Store interface {
	Writable(ctx context.Context, id Identity) error
	Load(ctx context.Context, id Identity) (Session, error)
	Save(ctx context.Context, id Identity, s Session) error
	Delete(ctx context.Context, id Identity) error
}

// Issuer gets a session from STS. It fails with ErrCodeRejected, ErrCodeMayBeSpent, ErrKeysRejected
// or ErrAWS; ErrNotSent is added to the last where the code has surely not left this machine.
type Issuer interface {
	Issue(ctx context.Context, r IssueRequest) (Session, error)
}

// IssueRequest is what STS needs for a session; both device and code are always there.
type IssueRequest struct {
	SerialNumber device.SerialNumber
	Code         TokenCode
	Duration     time.Duration // 15 minutes to 36 hours, whole seconds
}

// DeviceLister lists the caller's devices. It fails with ErrListDenied, ErrKeysRejected or ErrAWS;
// ErrClockWrong is added to the last where no request of this machine would be accepted.
type DeviceLister interface {
	ListDevices(ctx context.Context) ([]device.Device, error)
}

// CodeSource gives token codes from an argument, a program or a person.
type CodeSource interface {
	// Ready says whether a code can be had at all; ErrNobodyToAsk if not. It asks nobody.
	Ready() error
	// Code gives a code for the question. It fails with ErrNoMoreCodes when it has no other code
	// than those it gave, with ErrNobodyToAsk, or ErrNobodyAnswered.
	Code(ctx context.Context, q Question) (TokenCode, error)
}

// Question is what a CodeSource is asked.
type Question struct {
	SerialNumber device.SerialNumber
	Attempt      int   // 1 for the first
	Because      error // why the last code did not do; nil at the first attempt
}

// DeviceChooser asks a person which of several devices to use. It fails with ErrNobodyToAsk.
type DeviceChooser interface {
	ChooseDevice(ctx context.Context, usable []device.Device) (device.Device, error)
}

// DeviceMemory remembers the device last used with an access key.
type DeviceMemory interface {
	Remembered(accessKeyID string) device.SerialNumber // empty when none
	Remember(accessKeyID string, s device.SerialNumber) error
	Forget(accessKeyID string) error
}

// SpentCodes remembers, for three minutes, which codes were sent for which device.
type SpentCodes interface {
	// Spend marks the code as sent. It fails with *SpentError when it is marked already; any other
	// error means that nothing could be remembered.
	Spend(s device.SerialNumber, code TokenCode) error
	// Unspend takes the mark back: the code has surely not been sent.
	Unspend(s device.SerialNumber, code TokenCode) error
}

// Journal keeps the non-secret record of what is stored, for status.
type Journal interface {
	Stored(id Identity, s Session) error
}
