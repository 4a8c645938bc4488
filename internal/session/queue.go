package session

import (
	"context"
	"errors"

	"github.com/mfa-session/mfa-session/internal/device"
)

// Queue gives one process at a time the turn to issue a session for an access key, and hands the
// outcome of a turn to those who waited for it.
type Queue interface {
	// Enter waits for the turn, or for the outcome of the turn that another process has. The identity
	// names a device only if it was asked for: outcomes about another are not for this one. It fails
	// with ErrBusy when another has the turn and the stance says not to wait or time is up (the
	// error names the holder), with ErrNobodyToAsk when only an outcome would do and no turn is
	// under way, and with the context's error when cancelled. Where no lock can be had it gives the
	// turn all the same.
	Enter(ctx context.Context, id Identity, s Stance) (Turn, error)
}

// Turn is the caller's own, or the outcome of the one it waited for.
type Turn interface {
	// Shared is the outcome of another's turn; false when the turn is the caller's own.
	Shared() (Outcome, bool)
	// Leave ends the caller's own turn and tells those who wait how it ended. Only the first call
	// counts; it does nothing on a shared turn.
	Leave(o Outcome)
}

// Stance is how a caller stands in the queue.
type Stance struct {
	Patience Patience
	OwnCode  bool // it was given a code of its own: it shares no CodeRejected or NobodyAnswered, but takes its turn
}

// Patience says what Enter does while another process has the turn.
type Patience int

// The kinds of patience.
const (
	WaitForTurn Patience = iota // wait for the outcome, or the turn
	OnlyIfFree                  // ErrBusy rather than wait
	OutcomeOnly                 // wait for an outcome; ErrNobodyToAsk when no turn is under way
)

// OutcomeKind says how a turn ended. Each but NoOutcome and SessionStored stands for an exit code.
type OutcomeKind int

// The kinds of outcome.
const (
	NoOutcome       OutcomeKind = iota // nothing to share: those who wait take turns of their own
	SessionStored                      // look into the store again
	Refused                            // exit 3
	KeysRejected                       // exit 4
	CodeRejected                       // exit 5: rejected, or spent already
	NobodyAnswered                     // exit 6: nobody answered, or the prompt was cancelled
	SessionUnsaved                     // exit 7: issued and delivered, but not stored
	StoreUnreadable                    // exit 7: the store could not be read any more; nothing was issued
	AWSFailed                          // exit 8
)

// String names the kind in the file that carries it.
func (k OutcomeKind) String() string {
	switch k {
	case SessionStored:
		return "session-stored"
	case Refused:
		return "refused"
	case KeysRejected:
		return "keys-rejected"
	case CodeRejected:
		return "code-rejected"
	case NobodyAnswered:
		return "nobody-answered"
	case SessionUnsaved:
		return "session-unsaved"
	case StoreUnreadable:
		return "store-unreadable"
	case AWSFailed:
		return "aws-failed"
	case NoOutcome:
	}
	return "none"
}

// Outcome is what a turn ended with. Nothing in it is secret: it is kept in a file.
type Outcome struct {
	Kind         OutcomeKind
	Message      string              // what failed, for people; empty for SessionStored
	SerialNumber device.SerialNumber // the device the turn was about, empty when none was found
	Store        string              // of StoreUnreadable: Provider.StoreName of the one that had the turn
}

// SharedError is the failure of another process's turn, shared because this one waited for it.
type SharedError struct{ Outcome Outcome }

func (e *SharedError) Error() string { return e.Outcome.Message }

// outcomeOf is what those who wait are told of a turn that ended with err.
func outcomeOf(ctx context.Context, err error, serial device.SerialNumber) Outcome {
	if err == nil {
		return Outcome{Kind: SessionStored, SerialNumber: serial}
	}
	o := Outcome{Kind: kindOf(ctx, err), Message: err.Error(), SerialNumber: serial}
	if o.Kind == NobodyAnswered && interrupted(ctx) { // a cancelled context does not say of what
		o.Message = ErrNobodyAnswered.Error()
	}
	return o
}

func kindOf(ctx context.Context, err error) OutcomeKind {
	var (
		none    *device.NotRegisteredError
		choice  *device.ChoiceError
		spent   *SpentError
		unsaved *UnsavedError
		store   *StoreError
	)
	switch {
	case errors.As(err, &unsaved): // first: it wraps whatever the store failed with
		return SessionUnsaved
	case interrupted(ctx), errors.Is(err, ErrNobodyAnswered), errors.Is(err, ErrNobodyToAsk):
		return NobodyAnswered
	case errors.As(err, &none), errors.As(err, &choice), errors.Is(err, ErrListDenied):
		return Refused
	case errors.Is(err, ErrKeysRejected):
		return KeysRejected
	case errors.As(err, &spent), errors.Is(err, ErrCodeRejected):
		return CodeRejected
	case errors.Is(err, ErrAWS), errors.Is(err, ErrCodeMayBeSpent):
		return AWSFailed
	case errors.As(err, &store) && !store.Own && ctx.Err() == nil: // not this one's own time
		return StoreUnreadable
	}
	return NoOutcome
}
