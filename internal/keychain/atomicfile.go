package keychain

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// place has the library write the item beside its place and then moves it there. The library writes
// in place: a fifth of the writers that were killed left an empty file, and so did two at a time.
func (u unlocked) place(ctx context.Context, it item) error {
	kr, err := u.library()
	if err != nil {
		return err
	}
	temp := tempName()
	defer func() { _ = os.Remove(u.path(temp)) }() // gone already when all went well
	name := it.name
	it.name = temp
	if err := kr.Set(libraryItem(it)); err != nil {
		return fmt.Errorf("writing the item: %w", fileError(err))
	}
	if err := syncFile(u.path(temp)); err != nil {
		return fmt.Errorf("writing the item: %w", fileError(err))
	}
	if err := whileBusy(ctx, func() error { return os.Rename(u.path(temp), u.path(name)) }); err != nil {
		return fmt.Errorf("putting the item in its place: %w", fileError(err))
	}
	syncDir(u.c.Dir)
	return nil
}

// tempName names an item that is being written. Only those of that form are ever swept.
func tempName() string {
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails since Go 1.24
	return tempPrefix + hex.EncodeToString(random)
}

// syncFile has the content on the disk before its name is: some file systems rename first.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncDir makes the new name last. Where directories cannot be synced, nothing is lost but time.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// abandoned is the age at which a temporary file cannot belong to a running process any more.
const abandoned = time.Hour

// sweep removes what killed processes left; without the lock, what nobody can be writing any more.
// What cannot be removed stays.
func (f *fileItems) sweep(locked bool) {
	names, err := f.names()
	if err != nil {
		return
	}
	for _, name := range names {
		if isTempName(name) && (locked || f.isAbandoned(name)) {
			_ = os.Remove(f.path(name))
		}
	}
}

func (f *fileItems) isAbandoned(name string) bool {
	info, err := os.Lstat(f.path(name))
	return err == nil && f.c.Now().Sub(info.ModTime()) > abandoned
}

// dirMode keeps other users out; files have 0600 by the library.
const dirMode fs.FileMode = 0o700

func (f *fileItems) makeDir() error {
	if err := os.MkdirAll(f.c.Dir, dirMode); err != nil {
		return fmt.Errorf("making the directory: %w", fileError(err))
	}
	return f.checkDir()
}

// checkDir refuses a directory that others could have put there. A mode that is too wide is narrowed:
// the directory is ours then. That it is not there is fine.
func (f *fileItems) checkDir() error {
	info, err := os.Lstat(f.c.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fileError(err)
	case !info.IsDir(): // a symbolic link is none
		return &FilesError{fmt.Errorf("%w: %s is no directory", ErrDenied, f.c.Dir)}
	case !ownedByUs(info):
		return &FilesError{fmt.Errorf("%w: %s belongs to another user", ErrDenied, f.c.Dir)}
	case tooWide(info):
		return fileError(os.Chmod(f.c.Dir, dirMode))
	}
	return nil
}

// whileBusy tries again for a second while another process has the file open, which only Windows minds.
func whileBusy(ctx context.Context, fn func() error) error {
	err := fn()
	for range 50 {
		if err == nil || !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
		err = fn()
	}
	return err
}
