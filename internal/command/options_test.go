package command

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 12 * time.Hour, "12h": 12 * time.Hour, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "15m": leastDuration,
		"900": leastDuration, "36h": mostDuration, "129600": mostDuration, "43200s": 12 * time.Hour, "0900": leastDuration,
	} {
		if d, err := parseDuration(given{text, "--duration"}); err != nil || d != want {
			t.Errorf("%q: %v, %v, want %v", text, d, err, want)
		}
	}
	for _, text := range []string{
		"899", "14m59s", "129601", "36h1s", "-12h", "-43200", "1d", "12", "h", "12 h", "1e9h", "0x384", "20m0.5s", "９００", "9999999999999999999h",
	} {
		_, err := parseDuration(given{text, "MFA_SESSION_DURATION"})
		if usage := new(usageError); !errors.As(err, &usage) || !strings.HasPrefix(err.Error(), "MFA_SESSION_DURATION: ") {
			t.Errorf("%q: %v, want a usage error that names the variable", text, err)
		}
	}
}

// A code that was typed as a duration is not repeated.
func TestACodeIsNoDuration(t *testing.T) {
	for _, text := range []string{"129601", "999999", "000123"} {
		_, err := parseDuration(given{text, "--duration"})
		usage := new(usageError)
		if !errors.As(err, &usage) || strings.Contains(usage.text, text) || !strings.Contains(usage.hints[0], "mfa-session 123456 --duration 12h") {
			t.Errorf("%q: %+v", text, err)
		}
	}
}

func TestIsOn(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "F": false, "1": true, "true": true, "yes": true, "no": true} {
		if isOn(value) != want {
			t.Errorf("%q is on: %v, want %v", value, !want, want)
		}
	}
}

func TestGetenvTakesTheLast(t *testing.T) {
	p := &Process{Environ: []string{"A=1", "A=2", "AB=3", "A", "=A", "B="}}
	for name, want := range map[string]string{"A": "2", "AB": "3", "B": "", "C": "", "": "A"} {
		if got := p.getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestPrintableWords(t *testing.T) {
	for word, want := range map[string]string{
		"work": "work", "wo\x1b[31mrk\n": "wo[31mrk ", "w\xffork\u202e": "work",
		strings.Repeat("é", 81): strings.Repeat("é", 80) + "…", strings.Repeat("é", 80): strings.Repeat("é", 80),
	} {
		if got := printable(word); got != want {
			t.Errorf("%q is shown as %q, want %q", word, got, want)
		}
	}
}

func TestClockNamesTheDayWhenItIsAnother(t *testing.T) {
	now := time.Date(2026, 1, 31, 23, 30, 0, 0, time.FixedZone("CET", 3600))
	r := &run{Process: &Process{Now: func() time.Time { return now }}}
	for at, want := range map[time.Time]string{
		now.Add(10 * time.Minute).UTC(): "23:40",
		now.Add(time.Hour).UTC():        "2026-02-01 00:30",
		now.AddDate(1, 0, 0):            "2027-01-31 23:30",
	} {
		if got := r.clock(at); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}

// TestWhereDialogsAreSeen: over SSH a dialog would show on a screen where nobody sits.
func TestWhereDialogsAreSeen(t *testing.T) {
	for _, c := range []struct {
		goos    string
		environ []string
		want    bool
	}{
		{"linux", nil, false},
		{"linux", []string{"DISPLAY=:0"}, true},
		{"linux", []string{"WAYLAND_DISPLAY=wayland-0"}, true},
		{"linux", []string{"DISPLAY=:10", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22"}, false},
		{"darwin", nil, true},
		{"darwin", []string{"SSH_TTY=/dev/ttys001"}, false},
		{"windows", nil, true},
		{"windows", []string{"MFA_SESSION_ACTIVE=1"}, false},
	} {
		r := &run{Process: &Process{GOOS: c.goos, Environ: c.environ}}
		if r.hasDialogs(false) != c.want {
			t.Errorf("%s with %q: %v, want %v", c.goos, c.environ, !c.want, c.want)
		}
	}
}
