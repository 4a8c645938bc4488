package busguard

import (
	"path/filepath"
	"testing"
	"time"
)

// Two buses that accept and never answer take the time that one may take: a second, not two, and not
// the three that reading again would.
func TestManyDeadBusesTakeNoLongerThanOne(t *testing.T) {
	dir := t.TempDir()
	var addresses []string
	for _, name := range []string{"a", "b"} {
		listen(t, filepath.Join(dir, name), silent)
		addresses = append(addresses, "unix:path="+filepath.Join(dir, name))
	}
	began, found := time.Now(), make(chan string, 1)
	go func() { found <- liveAddress(addresses, 1000) }()
	select {
	case address := <-found:
		if took := time.Since(began); address != disabled || took < 900*time.Millisecond || took > 2500*time.Millisecond {
			t.Errorf("found %q after %v", address, took)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("they are waited for without an end")
	}
}

func TestNumbersAreWrittenInDecimal(t *testing.T) {
	for n, want := range map[int]string{0: "0", 9: "9", 10: "10", 19: "19", 99: "99", 100: "100", 1000: "1000", 65534: "65534"} {
		if got := decimal(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
