//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/99designs/keyring"
)

// passItems are files below mfa-session/ in the store of pass. Its programs print what ails them to
// our standard error; the library leaves no way to keep it.
type passItems struct {
	libraryItems
	c   *Config
	dir string
}

var _ items = (*passItems)(nil)

func openPass(_ context.Context, c *Config) (items, error) {
	if c.PassDir == "" {
		return nil, fmt.Errorf("%w: there is no directory for it", ErrAbsent)
	}
	if _, err := os.Stat(filepath.Join(c.PassDir, ".gpg-id")); err != nil {
		return nil, fmt.Errorf("%w: %s was not made by pass init", ErrAbsent, c.PassDir)
	}
	if _, err := exec.LookPath("pass"); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	kr, err := openLibrary(keyring.PassBackend, keyring.Config{PassDir: c.PassDir, PassPrefix: service})
	if err != nil {
		return nil, err
	}
	return &passItems{
		libraryItems: libraryItems{kr: kr, limit: c.dialogLimit(), translate: passError},
		c:            c,
		dir:          filepath.Join(c.PassDir, service),
	}, nil
}

// get reads again, one process at a time, what could not be decrypted: with fifty at once the agent
// of GnuPG runs out of the memory it protects, and says that there is no key. An empty file is what
// a killed writer leaves, and is missing.
func (p *passItems) get(ctx context.Context, name string) ([]byte, error) {
	if info, err := os.Stat(p.path(name)); err == nil && info.Size() == 0 {
		return nil, fmt.Errorf("%w: the file is empty", errMissing)
	}
	data, err := p.libraryItems.get(ctx, name)
	if !errors.Is(err, ErrLocked) {
		return data, err
	}
	err = p.c.locked(ctx, "pass", func() error {
		data, err = p.libraryItems.get(ctx, name)
		return err
	})
	return data, err
}

// set has pass write beside the item and moves the file there: GnuPG writes in place. In a store
// that git keeps, every step would be a commit of its own, so pass writes in place there.
func (p *passItems) set(ctx context.Context, it item) error {
	if _, err := os.Stat(filepath.Join(p.c.PassDir, ".git")); err == nil {
		return p.c.locked(ctx, "pass", func() error { return p.libraryItems.set(ctx, it) })
	}
	name := it.name
	it.name = tempName()
	defer func() { _ = os.Remove(p.path(it.name)) }() // gone already when all went well
	if err := p.libraryItems.set(ctx, it); err != nil {
		return err
	}
	if err := syncFile(p.path(it.name)); err != nil {
		return fmt.Errorf("writing the item: %w", fileError(err))
	}
	if err := os.Rename(p.path(it.name), p.path(name)); err != nil {
		return fmt.Errorf("putting the item in its place: %w", fileError(err))
	}
	syncDir(p.dir)
	return nil
}

func (p *passItems) usable(context.Context, string) error { return nil } // openPass has looked

func (p *passItems) path(name string) string { return filepath.Join(p.dir, name+".gpg") }

// passError knows that pass ran and failed: decrypting and encrypting are all that can.
func passError(err error) error {
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("%w: gpg has no key for it, or its passphrase was not given: %w", ErrLocked, err)
	}
	return err
}
