package keychain

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/mfa-session/mfa-session/internal/session"
)

// disk is a backend whose items are on a disk, which may be full or read only.
type disk interface {
	// writable says why nothing can be kept there, by really trying.
	writable() error
}

// Writable implements session.Store. Only a disk tells before something is kept there.
func (s *Store) Writable(ctx context.Context, id session.Identity) error {
	opened, err := s.open(ctx, id.Name())
	if err != nil {
		return err
	}
	d, ok := opened.(disk)
	if !ok {
		return nil
	}
	if err := callOnly(ctx, s.c.patience.silent, d.writable); err != nil {
		return s.fault(err)
	}
	return nil
}

func (f *fileItems) writable() error {
	if err := f.makeDir(); err != nil {
		return err
	}
	return fileError(errors.Join(tryWriting(f.c.Dir), mayRead(f.path(passphraseCheck))))
}

// mayRead opens a file, if it is one: nothing is written beside a passphrase that cannot be checked.
func mayRead(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		return file.Close()
	}
	return nil // whoever reads it finds out
}

// tryWriting writes as much as an item may have, and removes it. The name is one that is swept, should
// that not be done.
func tryWriting(dir string) error {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	path := filepath.Join(dir, tempName())
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(path) }()
	_, err = f.Write(make([]byte, 2*maxToken))
	return errors.Join(err, f.Close())
}
