//go:build unix

package awsapi_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Opening a FIFO that nobody writes to would take for ever.
func TestACABundleThatIsAFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := issue(withBundle("https://sts.example.com", path))
	conditions(t, err, session.ErrAWS, session.ErrNotSent)
}
