package session

import "time"

// Freshness says what a stored session is good for at some moment.
type Freshness int

// A session is Fresh while the margin is left, Usable while MinLeft is left, then Expired.
const (
	Expired Freshness = iota
	Usable
	Fresh
)

// String is the word that status uses.
func (f Freshness) String() string {
	switch f {
	case Fresh:
		return "fresh"
	case Usable:
		return "usable"
	case Expired:
	}
	return "expired"
}

const (
	// freshMargin is botocore's advisory window: with less left it runs a credential_process at
	// every call (botocore credentials.py, _advisory_refresh_timeout).
	freshMargin = 15 * time.Minute
	// MinLeft is the least life a session is served with: it must outlive the request it is for.
	MinLeft = time.Minute
)

// FreshnessOf judges a session by when it was issued and when it expires. A session that was
// issued for less than an hour is fresh until a quarter of its life is left.
func FreshnessOf(issued, expires, now time.Time) Freshness {
	left := expires.Sub(now)
	margin := min(freshMargin, expires.Sub(issued)/4)
	switch {
	case left < MinLeft:
		return Expired
	case left < margin:
		return Usable
	}
	return Fresh
}

// Freshness judges this session.
func (s Session) Freshness(now time.Time) Freshness {
	return FreshnessOf(s.IssuedAt, s.Credentials.Expires, now)
}
