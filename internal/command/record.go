package command

import (
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// journal writes the non-secret record that status reads.
type journal struct {
	run     *run
	profile string
	backend func() string // which keychain it is, known once it was opened
}

var _ session.Journal = (*journal)(nil)

// Stored implements session.Journal.
func (j *journal) Stored(id session.Identity, s session.Session) error {
	backend := j.backend()
	record := statefile.SessionRecord{
		Profile:        j.profile,
		AccessKeyID:    id.AccessKeyID,
		SerialNumber:   string(id.SerialNumber),
		Partition:      id.Partition,
		CustomEndpoint: id.CustomEndpoint,
		Backend:        backend,
		ItemName:       id.Name(),
		IssuedAt:       s.IssuedAt,
		ExpiresAt:      s.Credentials.Expires,
	}
	if forgetsAtRestart(backend) {
		record.BootID = bootID()
	}
	return j.run.sessions().Put(record)
}

// Gone implements session.Journal.
func (j *journal) Gone(id session.Identity) error { return j.run.sessions().Remove(id.Name()) }

func (r *run) sessions() *statefile.Sessions {
	return &statefile.Sessions{Dir: r.stateDir(), Now: r.Now}
}

func identityOf(record statefile.SessionRecord) session.Identity {
	return session.Identity{
		AccessKeyID:    record.AccessKeyID,
		SerialNumber:   device.SerialNumber(record.SerialNumber),
		Partition:      record.Partition,
		CustomEndpoint: record.CustomEndpoint,
	}
}
