package statefile

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

const (
	// spentFor is longer than AWS accepts a code: two steps before and after its own.
	spentFor = 3 * time.Minute
	// codeStep is how long a device shows a code (RFC 6238's default, which AWS uses).
	codeStep = 30 * time.Second
	// leastWait is for a code that was sent at the very end of its step.
	leastWait = time.Second
)

// Spent remembers which codes were sent. It keeps no code: only its HMAC under a key that is
// nowhere beside it, and the time.
type Spent struct {
	Dir         string
	AccessKeyID string      // of the long-term keys
	Secret      secret.Text // the secret access key that belongs to it
	Now         func() time.Time
	SinceBoot   func() time.Duration // a clock that nobody sets; nil, or 0, where there is none
}

var _ session.SpentCodes = (*Spent)(nil)

// spentMark is one code that was sent.
type spentMark struct {
	MAC       string `json:"mac"`                  // hex
	SentAt    int64  `json:"sent_at"`              // milliseconds of Unix time
	SinceBoot int64  `json:"since_boot,omitempty"` // milliseconds of the clock that nobody sets
}

// Spend looks and marks under one lock, so that of two processes only one gets to send the code.
// Where the lock cannot be had the mark is set all the same and the error says so.
func (s *Spent) Spend(serial device.SerialNumber, code session.TokenCode) error {
	now, sinceBoot, mac := s.Now(), s.sinceBoot(), s.mac(serial, code)
	return s.record().update(func(marks []spentMark) ([]spentMark, error) {
		marks = slices.DeleteFunc(marks, func(m spentMark) bool { return !m.counts(now) && !m.countsSinceBoot(sinceBoot) })
		for i := range marks {
			marks[i].SentAt = min(marks[i].SentAt, now.UnixMilli())
		}
		if slices.ContainsFunc(marks, func(m spentMark) bool { return m.MAC == mac }) {
			return nil, &session.SpentError{SerialNumber: serial, Wait: untilNextCode(now)}
		}
		return append(marks, spentMark{MAC: mac, SentAt: now.UnixMilli(), SinceBoot: sinceBoot.Milliseconds()}), nil
	})
}

// Unspend is no error where there is no mark.
func (s *Spent) Unspend(serial device.SerialNumber, code session.TokenCode) error {
	if !s.record().exists() {
		return nil
	}
	mac := s.mac(serial, code)
	return s.record().update(func(marks []spentMark) ([]spentMark, error) {
		kept := slices.DeleteFunc(slices.Clone(marks), func(m spentMark) bool { return m.MAC == mac })
		if len(kept) == len(marks) {
			return nil, errUnchanged
		}
		return kept, nil
	})
}

// mac tells codes apart without revealing them: a million guesses would do without the key.
func (s *Spent) mac(serial device.SerialNumber, code session.TokenCode) string {
	h := hmac.New(sha256.New, []byte(s.Secret.Reveal()))
	// None of the parts can contain a NUL.
	_, _ = fmt.Fprintf(h, "mfa-session spent code v1\x00%s\x00%s\x00%s", s.AccessKeyID, string(serial), code.Digits())
	return hex.EncodeToString(h.Sum(nil))
}

// counts says that the code may still be taken. A mark that lies ahead is of a clock that was set back
// since: it counts from the next mark on, and not for ever.
func (m spentMark) counts(now time.Time) bool {
	return now.Sub(time.UnixMilli(m.SentAt)) < spentFor
}

// countsSinceBoot is the same where the clock was set ahead since. A mark of before a restart, or of
// another machine that shares the home, seldom counts, and then for three minutes at most: the code
// would have to be the same by chance.
func (m spentMark) countsSinceBoot(now time.Duration) bool {
	ago := now - time.Duration(m.SinceBoot)*time.Millisecond
	return now > 0 && m.SinceBoot > 0 && ago >= 0 && ago < spentFor
}

func (s *Spent) sinceBoot() time.Duration {
	if s.SinceBoot == nil {
		return 0
	}
	return s.SinceBoot()
}

// untilNextCode is until the next boundary of Unix time at which devices change their code.
func untilNextCode(now time.Time) time.Duration {
	return max(codeStep-time.Duration(now.UnixNano())%codeStep, leastWait)
}

func (s *Spent) record() record[[]spentMark] {
	return record[[]spentMark]{dir: s.Dir, name: "spent.json"}
}

// String keeps the secret out of any message.
func (s *Spent) String() string { return "codes sent with " + s.AccessKeyID }

// Format keeps the secret out of any verb of fmt, of the value too.
func (s Spent) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText keeps the secret out of JSON.
func (s Spent) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
