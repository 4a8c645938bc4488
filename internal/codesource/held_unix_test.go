//go:build unix

package codesource

import (
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// holdFIFO makes a named pipe that whoever runs is to keep open for writing.
func holdFIFO(t *testing.T, path string) *os.File {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// waitForAll returns when nobody holds the pipe any more.
func waitForAll(f *os.File) error {
	if err := f.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	_, err := io.ReadAll(f)
	return err
}
