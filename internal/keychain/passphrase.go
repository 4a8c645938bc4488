package keychain

import (
	"context"
	"errors"
)

// passphraseCheck names an item that everybody knows. It shows whether the passphrase is the one that
// the other items were encrypted with, before any of them is written with another.
const passphraseCheck = "passphrase-check"

// checkPassphrase fails when the check says that the passphrase is another one. Without a check, or
// with one that is damaged, there is nothing to compare.
func (f *fileItems) checkPassphrase(ctx context.Context) error {
	_, err := f.read(ctx, passphraseCheck)
	if errors.Is(err, ErrPassphraseWrong) {
		return err
	}
	return nil
}

// passphraseIsRight says whether the check proves it.
func (f *fileItems) passphraseIsRight(ctx context.Context) bool {
	_, err := f.read(ctx, passphraseCheck)
	return err == nil
}

// writePassphraseCheck writes the check unless there is a good one.
func (f *fileItems) writePassphraseCheck(ctx context.Context) error {
	_, err := f.read(ctx, passphraseCheck)
	if errors.Is(err, errMissing) {
		return f.place(ctx, item{name: passphraseCheck, data: []byte("mfa-session")})
	}
	return err
}
