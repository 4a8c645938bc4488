package profile

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWhatIsRecent(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "config")
	for ago, want := range map[time.Duration]bool{
		-time.Minute: false, time.Millisecond - time.Minute: true, 0: true, 49 * time.Millisecond: true, 50 * time.Millisecond: false,
	} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-ago)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := lookerAt(now).isRecent(info); got != want {
			t.Errorf("%v ago is recent: %v", ago, got)
		}
		if (looker{}).isRecent(info) {
			t.Errorf("%v ago is recent to one that does not care", ago)
		}
	}
	if quiet < 15*time.Millisecond || cutting < time.Millisecond {
		t.Errorf("%v and %v are too short to wait", quiet, cutting)
	}
}
