package keychain

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/windows"
)

// order is that of Auto.
func order() []Backend { return []Backend{Wincred} }

func openers() map[Backend]opener {
	return map[Backend]opener{Keychain: openKeychain, Wincred: openWincred, File: openFile}
}

func isNoLogonSession(err error) bool { return errors.Is(err, windows.ERROR_NO_SUCH_LOGON_SESSION) }

// isBusy says that another process has the file open; it will not for long.
func isBusy(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// mayWrite leaves it to the first write: access lists are not worth reading.
func mayWrite(string) error { return nil }

// ownedByUs trusts the access list that directories below the user's profile inherit.
func ownedByUs(fs.FileInfo) bool { return true }

func tooWide(fs.FileInfo) bool { return false }
