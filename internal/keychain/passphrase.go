package keychain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// keeper asks for the passphrase once and keeps it.
type keeper struct {
	turn  chan struct{} // holds one token: it guards value, also while a person is asked
	value secret.Text   // empty until it was asked for
}

func newKeeper() *keeper { return &keeper{turn: make(chan struct{}, 1)} }

// Format keeps it out of every verb of fmt.
func (k *keeper) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[passphrase]") }

// get gives the passphrase, asking for it when it is not known yet; there is none to ask for without
// a function. A person may take longer for it than any call of the library, so only the context
// limits it.
func (k *keeper) get(ctx context.Context, ask func(context.Context) (secret.Text, error)) (secret.Text, error) {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return secret.Text{}, timeUp(ctx)
	}
	if !k.value.IsEmpty() {
		return k.value, nil
	}
	if ask == nil {
		return secret.Text{}, ErrPassphraseMissing
	}
	passphrase, err := ask(ctx)
	switch {
	case ctx.Err() != nil:
		return secret.Text{}, timeUp(ctx)
	case err != nil:
		return secret.Text{}, fmt.Errorf("%w: %w", ErrPassphraseMissing, err)
	case passphrase.IsEmpty(): // the library would take it, and encrypt for everybody
		return secret.Text{}, fmt.Errorf("%w: it is empty", ErrPassphraseMissing)
	}
	k.value = passphrase
	return passphrase, nil
}

// forget has a wrong passphrase asked for again.
func (k *keeper) forget(wrong secret.Text) {
	select {
	case k.turn <- struct{}{}:
		if k.value.Equal(wrong) {
			k.value = secret.Text{}
		}
		<-k.turn
	default: // somebody is asking
	}
}

// passphraseCheck names an item that everybody knows. It shows whether the passphrase is the one that
// the other items were encrypted with, before any of them is written with another.
const passphraseCheck = "passphrase-check"

// checkPassphrase fails when the check says that the passphrase is another one. Without a check, or
// with one that is damaged, there is nothing to compare.
func (u unlocked) checkPassphrase(ctx context.Context) error {
	_, err := u.read(ctx, passphraseCheck)
	if errors.Is(err, ErrPassphraseWrong) {
		return err
	}
	return nil
}

// passphraseIsRight says whether the check proves it.
func (u unlocked) passphraseIsRight(ctx context.Context) bool {
	_, err := u.read(ctx, passphraseCheck)
	return err == nil
}

// writePassphraseCheck writes the check unless there is a good one.
func (u unlocked) writePassphraseCheck(ctx context.Context) error {
	_, err := u.read(ctx, passphraseCheck)
	if errors.Is(err, errMissing) {
		return u.place(ctx, item{name: passphraseCheck, data: []byte("mfa-session")})
	}
	return err
}

// begin makes the passphrase that a person has just thought of the one of all files. Where another
// process was quicker, its passphrase is asked for: no code is spent yet. What else is wrong shows
// where the files are used.
func (u unlocked) begin(ctx context.Context) (unlocked, error) {
	err := u.c.locked(ctx, "file", func() error {
		return callOnly(ctx, u.c.patience.silent, func() error {
			if err := u.makeDir(); err != nil {
				return err
			}
			return u.writePassphraseCheck(ctx)
		})
	})
	if !errors.Is(err, ErrPassphraseWrong) {
		return u, nil
	}
	passphrase, err := u.keeper.get(ctx, u.c.Passphrase)
	return unlocked{u.fileItems, passphrase}, err
}
