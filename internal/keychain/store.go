// Package keychain keeps sessions in the keychain of the operating system, by the library
// 99designs/keyring.
//
// Its rules: one backend is opened at a time, with settings of its own, when it is first needed, and
// never replaced by another without saying so. Every call into the library has a deadline, ends with
// the context, and survives a panic. Nothing that is stored is trusted: what is odd about an item
// makes it a miss. What cannot be read is told from what is not there, except on macOS, where the
// library hides errors of reading. No collection, wallet or keychain is ever created, only items.
package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Store is a session.Store on one backend. Calls are made one after another, also from several
// goroutines.
type Store struct {
	c      Config
	open   func(ctx context.Context, b Backend) (items, error)
	order  []Backend     // of Auto
	turn   chan struct{} // holds the right to use what follows
	opened items
	in     Backend  // what opened is
	fallen []Fallen // what Auto passed over
	broken error    // a call that was given up may still be using opened
}

var _ session.Store = (*Store)(nil)

// Fallen is a backend that Auto could not use.
type Fallen struct {
	Backend Backend
	Err     error
}

type opener func(ctx context.Context, c *Config) (items, error)

// Open gives the store of a configuration. Nothing is opened yet: each method that needs the backend
// fails with a *session.StoreError when that cannot be done.
func Open(c Config) *Store {
	c.patience = usual()
	return newStore(c, order(), func(ctx context.Context, b Backend) (items, error) {
		open, ok := openers()[b]
		if !ok {
			return nil, fmt.Errorf("%w: this system does not have it", ErrAbsent)
		}
		return open(ctx, &c)
	})
}

func newStore(c Config, order []Backend, open func(context.Context, Backend) (items, error)) *Store {
	if c.Backend == "" {
		c.Backend = Auto
	}
	return &Store{c: c, order: order, open: open, turn: make(chan struct{}, 1), in: c.Backend}
}

// Backend is the backend in use. For Auto it is known once a method was called; None then says that
// there is no store.
func (s *Store) Backend() Backend {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	return s.in
}

// Fallen are the backends that Auto tried in vain before Backend, with the reasons. A user should be
// told before anything is stored elsewhere than in the first.
func (s *Store) Fallen() []Fallen {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	return append([]Fallen(nil), s.fallen...)
}

// Load implements session.Store. An item that is expired or odd in any way is not found; Debug is
// told why.
func (s *Store) Load(ctx context.Context, id session.Identity) (session.Session, error) {
	var found session.Session
	err := s.use(ctx, id.Name(), func(i items) error {
		data, err := i.get(ctx, id.Name())
		if err != nil {
			return err
		}
		if found, err = decode(data, id, s.c.Now()); err != nil {
			return fmt.Errorf("%w: %w", errMissing, err)
		}
		return nil
	})
	if errors.Is(err, errMissing) {
		s.c.debug(fmt.Sprintf("%s in %s: %v", id.Name(), s.Backend(), err))
		return session.Session{}, session.ErrNotFound
	}
	return found, err
}

// Save implements session.Store. It fails with session.ErrNoStore where nothing is kept, and refuses
// a session that Load would not serve.
func (s *Store) Save(ctx context.Context, id session.Identity, saved session.Session) error {
	data, err := encode(id, saved, s.c.Now())
	if err != nil {
		return err
	}
	return s.use(ctx, id.Name(), func(i items) error {
		return i.set(ctx, item{name: id.Name(), data: data, label: label(id), expires: saved.Credentials.Expires})
	})
}

// Delete implements session.Store; deleting what is not there succeeds, and so it does where nothing
// is ever kept.
func (s *Store) Delete(ctx context.Context, id session.Identity) error {
	err := s.use(ctx, id.Name(), func(i items) error { return i.remove(ctx, id.Name()) })
	if errors.Is(err, session.ErrNoStore) {
		return nil
	}
	return err
}

// label is what the macOS keychain shows.
func label(id session.Identity) string {
	l := "mfa-session: " + id.SerialNumber.Name()
	if account := id.SerialNumber.AccountID(); account != "" {
		l += " @ " + account
	}
	return l
}

// use runs fn on the backend and says of which backend its failures are. What was given up on is not
// used again: the call may still be running.
func (s *Store) use(ctx context.Context, name string, fn func(items) error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return timeUp(ctx)
	}
	if s.broken != nil {
		return s.broken
	}
	err := s.resolve(ctx, name)
	if err == nil {
		err = fn(s.opened)
	}
	err = s.explain(ctx, err)
	if errors.Is(err, ErrTooSlow) {
		s.broken = err
	}
	return err
}

// explain makes a failure of the backend a *session.StoreError. A miss, an interrupt and the lack of
// a store are no failures of a backend.
func (s *Store) explain(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, errMissing), errors.Is(err, session.ErrNoStore), errors.Is(ctx.Err(), context.Canceled):
		return err
	}
	return &session.StoreError{Backend: string(s.in), Err: err}
}
