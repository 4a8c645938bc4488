//go:build unix

package command

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// readableByOthers goes by the mode, as ssh does for keys: only of a file that is ours. A secret
// that root puts into a container is readable by all there, and nobody else is there.
func readableByOthers(info os.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Getuid() && info.Mode().Perm()&0o077 != 0
}

// openNonblocking opens a file to read, and does not wait for the other end of a FIFO.
func openNonblocking(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
}
