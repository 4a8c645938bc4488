//go:build unix

package statefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// modesCount says that mode bits tell who may write.
const modesCount = true

// openSafely are flags that neither follow a symbolic link nor wait for the other end of a pipe.
const openSafely = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// isOurs says whether the file belongs to the user we act as.
func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isFull is of the disk, of what the user may have of it, and of what the shell lets a file be.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// claim marks an open file as in use until it is closed; the kernel ends the claim of a process
// that dies. It fails with ErrLocked where another has claimed it, otherwise where locks do not
// work.
func claim(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}
