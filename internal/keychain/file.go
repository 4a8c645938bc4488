package keychain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/99designs/keyring"

	"github.com/mfa-session/mfa-session/internal/secret"
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

// unlocked are the files with the passphrase of one call: another call may forget it meanwhile, and
// with an empty one the library would encrypt for everybody.
type unlocked struct {
	*fileItems
	passphrase secret.Text
}

// Format keeps the passphrase out of every verb of fmt.
func (u unlocked) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "files in "+u.c.Dir) }

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

// library opens the library's backend. It is never without a password function: it would panic.
func (u unlocked) library() (keyring.Keyring, error) {
	return openLibrary(keyring.FileBackend, keyring.Config{
		FileDir:          u.c.Dir,
		FilePasswordFunc: func(string) (string, error) { return u.passphrase.Reveal(), nil },
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

// miss tells a miss only where an item could be written: whoever misses will next ask a person for a
// code, for which it is good to know that the session can be kept. Nothing is made for a caller that
// has gone.
func (u unlocked) miss(ctx context.Context, missing error) error {
	if ctx.Err() != nil {
		return missing
	}
	if err := u.checkPassphrase(ctx); err != nil {
		return err
	}
	if err := u.checkWritable(); err != nil {
		return err
	}
	return missing
}

// read reads and decrypts one file. A file that cannot be one of ours is missing.
func (u unlocked) read(ctx context.Context, name string) ([]byte, error) {
	info, err := os.Lstat(u.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errMissing
	case err != nil:
		return nil, fileError(err)
	case !info.Mode().IsRegular() || info.Size() > 2*maxRecord: // the library would follow links, and read a pipe for ever
		return nil, fmt.Errorf("%w: the file is not one of ours", errMissing)
	}
	kr, err := u.library()
	if err != nil {
		return nil, err
	}
	var it keyring.Item
	err = whileBusy(ctx, func() (err error) {
		it, err = kr.Get(name)
		return err
	})
	if err != nil {
		return nil, u.judge(ctx, name, err)
	}
	return it.Data, nil
}

// judge tells what is wrong with a file that was not decrypted. The library says the same of a wrong
// passphrase and of a file that was tampered with; the check decides.
func (u unlocked) judge(ctx context.Context, name string, err error) error {
	var ofSystem *fs.PathError
	switch {
	case errors.Is(err, keyring.ErrKeyNotFound):
		return errMissing
	case errors.As(err, &ofSystem):
		return fileError(err)
	case !strings.Contains(err.Error(), "integrity check failed"): // jose2go aes/key_wrap.go
		return fmt.Errorf("%w: the file is damaged", errMissing)
	case name != passphraseCheck && u.passphraseIsRight(ctx):
		return fmt.Errorf("%w: the file was tampered with", errMissing)
	}
	u.keeper.forget(u.passphrase)
	return ErrPassphraseWrong
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
