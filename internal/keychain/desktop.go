package keychain

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/99designs/keyring"
)

// openWincred opens the Windows Credential Manager. It shows no dialog.
func openWincred(_ context.Context, c *Config) (items, error) {
	if !built(keyring.WinCredBackend) {
		return nil, fmt.Errorf("%w: it is part of Windows", ErrAbsent)
	}
	kr, err := openLibrary(keyring.WinCredBackend, keyring.Config{ServiceName: service, WinCredPrefix: service})
	if err != nil {
		return nil, err
	}
	return &libraryItems{kr: chunked{kr}, limit: c.patience.silent, translate: wincredError}, nil
}

// wincredError knows error 1312, which network logons such as SSH get: they have no credentials to
// keep any with (Win32-OpenSSH issue 996).
func wincredError(err error) error {
	if isNoLogonSession(err) {
		return fmt.Errorf("%w: this logon has no credentials, as over SSH: %w", ErrDenied, err)
	}
	return err
}

// openKeychain opens the login keychain of macOS. Its items trust this program, so that reading them
// shows no dialog as long as the program is signed by the same identity.
func openKeychain(_ context.Context, c *Config) (items, error) {
	if !built(keyring.KeychainBackend) {
		return nil, keychainAbsent(runtime.GOOS)
	}
	kr, err := openLibrary(keyring.KeychainBackend, keyring.Config{ServiceName: service, KeychainTrustApplication: true})
	if err != nil {
		return nil, err
	}
	return &keychainItems{libraryItems{kr: kr, limit: c.dialogLimit(), translate: keychainError}}, nil
}

func keychainAbsent(goos string) error {
	if goos == "darwin" {
		return fmt.Errorf("%w: this build of mfa-session has no cgo, which the macOS keychain needs", ErrAbsent)
	}
	return fmt.Errorf("%w: it is part of macOS", ErrAbsent)
}

// keychainItems sees what the library hides: its Get says "not found" for every error, such as a
// locked keychain or a dialog that was denied (keychain.go:61 tests for no results first). An item
// whose attributes are there, which needs no permission, was therefore refused.
type keychainItems struct{ libraryItems }

func (k *keychainItems) get(ctx context.Context, name string) ([]byte, error) {
	data, err := k.libraryItems.get(ctx, name)
	if !errors.Is(err, errMissing) {
		return data, err
	}
	return nil, callOnly(ctx, k.limit, func() error {
		if _, err := k.kr.GetMetadata(name); err != nil {
			return k.judge(err)
		}
		return fmt.Errorf("%w: the item is there and was not given out", ErrLocked)
	})
}

// usable takes the keychain as it is: nothing else is tried after it, and reading may show a dialog.
func (k *keychainItems) usable(context.Context, string) error { return nil }

// keychainError knows the numbers that the library prints at the end (Security/SecBase.h).
func keychainError(err error) error {
	text := err.Error()
	switch {
	case strings.HasSuffix(text, "(-25308)"): // errSecInteractionNotAllowed, as over SSH
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case strings.HasSuffix(text, "(-25291)"): // errSecNotAvailable
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	case strings.HasSuffix(text, "(-25293)"), strings.HasSuffix(text, "(-128)"), // errSecAuthFailed, errSecUserCanceled
		strings.HasSuffix(text, "(-25244)"): // errSecInvalidOwnerEdit: made by a build with another signature
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return err
}
