package statefile

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// modesCount says that mode bits tell who may write: here access lists do, and those of the
// profile directory let nobody else in.
const modesCount = false

// openSafely adds nothing: creating a symbolic link takes rights that would make it pointless.
const openSafely = 0

// isOurs trusts the access list of the profile directory.
func isOurs(fs.FileInfo) bool { return true }

func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// claim does not work here, so that abandoned files are told by their age only.
func claim(*os.File) error { return ErrNoLock }
