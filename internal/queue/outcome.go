package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// The names of the files, after that of the turn.
const (
	outcomeSuffix = ".outcome.json"
	holderSuffix  = ".holder.json"
)

const (
	// version is that of the files beside the lock. A file of another version counts as none.
	version = 1
	// maxFile is more than a file beside the lock can have: a message, a serial number, the names.
	maxFile = 64 << 10
	// maxMessage bounds what is shared of a message, in bytes.
	maxMessage = 4 << 10
)

// turnFiles are the files beside the lock of a turn.
type turnFiles struct{ dir, name string }

func (f turnFiles) path(suffix string) string {
	return filepath.Join(f.dir, "locks", f.name+suffix)
}

// outcomeRecord is how the last turn ended. The sequence starts at 1 and tells an outcome from the
// one before.
type outcomeRecord struct {
	Version      int       `json:"version"`
	Sequence     uint64    `json:"sequence"`
	Kind         string    `json:"kind"`
	Message      string    `json:"message,omitempty"`
	SerialNumber string    `json:"serial_number,omitempty"`
	Store        string    `json:"store,omitempty"`
	EndedAt      time.Time `json:"ended_at"`
}

// lastOutcome is the zero record where there is none, or none that makes sense. It fails where that
// cannot be known.
func (f turnFiles) lastOutcome() (outcomeRecord, error) {
	var r outcomeRecord
	err := f.read(outcomeSuffix, &r)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, statefile.ErrCorrupt):
		return outcomeRecord{}, nil
	case err != nil:
		return outcomeRecord{}, err
	case r.Version != version, kindNamed(r.Kind) == session.NoOutcome:
		return outcomeRecord{}, nil
	}
	return r, nil
}

func (f turnFiles) writeOutcome(sequence uint64, o session.Outcome, now time.Time) error {
	return f.write(outcomeSuffix, outcomeRecord{
		Version:      version,
		Sequence:     sequence,
		Kind:         o.Kind.String(),
		Message:      clip(o.Message),
		SerialNumber: string(o.SerialNumber),
		Store:        o.Store,
		EndedAt:      now.UTC(),
	})
}

func (r outcomeRecord) outcome() session.Outcome {
	serial, err := device.ParseSerialNumber(r.SerialNumber)
	if err != nil {
		serial = ""
	}
	return session.Outcome{Kind: kindNamed(r.Kind), Message: r.Message, SerialNumber: serial, Store: r.Store}
}

func kindNamed(name string) session.OutcomeKind {
	for k := session.SessionStored; k <= session.AWSFailed; k++ {
		if k.String() == name {
			return k
		}
	}
	return session.NoOutcome
}

func clip(message string) string {
	return strings.ToValidUTF8(message[:min(len(message), maxMessage)], "")
}

func (f turnFiles) read(suffix string, into any) error {
	data, err := statefile.Read(f.path(suffix), maxFile)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %w", statefile.ErrCorrupt, err)
	}
	return nil
}

// write does not wait for the disk: after a restart of the machine nobody waits any more.
func (f turnFiles) write(suffix string, content any) error {
	data, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return statefile.WriteBriefly(f.path(suffix), append(data, '\n'))
}
