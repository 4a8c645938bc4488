package command

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// journal writes the non-secret record that status reads.
type journal struct {
	run     *run
	profile string
	store   *keychain.Store // knows which keychain it is once it was opened
}

var _ session.Journal = (*journal)(nil)

// Stored implements session.Journal.
func (j *journal) Stored(id session.Identity, s session.Session) error {
	backend := string(j.store.Backend())
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
	j.run.tellFallback(j.store)
	return j.run.sessions().Put(record)
}

// tellFallback says that a session was not stored where it should be at best. It is said when
// something is stored, not at every use.
func (r *run) tellFallback(store *keychain.Store) {
	if passed := store.Passed(); len(passed) > 0 {
		r.warn("the session is kept in "+string(store.Backend())+", because of "+strings.Join(passed, "; "),
			"to choose that, and not to be told again: export MFA_SESSION_BACKEND="+string(store.Backend()))
	}
}

// recordedStore is a keychain whose misses correct the record: what status promises must be there.
type recordedStore struct {
	*keychain.Store
	journal *journal
}

// Load implements session.Store.
func (s recordedStore) Load(ctx context.Context, id session.Identity) (session.Session, error) {
	found, err := s.Store.Load(ctx, id)
	if errors.Is(err, session.ErrNotFound) && id.SerialNumber != "" {
		s.journal.missed(id) //nolint:contextcheck // a small file; its lock has a limit of its own
	}
	return found, err
}

// settled is the age from which a record is sure to have its item: a process that has just issued
// a session saves it within seconds.
const settled = time.Minute

// missed drops the record of a session that is not where the record says. One that has expired
// stays for a while, so that status can tell; one in another keychain was not looked for.
func (j *journal) missed(id session.Identity) {
	records, err := j.run.sessions().List()
	if err != nil {
		return
	}
	now := j.run.Now()
	for _, record := range records {
		if record.ItemName == id.Name() && record.Backend == string(j.store.Backend()) &&
			record.ExpiresAt.After(now) && now.Sub(record.IssuedAt) > settled {
			j.run.warnIf(j.run.sessions().Remove(record.ItemName, record.Backend))
		}
	}
}

// warnOfRecord warns that it is not known which sessions are stored.
func (r *run) warnOfRecord(err error) {
	if err == nil {
		return
	}
	path := filepath.Join(r.stateDir(), "sessions.json")
	hint := outOfTheWay(path)
	if ofDir, ok := asError[*statefile.DirError](err); ok {
		hint = stateHint(ofDir)
	}
	r.warn("it is not known which sessions are stored: "+err.Error(), hint)
}

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
