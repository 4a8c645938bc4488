// Package keychain keeps sessions in the keychains of the system, through 99designs/keyring.
//
// Its rules: one backend is opened at a time, at the first use, and none takes the place of another
// without a word; no call into the library is without a deadline; a stored session is served only
// when it is bound to the identity asked for and every field of it makes sense, otherwise it is a
// miss; a file is replaced as a whole or not at all; imported long-term keys and the items of other
// programs are never touched.
package keychain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/mfa-session/mfa-session/internal/session"
)

// opener opens one backend. It fails with ErrAbsent where the system does not have it.
type opener func(ctx context.Context, c *Config) (items, error)

// Store is session.Store on one backend, which is opened at the first use.
type Store struct {
	c Config

	mu       sync.Mutex // guards what follows
	ahead    *ahead     // nil: nothing is being opened
	items    items
	backend  Backend
	err      error    // why it cannot be used; it is not tried again
	passed   []string // what Auto could not use, and why
	toldNone bool     // that there is no session, the last time
}

var _ session.Store = (*Store)(nil)

// Open returns a store that has done nothing yet.
func Open(c Config) *Store {
	if c.Backend == "" {
		c.Backend = Auto
	}
	if c.patience == (patience{}) {
		c.patience = usual()
	}
	if c.system.openers == nil {
		c.system = system{order: order(), openers: openers()}
	}
	return &Store{c: c, backend: c.Backend}
}

// Backend is the backend in use: what Auto found, once the store was used, and before that Auto.
func (s *Store) Backend() Backend {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.backend
}

// Passed tells what Auto could not use, each with its reason, in the order it was tried.
func (s *Store) Passed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.passed
}

// Load implements session.Store. What is stored but not to be served is a miss.
func (s *Store) Load(ctx context.Context, id session.Identity) (session.Session, error) {
	opened, err := s.open(ctx, id.Name())
	if err != nil {
		return session.Session{}, err
	}
	data, err := opened.get(ctx, id.Name())
	if err != nil && !errors.Is(err, errMissing) {
		return session.Session{}, s.fault(err)
	}
	var found session.Session
	if err == nil {
		found, err = decode(data, id, s.c.Now())
	}
	if err != nil {
		s.tell(err)
		return session.Session{}, session.ErrNotFound
	}
	return found, nil
}

// tell is for --debug. A session is looked up again when it is this process's turn to get one: that
// there is none is not said twice.
func (s *Store) tell(miss error) {
	s.mu.Lock()
	none := miss.Error() == errMissing.Error()
	again := none && s.toldNone
	s.toldNone = none
	s.mu.Unlock()
	if !again {
		s.c.debug("no stored session is used: " + miss.Error())
	}
}

// Save implements session.Store.
func (s *Store) Save(ctx context.Context, id session.Identity, issued session.Session) error {
	opened, err := s.open(ctx, id.Name())
	if err != nil {
		return err
	}
	data, err := encode(id, issued, s.c.Now())
	if err != nil {
		return err
	}
	it := item{name: id.Name(), data: data, label: label(id), expires: issued.Credentials.Expires}
	if err := opened.set(ctx, it); err != nil {
		return s.fault(err)
	}
	return nil
}

// Delete implements session.Store. It is no error when nothing was there.
func (s *Store) Delete(ctx context.Context, id session.Identity) error {
	opened, err := s.open(ctx, id.Name())
	if errors.Is(err, session.ErrNoStore) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := opened.remove(ctx, id.Name()); err != nil {
		return s.fault(err)
	}
	return nil
}

// DeleteAll deletes every session in the backend, and says how many there were. Imported keys and
// the items of other programs stay.
func (s *Store) DeleteAll(ctx context.Context) (int, error) {
	opened, err := s.open(ctx, passphraseCheck)
	if errors.Is(err, session.ErrNoStore) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, err := opened.removeAll(ctx, isOurs)
	if err != nil {
		return n, s.fault(err)
	}
	return n, nil
}

// label is what the keychain of macOS shows.
func label(id session.Identity) string {
	if account := id.SerialNumber.AccountID(); account != "" {
		return "mfa-session: " + id.SerialNumber.Name() + " @ " + account
	}
	return "mfa-session: " + id.SerialNumber.Name()
}

// fault is an error of the backend for those who do not know it. One that did not answer in time is
// not asked again: its answer may still come, to nobody.
func (s *Store) fault(err error) error {
	if errors.Is(err, session.ErrNoStore) { // it was read
		return err
	}
	fault := storeError(s.Backend(), err)
	if errors.Is(err, ErrTooSlow) {
		s.mu.Lock()
		s.err = fault
		s.mu.Unlock()
	}
	return fault
}

// open opens the backend once. The name is that of the item to be used first.
func (s *Store) open(ctx context.Context, name string) (items, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
		return nil, s.err
	case s.items != nil:
		return s.items, nil
	}
	opened, err := s.choose(ctx, name)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return nil, err // which says nothing about the backend
	}
	s.items, s.err = opened, err
	return opened, err
}

func (s *Store) choose(ctx context.Context, name string) (items, error) {
	if s.c.Backend == None {
		return nil, fmt.Errorf("%w: the backend is none", session.ErrNoStore)
	}
	if s.c.Backend == Auto {
		return s.first(ctx, name)
	}
	return s.named(ctx, s.c.Backend)
}

func (s *Store) named(ctx context.Context, b Backend) (items, error) {
	if s.c.system.openers[b] == nil {
		return nil, &session.StoreError{Backend: string(b), Err: fmt.Errorf("%w on this system", ErrAbsent)}
	}
	opened, err := s.openBackend(ctx, b)
	if err != nil {
		return nil, storeError(b, err)
	}
	return opened, nil
}

// storeError is a fault of a backend. Another process may have the passphrase that this one lacks.
func storeError(b Backend, err error) *session.StoreError {
	own := errors.Is(err, ErrPassphraseMissing) || errors.Is(err, ErrPassphraseWrong)
	return &session.StoreError{Backend: string(b), Own: own, Err: err}
}

// first is the first backend of the system's order that works. Files are encrypted with a
// passphrase, so they are only taken where one is configured: Auto asks nobody for one.
func (s *Store) first(ctx context.Context, name string) (items, error) {
	s.passed = nil
	for _, b := range s.c.system.order {
		if b == File && !s.c.Unattended {
			s.passed = append(s.passed, "file: no passphrase is configured")
			continue
		}
		opened, err := s.openBackend(ctx, b)
		if err == nil {
			err = opened.usable(ctx, name)
		}
		if err == nil {
			s.backend = b
			return opened, nil
		}
		if ctx.Err() != nil {
			return nil, storeError(b, err)
		}
		s.passed = append(s.passed, string(b)+": "+err.Error())
	}
	return nil, fmt.Errorf("%w: %s", session.ErrNoStore, strings.Join(s.passed, "; "))
}
