package queue

import (
	"fmt"
	"os"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// Holder is the process that has the turn.
type Holder struct {
	PID     int       // 0 when it is not known
	Since   time.Time // when its turn began, by the clock of this machine
	Stopped bool      // suspended, as by ctrl-Z: it will not go on by itself
}

// String names the holder in a message.
func (h Holder) String() string {
	const who = "another mfa-session"
	if h.PID == 0 {
		return who
	}
	s := fmt.Sprintf("%s (process %d, since %s", who, h.PID, h.Since.Format(time.TimeOnly))
	if h.Stopped {
		s += ", stopped"
	}
	return s + ")"
}

// BusyError says that another process has the turn and was not, or no longer, waited for. It is
// session.ErrBusy.
type BusyError struct{ Holder Holder }

func (e *BusyError) Error() string { return e.Holder.String() + " is getting this session" }

// Unwrap makes it session.ErrBusy.
func (e *BusyError) Unwrap() error { return session.ErrBusy }

// holderRecord is written by the process that has the turn. It outlives one that dies, until the
// next turn.
type holderRecord struct {
	Version int       `json:"version"`
	PID     int       `json:"pid"`
	Birth   string    `json:"birth,omitempty"` // tells it from another process with the same number
	Since   time.Time `json:"since"`
}

func (f turnFiles) writeHolder(now time.Time) error {
	pid := os.Getpid()
	return f.write(holderSuffix, holderRecord{Version: version, PID: pid, Birth: lookUp(pid).birth, Since: now.UTC()})
}

func (f turnFiles) removeHolder() { _ = statefile.Remove(f.path(holderSuffix)) }

func (f turnFiles) holder() Holder {
	var r holderRecord
	if err := f.read(holderSuffix, &r); err != nil || r.Version != version || r.PID < 1 {
		return Holder{}
	}
	h := Holder{PID: r.PID, Since: r.Since}
	// In another container that shares the directory the number is somebody else's.
	if p := lookUp(r.PID); p.birth != "" && p.birth == r.Birth {
		h.Stopped = p.stopped
	}
	return h
}

// process is what the system tells about a process. The zero value is: nothing.
type process struct {
	birth   string // when it began, in a form of the system's own
	stopped bool
}
