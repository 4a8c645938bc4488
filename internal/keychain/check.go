package keychain

import (
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

const (
	// longest is what GetSessionToken grants at most (API reference: 129,600 seconds).
	longest = 36 * time.Hour
	// clockSlack is how far the clocks of this machine and of AWS may be apart.
	clockSlack = time.Minute
	// maxToken is four times the largest session token that AWS announces (STS API of 2026-09: 4,096 bytes).
	maxToken = 16 << 10
	// maxSecret is far above the 40 characters of any secret access key.
	maxSecret = 1 << 10
)

// check says why a record is not to be served for an identity at a moment; nil when it is.
func (r record) check(id session.Identity, now time.Time) error {
	switch {
	case r.Schema != recordSchema:
		return fmt.Errorf("the record has the version %d", r.Schema)
	case r.Identity != recordedIdentity(id):
		return errors.New("the record is bound to another key, device, partition or endpoint")
	}
	if err := r.Keys.check(); err != nil {
		return err
	}
	return r.checkTimes(now)
}

// checkTimes finds expired sessions, and those whose times cannot be true, as after the clock of
// this machine was turned back.
func (r record) checkTimes(now time.Time) error {
	granted := r.Expiration.Sub(r.IssuedAt)
	switch {
	case !r.Expiration.After(now):
		return errors.New("the session has expired")
	case r.Expiration.Sub(now) > longest+clockSlack:
		return errors.New("the session expires later than AWS grants")
	case r.IssuedAt.After(now.Add(clockSlack)):
		return errors.New("the session was issued in the future")
	case granted <= 0 || granted > longest+clockSlack:
		return errors.New("the session lives longer than AWS grants, or not at all")
	}
	return nil
}

// check holds the parts to the grammar of AWS. They end in shells and in other programs.
func (k recordedSession) check() error {
	switch {
	case !isAccessKeyID(k.AccessKeyID):
		return errors.New("the access key ID is none")
	case !isToken(k.SecretAccessKey, maxSecret):
		return errors.New("the secret access key is none")
	case !isToken(k.SessionToken, maxToken):
		return errors.New("the session token is none")
	case k.AccountID != "" && (len(k.AccountID) != 12 || !onlyHas(k.AccountID, "0123456789")):
		return errors.New("the account ID is none")
	}
	return nil
}

// isAccessKeyID allows 16 to 128 characters (IAM API reference, AccessKey).
func isAccessKeyID(s string) bool {
	return len(s) >= 16 && len(s) <= 128 && onlyHas(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
}

// isToken allows printable ASCII without spaces.
func isToken(s string, longest int) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= longest
}
