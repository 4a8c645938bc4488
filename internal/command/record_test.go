package command

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A record of a session that is no longer in its keychain is dropped when the session is missed.
func TestMissedSessionLeavesTheRecord(t *testing.T) {
	tests := []struct {
		name    string
		age     time.Duration // of the session when it is missed
		backend string        // where it is looked for
		status  int           // of status --quiet afterwards
	}{
		{"AnHourOld", time.Hour, "file", exitNothingStored},
		{"JustIssued", 30 * time.Second, "file", exitOK},
		{"LookedForElsewhere", time.Hour, "none", exitOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.offset = -tt.age
			w.ends(w.run("login", w.code()), exitOK, 1)
			w.offset = 0
			w.ends(w.run("status", "--quiet"), exitOK, 0)
			if err := os.RemoveAll(filepath.Join(w.home, ".local", "state", "mfa-session", "keychain")); err != nil {
				t.Fatal(err)
			}
			w.ends(w.run("login", "--cached-only", "--backend", tt.backend), exitNothingStored, 0)
			w.ends(w.run("status", "--quiet"), tt.status, 0)
		})
	}
}
