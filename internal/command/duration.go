package command

import (
	"strconv"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// The least and the most that STS grants an IAM user, and what `aws configure mfa-login` asks for
// (API reference of GetSessionToken).
const (
	leastDuration   = 15 * time.Minute
	mostDuration    = 36 * time.Hour
	defaultDuration = 12 * time.Hour
)

func parseDuration(g given) (time.Duration, error) {
	if g.value == "" {
		return defaultDuration, nil
	}
	d, err := time.ParseDuration(g.value)
	if seconds, numErr := strconv.Atoi(g.value); numErr == nil && seconds >= 0 && seconds <= int(mostDuration/time.Second) {
		d, err = time.Duration(seconds)*time.Second, nil
	}
	if _, notCode := session.ParseTokenCode(g.value); notCode == nil && (err != nil || d < leastDuration || d > mostDuration) { // it is not repeated
		return 0, usageErrorf("%s: six digits are no duration from 15m to 36h", g.from).
			hint("a token code goes without an option: mfa-session 123456 --duration 12h")
	}
	if err != nil || d < leastDuration || d > mostDuration || d%time.Second != 0 {
		return 0, usageErrorf("%s: %s is not a duration from 15m to 36h", g.from, printable(g.value)).
			hint(durationHint(g.value))
	}
	return d, nil
}

// unitsElsewhere are what other programs take, and people write, for a length of time.
var unitsElsewhere = map[string]time.Duration{
	"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second, "": time.Second,
}

// durationHint says how to write what was meant, or which end of what AWS grants it is beyond.
func durationHint(text string) string {
	const usual = "write it like 12h, 90m or 43200 (seconds)"
	d, err := time.ParseDuration(text)
	if err != nil {
		digits := strings.TrimRight(strings.ToLower(text), " abcdefghijklmnopqrstuvwxyz")
		unit, ok := unitsElsewhere[strings.TrimSpace(strings.ToLower(text)[len(digits):])]
		n, numErr := strconv.ParseUint(digits, 10, 16)
		if !ok || numErr != nil {
			return usual
		}
		d = mostDuration + 1 // what is longer may not fit
		if time.Duration(n) <= mostDuration/unit {
			d = time.Duration(n) * unit
		}
	}
	switch {
	case d > mostDuration:
		return "AWS grants 36h at most; " + usual
	case d < leastDuration:
		return "AWS grants 15m at least; " + usual
	case err != nil && d%time.Hour == 0:
		return "write it " + strconv.Itoa(int(d/time.Hour)) + "h"
	case err != nil && d%time.Minute == 0:
		return "write it " + strconv.Itoa(int(d/time.Minute)) + "m"
	case err != nil:
		return "write it " + strconv.Itoa(int(d/time.Second)) + "s"
	}
	return usual // parts of a second
}
