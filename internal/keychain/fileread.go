package keychain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/99designs/keyring"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// unlocked are the files with the passphrase of one call: another call may forget it meanwhile, and
// with an empty one the library would encrypt for everybody.
type unlocked struct {
	*fileItems
	passphrase secret.Text
}

// Format keeps the passphrase out of every verb of fmt.
func (u unlocked) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "files in "+u.c.Dir) }

// library opens the library's backend. It is never without a password function: it would panic.
func (u unlocked) library() (keyring.Keyring, error) {
	return openLibrary(keyring.FileBackend, keyring.Config{
		FileDir:          u.c.Dir,
		FilePasswordFunc: func(string) (string, error) { return u.passphrase.Reveal(), nil },
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
