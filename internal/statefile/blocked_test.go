package statefile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWhatStandsInTheWayIsNamed by its path, whether a file is to be replaced or a lock to be had.
func TestWhatStandsInTheWayIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	inTheWay := []string{filepath.Join(dir, "sessions.json"), filepath.Join(dir, "locks", "turn.lock")}
	for _, path := range inTheWay {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := Sessions{Dir: dir, Now: time.Now}
	_, lockErr := TryLock(dir, "turn")
	for i, err := range []error{s.Put(SessionRecord{ItemName: "x"}), lockErr} {
		var e *BlockedError
		if !errors.As(err, &e) || e.Path != inTheWay[i] || errors.As(err, new(*DirError)) || !errors.Is(err, ErrUnsafe) {
			t.Errorf("%v, want one that names %s", err, inTheWay[i])
		}
	}
	if !errors.Is(lockErr, ErrNoLock) {
		t.Errorf("%v, want %v too", lockErr, ErrNoLock)
	}
}
