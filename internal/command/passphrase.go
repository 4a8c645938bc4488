package command

import (
	"context"
	"errors"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// passphrase is where that of the file backend comes from, nil for nowhere; unattended says that
// nobody is asked for it.
func (r *run) passphrase(noInput bool) (get func(context.Context) (secret.Text, error), unattended bool) {
	if value := r.getenv("MFA_SESSION_PASSPHRASE"); value != "" {
		return func(context.Context) (secret.Text, error) { return secret.New(value), nil }, true
	}
	if path := r.getenv("MFA_SESSION_PASSPHRASE_FILE"); path != "" {
		return func(context.Context) (secret.Text, error) { return passphraseIn(path) }, true
	}
	if line := r.getenv("MFA_SESSION_PASSPHRASE_COMMAND"); line != "" && !isOn(r.getenv("MFA_SESSION_ACTIVE")) {
		command := r.command(line)
		return func(ctx context.Context) (secret.Text, error) {
			printed, err := command.Run(ctx)
			return secret.New(firstLineOf(printed.Reveal())), err // as pass prints a password before what belongs to it
		}, true
	}
	if !r.mayAsk(noInput) {
		return nil, false
	}
	return r.askPassphrase, false
}

func (r *run) askPassphrase(ctx context.Context) (secret.Text, error) {
	if err := r.terminal().Available(); err != nil {
		return secret.Text{}, err
	}
	return r.terminal().AskSecret(ctx, "Passphrase of the session files:")
}

// newPassphraseTries is how often a new passphrase may be typed in two ways.
const newPassphraseTries = 3

var errPassphrasesDiffer = errors.New("it was never typed twice the same")

// askNewPassphrase asks for one that nothing is encrypted with yet, twice: nobody sees what they type.
func (r *run) askNewPassphrase(ctx context.Context) (secret.Text, error) {
	if err := r.terminal().Available(); err != nil {
		return secret.Text{}, err
	}
	for range newPassphraseTries {
		typed, err := r.terminal().AskSecret(ctx, "New passphrase for the session files:")
		if err != nil || typed.IsEmpty() {
			return secret.Text{}, err
		}
		again, err := r.terminal().AskSecret(ctx, "The same once more:")
		if err != nil {
			return secret.Text{}, err
		}
		if again.Equal(typed) {
			return typed, nil
		}
		_ = r.terminal().Tell(programName + ": the two are not the same")
	}
	return secret.Text{}, errPassphrasesDiffer
}
