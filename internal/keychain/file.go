package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/mfa-session/mfa-session/internal/session"
)

// fileItems are files that the library encrypts: JWE, its key derived from the passphrase in 8,192
// rounds of PBKDF2. What the library lacks is here: nothing is ever half written, a wrong passphrase
// is told from a damaged item, and the directory is ours alone.
type fileItems struct {
	c      *Config
	keeper *keeper
}

var _ items = (*fileItems)(nil)

func openFile(_ context.Context, c *Config) (items, error) {
	if c.Dir == "" {
		return nil, &FilesError{fmt.Errorf("%w: there is no directory for it", ErrAbsent)}
	}
	return &fileItems{c: c, keeper: newKeeper()}, nil
}

func (f *fileItems) usable(ctx context.Context, _ string) error {
	_, err := f.unlock(ctx)
	return err
}

func (f *fileItems) unlock(ctx context.Context) (unlocked, error) {
	if err := f.checkDir(); err != nil {
		return unlocked{}, err
	}
	if f.c.NewPassphrase == nil || !f.isNew() {
		passphrase, err := f.keeper.get(ctx, f.c.Passphrase)
		return unlocked{f, passphrase}, err
	}
	passphrase, err := f.keeper.get(ctx, f.c.NewPassphrase)
	u := unlocked{f, passphrase}
	if err != nil || f.c.Unattended {
		return u, err
	}
	return u.begin(ctx)
}

// isNew says that nothing is there yet that a passphrase would have to fit. What cannot be listed
// may be.
func (f *fileItems) isNew() bool {
	names, err := f.names()
	return err == nil && !slices.ContainsFunc(names, func(name string) bool {
		return name == passphraseCheck || isSessionName(name) || isKeysName(name)
	})
}

// get reads an item.
func (f *fileItems) get(ctx context.Context, name string) ([]byte, error) {
	u, err := f.unlock(ctx)
	if err != nil {
		return nil, err
	}
	return call(ctx, f.c.patience.silent, func() ([]byte, error) {
		data, err := u.read(ctx, name)
		if errors.Is(err, errMissing) {
			return nil, u.miss(ctx, err)
		}
		return data, err
	})
}

// set writes under a lock, where one can be had: what others began and did not end is then litter.
func (f *fileItems) set(ctx context.Context, it item) error {
	u, err := f.unlock(ctx)
	if err != nil {
		return err
	}
	return f.c.maybeLocked(ctx, "file", func(held bool) error {
		return callOnly(ctx, f.c.patience.silent, func() error {
			if err := f.makeDir(); err != nil {
				return err
			}
			if err := u.writePassphraseCheck(ctx); err != nil {
				return err
			}
			f.sweep(held)
			return u.place(ctx, it)
		})
	})
}

// remove needs no passphrase.
func (f *fileItems) remove(ctx context.Context, name string) error {
	if err := f.checkDir(); err != nil {
		return err
	}
	return callOnly(ctx, f.c.patience.silent, func() error { return f.removeFile(ctx, name) })
}

func (f *fileItems) removeFile(ctx context.Context, name string) error {
	err := whileBusy(ctx, func() error { return os.Remove(f.path(name)) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fileError(err)
}

// removeAll also forgets the passphrase when nothing is left that needs it.
func (f *fileItems) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	if err := f.checkDir(); err != nil {
		return 0, err
	}
	return call(ctx, f.c.patience.silent, func() (int, error) {
		names, err := f.names()
		if err != nil {
			return 0, err
		}
		n, err := removeEach(ctx, names, chosen, f.removeFile)
		if err != nil || slices.ContainsFunc(names, isKeysName) {
			return n, err
		}
		return n, f.removeFile(ctx, passphraseCheck)
	})
}

func (f *fileItems) names() ([]string, error) {
	entries, err := os.ReadDir(f.c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, fileError(err)
}

func (f *fileItems) path(name string) string { return filepath.Join(f.c.Dir, name) }

// fileError gives an error of the system its meaning.
func fileError(err error) error {
	switch {
	case err == nil:
		return nil
	case isFull(err):
		err = fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		err = fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return &FilesError{err}
}

// checkWritable makes the directory and finds a disk or directory that is read only. What is stored
// there can still be served.
func (f *fileItems) checkWritable() error {
	err := f.makeDir()
	if err == nil {
		err = fileError(mayWrite(f.c.Dir))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", session.ErrNoStore, err)
	}
	return nil
}
