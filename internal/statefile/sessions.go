package statefile

import (
	"slices"
	"time"
)

// keepExpired is how long status can still tell that a session has expired.
const keepExpired = 24 * time.Hour

// SessionRecord says which session is stored where, and until when. It holds nothing secret: not
// even the session's own access key.
type SessionRecord struct {
	Profile        string
	AccessKeyID    string // of the long-term keys
	SerialNumber   string
	Partition      string
	CustomEndpoint string
	Backend        string // as --backend takes it
	ItemName       string // of the stored item; there is one record for each in each backend
	IssuedAt       time.Time
	ExpiresAt      time.Time
	BootID         string // with a backend that forgets at restart: the boot it was stored in
}

// sessionEntry is a SessionRecord as it is stored.
type sessionEntry struct {
	Profile        string    `json:"profile,omitempty"`
	AccessKeyID    string    `json:"access_key_id"`
	SerialNumber   string    `json:"serial_number"`
	Partition      string    `json:"partition"`
	CustomEndpoint string    `json:"custom_endpoint,omitempty"`
	Backend        string    `json:"backend"`
	ItemName       string    `json:"item_name"`
	IssuedAt       time.Time `json:"issued_at"`
	ExpiresAt      time.Time `json:"expires_at"`
	BootID         string    `json:"boot_id,omitempty"`
}

// Sessions is the record of stored sessions, in the order they were stored, the last one last.
type Sessions struct {
	Dir string
	Now func() time.Time
}

// Put adds the record, in place of the one with the same item name and backend. It drops those that expired
// more than a day ago.
func (s *Sessions) Put(r SessionRecord) error {
	r.IssuedAt, r.ExpiresAt = r.IssuedAt.UTC(), r.ExpiresAt.UTC()
	oldest := s.Now().Add(-keepExpired)
	return s.record().update(func(entries []sessionEntry) ([]sessionEntry, error) {
		entries = slices.DeleteFunc(entries, func(e sessionEntry) bool {
			return e.ItemName == r.ItemName && e.Backend == r.Backend || e.ExpiresAt.Before(oldest)
		})
		return append(entries, sessionEntry(r)), nil
	})
}

// Remove drops the record of that item in that backend, if there is one.
func (s *Sessions) Remove(itemName, backend string) error {
	return s.remove(func(e sessionEntry) bool { return e.ItemName == itemName && e.Backend == backend })
}

// RemoveAll drops all records of that backend; of all backends when it is empty.
func (s *Sessions) RemoveAll(backend string) error {
	return s.remove(func(e sessionEntry) bool { return backend == "" || e.Backend == backend })
}

// List gives the records. Its error, ErrCorrupt or one of the disk, may be ignored: there are none
// then, and the next Put begins anew.
func (s *Sessions) List() ([]SessionRecord, error) {
	entries, err := s.record().load()
	if err != nil {
		return nil, err
	}
	var records []SessionRecord
	for _, e := range entries {
		records = append(records, SessionRecord(e))
	}
	return records, nil
}

func (s *Sessions) remove(which func(sessionEntry) bool) error {
	if !s.record().exists() {
		return nil
	}
	return s.record().update(func(entries []sessionEntry) ([]sessionEntry, error) {
		if !slices.ContainsFunc(entries, which) {
			return nil, errUnchanged
		}
		return slices.DeleteFunc(entries, which), nil
	})
}

func (s *Sessions) record() record[[]sessionEntry] {
	return record[[]sessionEntry]{dir: s.Dir, name: "sessions.json"}
}
