package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/keyring"
	"github.com/godbus/dbus"
)

// secretService are items in the default collection of the desktop's keyring, usually "login". The
// library on its own would make a collection of our name, which asks for a new password on the
// screen; it unlocks whatever is locked, and waits for ever for whoever should answer. So before it
// is called, it is known which collection to use and whether that is locked.
type secretService struct {
	c       *Config
	bus     secretBus
	looked  string // the name that was looked for last
	found   places // where it was
	lookErr error
}

var _ items = (*secretService)(nil)

func openSecretService(_ context.Context, c *Config) (items, error) {
	// The library connects when the program starts, see package busguard, or not at all.
	if !built(keyring.SecretServiceBackend) {
		return nil, fmt.Errorf("%w: there is no D-Bus session bus", ErrAbsent)
	}
	conn, err := dbus.SessionBus()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	return &secretService{c: c, bus: secretBus{conn: conn}}, nil
}

// places says in which collections an item is.
type places struct{ unlocked, locked []dbus.ObjectPath }

// usable needs a default collection that is unlocked, or that a person can unlock. An item that can
// be read at once is proof enough.
func (s *secretService) usable(ctx context.Context, name string) error {
	_, err := s.find(ctx, name)
	return ignoreMissing(err)
}

// find tells the collection to read an item from, errMissing when there is none in a usable one.
//
// Searching comes first for a second reason: gnome-keyring aborts under load when the first call on
// a connection is OpenSession, which is what the library begins with; after a search it does not.
func (s *secretService) find(ctx context.Context, name string) (dbus.ObjectPath, error) {
	if s.looked != name {
		s.found, s.lookErr = call(ctx, s.c.patience.silent, func() (places, error) { return s.bus.search(name) })
		s.looked = name
	}
	if s.lookErr != nil {
		return "", s.lookErr
	}
	if len(s.found.unlocked) == 1 {
		return s.found.unlocked[0], nil
	}
	collection, locked, err := s.defaultCollection(ctx)
	switch {
	case err != nil:
		return "", err
	case locked && !s.c.Dialogs:
		return "", fmt.Errorf("%w: no display to unlock it on", ErrLocked)
	case !has(s.found.unlocked, collection) && !has(s.found.locked, collection):
		return "", errMissing
	}
	return collection, nil
}

func has(paths []dbus.ObjectPath, path dbus.ObjectPath) bool {
	for _, p := range paths {
		if p == path {
			return true
		}
	}
	return false
}

func (s *secretService) defaultCollection(ctx context.Context) (path dbus.ObjectPath, locked bool, err error) {
	err = callOnly(ctx, s.c.patience.silent, func() error {
		path, err = s.bus.defaultCollection()
		if err == nil {
			locked, err = s.bus.locked(path)
		}
		return err
	})
	return path, locked, err
}

func (s *secretService) get(ctx context.Context, name string) ([]byte, error) {
	collection, err := s.find(ctx, name)
	s.looked = "" // the next one looks again
	if err != nil {
		return nil, err
	}
	return withUnlocked(ctx, s, collection, has(s.found.locked, collection), func(l *libraryItems) ([]byte, error) {
		return l.get(ctx, name)
	})
}

func (s *secretService) set(ctx context.Context, it item) error {
	_, err := s.inDefault(ctx, it.name, func(l *libraryItems) (int, error) { return 0, l.set(ctx, it) })
	return err
}

func (s *secretService) remove(ctx context.Context, name string) error {
	_, err := s.inDefault(ctx, name, func(l *libraryItems) (int, error) { return 0, l.remove(ctx, name) })
	return err
}

func (s *secretService) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	return s.inDefault(ctx, "", func(l *libraryItems) (int, error) { return l.removeAll(ctx, chosen) })
}

// inDefault runs fn on the default collection, after a search for a first call.
func (s *secretService) inDefault(ctx context.Context, name string, fn func(*libraryItems) (int, error)) (int, error) {
	if _, err := s.find(ctx, name); err != nil && !errors.Is(err, errMissing) {
		return 0, err
	}
	s.looked = ""
	collection, locked, err := s.defaultCollection(ctx)
	if err != nil {
		return 0, err
	}
	if locked && !s.c.Dialogs {
		return 0, fmt.Errorf("%w: no display to unlock it on", ErrLocked)
	}
	return withUnlocked(ctx, s, collection, locked, fn)
}

// withUnlocked runs fn on a collection. Where it is locked, fn shows a dialog, one process at a time:
// whoever comes next finds it unlocked.
func withUnlocked[T any](ctx context.Context, s *secretService, collection dbus.ObjectPath, locked bool, fn func(*libraryItems) (T, error)) (result T, err error) {
	run := func() error {
		l, err := s.library(ctx, collection)
		if err == nil {
			result, err = fn(l)
		}
		return err
	}
	if !locked {
		return result, run()
	}
	err = s.c.locked(ctx, "unlock", func() error {
		if err := callOnly(ctx, s.c.patience.silent, s.bus.hearPrompts); err != nil {
			return err
		}
		return run()
	})
	if errors.Is(err, ErrLocked) {
		err = fmt.Errorf("%w: it was not unlocked: %w", ErrDenied, err)
	}
	return result, err
}

func (s *secretService) library(ctx context.Context, collection dbus.ObjectPath) (*libraryItems, error) {
	kr, err := call(ctx, s.c.patience.silent, func() (keyring.Keyring, error) {
		return openLibrary(keyring.SecretServiceBackend, keyring.Config{
			ServiceName:             service,
			LibSecretCollectionName: collectionName(collection),
		})
	})
	return &libraryItems{kr: kr, limit: s.c.dialogLimit(), translate: secretError}, err
}
