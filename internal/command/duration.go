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

// unitElsewhere is a unit that other programs take, and people write, for a length of time; zero for
// none.
func unitElsewhere(name string) time.Duration {
	switch name {
	case "w", "week", "weeks":
		return 7 * 24 * time.Hour
	case "d", "day", "days":
		return 24 * time.Hour
	case "h", "hr", "hrs", "hour", "hours":
		return time.Hour
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute
	case "", "s", "sec", "secs", "second", "seconds":
		return time.Second
	}
	return 0
}

// durationHint says how to write what was meant, or which end of what AWS grants it is beyond.
func durationHint(text string) string {
	const usual = "write it like 12h, 90m or 43200 (seconds)"
	d, err := time.ParseDuration(text)
	if err != nil {
		lower := strings.ToLower(text)
		digits := strings.TrimRight(lower, " abcdefghijklmnopqrstuvwxyz")
		unit := unitElsewhere(strings.TrimSpace(lower[len(digits):]))
		n, numErr := strconv.ParseUint(digits, 10, 16)
		if unit == 0 || numErr != nil {
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
