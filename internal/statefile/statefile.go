// Package statefile keeps small files that are never half written: what status reads, which device
// was used last, which codes were sent, and the locks that processes take turns by.
//
// Its rules: nothing secret is in any of them; a file is replaced as a whole or not at all, and is
// readable by its owner only; a directory that others could write to is not used; a file that makes
// no sense counts as empty and is overwritten; lock files are never deleted, and no wait for a lock
// is without an end.
package statefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The conditions that callers tell apart.
var (
	// ErrNoDir says that neither the environment nor a home directory names a place for the files.
	ErrNoDir = errors.New("there is no home directory for state files")
	// ErrUnsafe is a directory or file that others could have tampered with: a symbolic link, owned
	// by somebody else, writable by others, or no regular file.
	ErrUnsafe = errors.New("not safe to use")
	// ErrOpenToOthers is the kind of ErrUnsafe that a mode mends.
	ErrOpenToOthers = fmt.Errorf("writable by others: %w", ErrUnsafe)
	// ErrFull says that the disk has no room, or none for this user.
	ErrFull = errors.New("no room")
	// ErrCorrupt is a file whose content makes no sense.
	ErrCorrupt = errors.New("not in the expected form")
	// ErrLocked says that another process holds the lock.
	ErrLocked = errors.New("locked by another process")
	// ErrNoLock says that no lock can be had here at all, such as on a read-only disk, or on NFS
	// without a lock service. The caller goes on without.
	ErrNoLock = errors.New("no lock can be had")
)

// DirError says that nothing can be written, or safely read, in a directory of state files. Whatever
// is done there fails of it.
type DirError struct {
	Dir string // empty: there is none
	Err error
}

func (e *DirError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *DirError) Unwrap() error { return e.Err }

// BlockedError says that something which is no file of ours stands in the place of one.
type BlockedError struct {
	Path string
	Err  error
}

func (e *BlockedError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *BlockedError) Unwrap() error { return e.Err }

// blocked is the error with which a file could not be opened or replaced, or that of what blocks it.
func blocked(path string, err error) error {
	info, failed := os.Lstat(path)
	switch {
	case failed != nil:
		return err
	case info.IsDir():
		err = fmt.Errorf("%s is a directory: %w", path, ErrUnsafe)
	case info.Mode()&fs.ModeSymlink != 0:
		err = fmt.Errorf("%s is a symbolic link: %w", path, ErrUnsafe)
	default:
		judged := judgeFile(path, info)
		if judged == nil {
			return err
		}
		err = judged
	}
	return &BlockedError{Path: path, Err: err}
}

// fullError is ErrFull in the words of the system.
type fullError struct{ error }

func (e *fullError) Unwrap() error { return e.error }

func (e *fullError) Is(target error) bool { return target == ErrFull }

func ofDir(dir string, err error) error {
	if err == nil {
		return nil
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) && strings.HasPrefix(filepath.Base(e.Path), tempPrefix) {
		err = fmt.Errorf("writing in %s: %w", dir, e.Err) // the name is by chance
	}
	if isFull(err) {
		err = &fullError{err}
	}
	return &DirError{Dir: dir, Err: err}
}

// Dir is the directory of all state files. It is mfa-session under $XDG_STATE_HOME, which counts
// only when absolute; else under ~/.local/state, on macOS too; on Windows under %LOCALAPPDATA%.
func Dir(getenv func(string) string, home, goos string) (string, error) {
	const name = "mfa-session"
	if base := getenv("XDG_STATE_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, name), nil
	}
	if base := getenv("LOCALAPPDATA"); goos == "windows" && base != "" {
		return filepath.Join(base, name), nil
	}
	if !filepath.IsAbs(home) {
		return "", fmt.Errorf("%w: %q", ErrNoDir, home)
	}
	if goos == "windows" {
		return filepath.Join(home, "AppData", "Local", name), nil
	}
	return filepath.Join(home, ".local", "state", name), nil
}
