package keychain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/session"
)

// recordSchema is the version of record. Another form needs another number and another prefix of
// item names, so that old and new programs do not fight over an item.
const recordSchema = 1

// maxRecord is the most bytes that are taken for a session; a real one has under five thousand.
const maxRecord = 64 << 10

// record is a session as it is stored.
type record struct {
	Schema     int             `json:"schema"`
	Identity   recordIdentity  `json:"identity"`
	IssuedAt   time.Time       `json:"issued_at"`
	Expiration time.Time       `json:"expiration"`
	Keys       recordedSession `json:"credentials"`
}

// recordIdentity binds the record to the one it was issued for: backends find items by name, and a
// name can be given to any item.
type recordIdentity struct {
	AccessKeyID    string `json:"access_key_id"`
	SerialNumber   string `json:"serial_number"`
	Partition      string `json:"partition"`
	CustomEndpoint string `json:"custom_endpoint"`
}

type recordedSession struct {
	AccessKeyID     string `json:"access_key_id"`
	SecretAccessKey string `json:"secret_access_key"`
	SessionToken    string `json:"session_token"`
	AccountID       string `json:"account_id,omitempty"`
}

// Format keeps the secrets out of every verb of fmt; JSON is what this is for.
func (s recordedSession) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[credentials]") }

// encode gives the stored form. It refuses what decode would not serve.
func encode(id session.Identity, s session.Session, now time.Time) ([]byte, error) {
	if s.SerialNumber != id.SerialNumber {
		return nil, fmt.Errorf("storing a session of %s as one of %s", s.SerialNumber, id.SerialNumber)
	}
	r := record{
		Schema:     recordSchema,
		Identity:   recordedIdentity(id),
		IssuedAt:   s.IssuedAt.UTC(),
		Expiration: s.Credentials.Expires.UTC(),
		Keys: recordedSession{
			AccessKeyID:     s.Credentials.AccessKeyID,
			SecretAccessKey: s.Credentials.SecretAccessKey,
			SessionToken:    s.Credentials.SessionToken,
			AccountID:       s.Credentials.AccountID,
		},
	}
	if err := r.check(id, now); err != nil {
		return nil, fmt.Errorf("storing a session that could not be served: %w", err)
	}
	return json.Marshal(r)
}

// decode gives the session of a stored form, or the reason why it is not served.
func decode(data []byte, id session.Identity, now time.Time) (session.Session, error) {
	r, err := parseRecord(data)
	if err != nil {
		return session.Session{}, err
	}
	if err := r.check(id, now); err != nil {
		return session.Session{}, err
	}
	return session.Session{
		Credentials: aws.Credentials{
			AccessKeyID:     r.Keys.AccessKeyID,
			SecretAccessKey: r.Keys.SecretAccessKey,
			SessionToken:    r.Keys.SessionToken,
			AccountID:       r.Keys.AccountID,
			CanExpire:       true,
			Expires:         r.Expiration.UTC(),
		},
		SerialNumber: id.SerialNumber,
		IssuedAt:     r.IssuedAt.UTC(),
	}, nil
}

// parseRecord reads the form only. Its errors repeat nothing of the data.
func parseRecord(data []byte) (record, error) {
	if len(data) > maxRecord {
		return record{}, fmt.Errorf("the item has %d bytes", len(data))
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var r record
	if err := d.Decode(&r); err != nil {
		return record{}, errors.New("the item is no record of a session")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return record{}, errors.New("the item has more than a record")
	}
	return r, nil
}

func recordedIdentity(id session.Identity) recordIdentity {
	return recordIdentity{
		AccessKeyID:    id.AccessKeyID,
		SerialNumber:   string(id.SerialNumber),
		Partition:      id.Partition,
		CustomEndpoint: id.CustomEndpoint,
	}
}
