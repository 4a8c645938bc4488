//go:build !windows

package profile

import (
	"os"
	"syscall"
)

// openNonblock opens for reading without waiting for a writer of a FIFO or the carrier of a line,
// and without making a terminal ours.
func openNonblock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}
