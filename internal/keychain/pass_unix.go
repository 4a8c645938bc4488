//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"

	"github.com/99designs/keyring"
)

// passProgram is the standard Unix password manager (passwordstore.org).
const passProgram = "pass"

// openPass opens the standard Unix password manager. The library is content with the program; a
// store that was never set up would fail at the first write.
func openPass(_ context.Context, c *Config) (items, error) {
	if _, err := os.Stat(filepath.Join(c.PassDir, ".gpg-id")); err != nil {
		return nil, fmt.Errorf("%w: there is no password store in %s (pass init)", ErrAbsent, c.PassDir)
	}
	kr, err := openLibrary(keyring.PassBackend, keyring.Config{PassDir: c.PassDir, PassCmd: passProgram, PassPrefix: service})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	kr = renaming{Keyring: kr, dir: c.PassDir}
	return &passItems{libraryItems: libraryItems{kr: kr, limit: c.patience.dialog, translate: passError}, c: c}, nil
}

// passItems decrypts one item at a time where that fails: gpg-agent runs out of secure memory from
// about fifty at once, and says "No secret key". Writing is one at a time always.
type passItems struct {
	libraryItems
	c *Config
}

func (p *passItems) get(ctx context.Context, name string) ([]byte, error) {
	data, err := p.libraryItems.get(ctx, name)
	if !errors.Is(err, ErrLocked) { // which is all that pass fails with
		return data, err
	}
	err = p.c.locked(ctx, "pass", func() error {
		data, err = p.libraryItems.get(ctx, name)
		return err
	})
	return data, err
}

func (p *passItems) set(ctx context.Context, it item) error {
	return p.c.maybeLocked(ctx, "pass", func(held bool) error {
		if held { // whoever began these is dead
			_, _ = p.removeAll(ctx, isTempName)
		}
		return p.libraryItems.set(ctx, it)
	})
}

func (p *passItems) remove(ctx context.Context, name string) error {
	return p.c.locked(ctx, "pass", func() error { return p.libraryItems.remove(ctx, name) })
}

// passError: pass says why on stderr, and only that it failed to us.
func passError(err error) error { return fmt.Errorf("%w: pass failed: %w", ErrLocked, err) }

// renaming has pass write an item beside its place and then move it there: gpg writes in place, and a
// writer that is killed, or meets another, leaves a file that cannot be read.
type renaming struct {
	keyring.Keyring
	dir string // of the password store
}

// Set implements keyring.Keyring.
func (r renaming) Set(it keyring.Item) error {
	name := it.Key
	it.Key = tempName()
	err := r.Keyring.Set(it)
	if err == nil {
		err = r.move(it.Key, name)
	}
	if err != nil {
		_ = r.Remove(it.Key)
	}
	return err
}

// move leaves it to pass, which also tells git where the store is kept in it.
func (r renaming) move(from, to string) error {
	//nolint:gosec,noctx // the names are ours; the library's calls of pass have no context either
	cmd := exec.Command(passProgram, "mv", "-f", path.Join(service, from), path.Join(service, to))
	cmd.Env = append(cmd.Environ(), "PASSWORD_STORE_DIR="+r.dir)
	return cmd.Run()
}
