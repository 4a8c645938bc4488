//go:build unix

package keychain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/99designs/keyring"
)

// passItems keeps items in the standard Unix password manager (passwordstore.org) as the library
// does: under mfa-session/NAME, each the library's Item as JSON. It starts pass itself, since the
// library gives pass our stderr, our whole environment, and any time it likes.
type passItems struct {
	c   *Config
	run func(ctx context.Context, call passCall) (stdout []byte, err error)
}

var _ items = (*passItems)(nil)

// openPass finds out what a first write would: no program, or a store that was never set up.
func openPass(_ context.Context, c *Config) (items, error) {
	if _, err := exec.LookPath(c.passProgram()); err != nil {
		return nil, fmt.Errorf("%w: there is no program pass", ErrAbsent)
	}
	_, err := os.Stat(filepath.Join(c.PassDir, ".gpg-id"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w: there is no password store in %s", ErrAbsent, ErrNotSetUp, c.PassDir)
	}
	if err != nil {
		return nil, fileError(err)
	}
	return &passItems{c: c, run: c.runPass}, nil
}

func (p *passItems) dir() string { return filepath.Join(p.c.PassDir, service) }

// file is where pass keeps an item.
func (p *passItems) file(name string) string { return filepath.Join(p.dir(), name+".gpg") }

// there is nil, or errMissing, or why that cannot be told.
func (p *passItems) there(name string) error {
	_, err := os.Stat(p.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return errMissing
	}
	return fileError(err)
}

func (p *passItems) usable(ctx context.Context, name string) error {
	_, err := p.get(ctx, name)
	return ignoreMissing(err)
}

func (p *passItems) get(ctx context.Context, name string) ([]byte, error) {
	if err := p.there(name); err != nil {
		return nil, err
	}
	shown, err := p.show(ctx, name)
	if err != nil {
		if missing := p.there(name); missing != nil { // it was deleted meanwhile
			return nil, missing
		}
		return nil, err
	}
	var it keyring.Item
	if err := json.Unmarshal(shown, &it); err != nil {
		return nil, errDamaged // why is not repeated, it may show a piece of it
	}
	return it.Data, nil
}

// set writes one at a time. It has pass write an item beside its place and then move it there: gpg
// writes in place, and a writer that is killed, or meets another, leaves a file that cannot be read.
func (p *passItems) set(ctx context.Context, it item) error {
	data, err := json.Marshal(libraryItem(it))
	if err != nil {
		return err
	}
	return p.c.maybeLocked(ctx, "pass", func(held bool) error {
		if held { // whoever began these is dead
			p.sweep(ctx)
			defer p.sweep(ctx) // a writer's pass may outlive it for a moment
		}
		temp := tempName()
		err := p.write(ctx, "insert", strings.NewReader(string(data)), "--multiline", "--force", path.Join(service, temp))
		if err == nil {
			// pass also tells git, where the store is kept in it.
			err = p.write(ctx, "mv", nil, "--force", path.Join(service, temp), path.Join(service, it.name))
		}
		if err != nil {
			p.discard(ctx, temp)
		}
		return err
	})
}

// write runs a command of pass that decrypts nothing.
func (p *passItems) write(ctx context.Context, command string, stdin *strings.Reader, args ...string) error {
	_, err := p.run(ctx, passCall{command: command, args: args, stdin: stdin, limit: p.c.passLimit()})
	var failed *passError
	if errors.As(err, &failed) {
		return p.cannotWrite(failed)
	}
	return err
}

// writable implements disk.
func (p *passItems) writable() error { return fileError(tryWriting(p.dir())) }

// discard is for what was not written to its end, also when time is up.
func (p *passItems) discard(ctx context.Context, temp string) {
	short, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if p.there(temp) == nil {
		_ = p.delete(short, temp)
		_ = os.Remove(p.file(temp)) // where pass cannot, without git knowing
	}
}

func (p *passItems) sweep(ctx context.Context) {
	names, err := p.names()
	if err == nil {
		_, _ = removeEach(ctx, names, isTempName, p.delete) // what cannot be removed stays
	}
}

func (p *passItems) remove(ctx context.Context, name string) error {
	if p.there(name) == errMissing { //nolint:errorlint // it is what there gives
		return nil
	}
	return p.c.locked(ctx, "pass", func() error { return p.delete(ctx, name) })
}

func (p *passItems) delete(ctx context.Context, name string) error {
	if err := p.there(name); err != nil {
		return ignoreMissing(err)
	}
	err := p.write(ctx, "rm", nil, "--force", path.Join(service, name))
	if errors.Is(p.there(name), errMissing) {
		return nil
	}
	return err
}

func (p *passItems) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	names, err := p.names()
	if err != nil {
		return 0, fmt.Errorf("listing the items: %w", err)
	}
	return removeEach(ctx, names, chosen, p.remove)
}

func (p *passItems) names() ([]string, error) {
	entries, err := os.ReadDir(p.dir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".gpg"); ok {
			names = append(names, name)
		}
	}
	return names, nil
}
