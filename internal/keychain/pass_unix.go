//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/99designs/keyring"
)

// openPass opens the standard Unix password manager. The library is content with the program; a
// store that was never set up would fail at the first write.
func openPass(_ context.Context, c *Config) (items, error) {
	if _, err := os.Stat(filepath.Join(c.PassDir, ".gpg-id")); err != nil {
		return nil, fmt.Errorf("%w: there is no password store in %s (pass init)", ErrAbsent, c.PassDir)
	}
	kr, err := openLibrary(keyring.PassBackend, keyring.Config{PassDir: c.PassDir, PassPrefix: service})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	return &passItems{libraryItems: libraryItems{kr: kr, limit: c.patience.dialog, translate: passError}, c: c}, nil
}

// passItems decrypts one item at a time where that fails: gpg-agent runs out of secure memory from
// about fifty at once, and says "No secret key". Writing is one at a time always: gpg writes in place.
type passItems struct {
	libraryItems
	c *Config
}

func (p *passItems) get(ctx context.Context, name string) ([]byte, error) {
	data, err := p.libraryItems.get(ctx, name)
	if err == nil || errors.Is(err, errMissing) {
		return data, err
	}
	err = p.c.locked(ctx, "pass", func() error {
		data, err = p.libraryItems.get(ctx, name)
		return err
	})
	return data, err
}

func (p *passItems) set(ctx context.Context, it item) error {
	return p.c.locked(ctx, "pass", func() error { return p.libraryItems.set(ctx, it) })
}

// passError: pass says why on stderr, and only that it failed to us.
func passError(err error) error { return fmt.Errorf("%w: pass failed: %w", ErrLocked, err) }
