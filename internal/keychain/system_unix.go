//go:build unix

package keychain

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// isNoLogonSession is for Windows.
func isNoLogonSession(error) bool { return false }

// isBusy is for Windows: elsewhere an open file can be replaced.
func isBusy(error) bool { return false }

// isFull is of the disk, of what the user may have of it, and of what the shell lets a file be.
func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}

func isReadOnly(err error) bool { return errors.Is(err, unix.EROFS) }

func mayWrite(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }

func ownedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(stat.Uid) == int64(os.Geteuid())
}

func tooWide(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }
