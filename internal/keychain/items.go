package keychain

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/99designs/keyring"
)

// item is what a backend keeps under a name.
type item struct {
	name    string
	data    []byte
	label   string    // shown by the macOS keychain
	expires time.Time // when the item is of no more use; zero: never
}

// items is one backend with the ways around its faults. Every method observes the context and the
// limits of patience, and fails with one of this package's conditions where it can tell.
type items interface {
	// usable says whether items can be read and kept here, by really trying. The name is that of the
	// item to be read next, so that nothing is asked twice.
	usable(ctx context.Context, name string) error
	get(ctx context.Context, name string) ([]byte, error) // errMissing
	set(ctx context.Context, it item) error
	remove(ctx context.Context, name string) error // nil where there was none
	// removeAll removes the items whose names are chosen and returns how many of them were whole
	// sessions. It goes on where one fails.
	removeAll(ctx context.Context, chosen func(name string) bool) (sessions int, err error)
}

// openLibrary opens one backend of the library, never a list: the library would take the next of the
// list without a word.
func openLibrary(backend keyring.BackendType, cfg keyring.Config) (keyring.Keyring, error) {
	cfg.AllowedBackends = []keyring.BackendType{backend}
	kr, err := keyring.Open(cfg)
	if errors.Is(err, keyring.ErrNoAvailImpl) {
		return nil, fmt.Errorf("%w: the keyring library could not open it", ErrAbsent)
	}
	return kr, err
}

// built says whether the library has the backend in this build and, for those on D-Bus, a bus.
func built(backend keyring.BackendType) bool {
	for _, b := range keyring.AvailableBackends() {
		if b == backend {
			return true
		}
	}
	return false
}

// libraryItems is a backend of the library as it is. The more special ones build on it.
type libraryItems struct {
	kr        keyring.Keyring
	limit     time.Duration
	translate func(error) error // gives foreign errors one of our conditions
}

var _ items = (*libraryItems)(nil)

func (l *libraryItems) usable(ctx context.Context, name string) error {
	_, err := l.get(ctx, name)
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}

func (l *libraryItems) get(ctx context.Context, name string) ([]byte, error) {
	return call(ctx, l.limit, func() ([]byte, error) {
		it, err := l.kr.Get(name)
		return it.Data, l.judge(err)
	})
}

func (l *libraryItems) set(ctx context.Context, it item) error {
	return callOnly(ctx, l.limit, func() error { return l.judge(l.kr.Set(libraryItem(it))) })
}

func (l *libraryItems) remove(ctx context.Context, name string) error {
	return callOnly(ctx, l.limit, func() error { return ignoreMissing(l.judge(l.kr.Remove(name))) })
}

func (l *libraryItems) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	names, err := call(ctx, l.limit, func() ([]string, error) {
		names, err := l.kr.Keys()
		return names, l.judge(err)
	})
	if err != nil {
		return 0, fmt.Errorf("listing the items: %w", err)
	}
	return removeEach(ctx, names, chosen, l.remove)
}

// judge gives an error of the library its meaning. A missing item is ErrKeyNotFound, and for the
// file backend's Remove that of the file. The library unpacks JSON; what is none was not written by
// us, and the reason is not repeated, it may show a piece of it.
func (l *libraryItems) judge(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrKeyNotFound), errors.Is(err, fs.ErrNotExist):
		return errMissing
	case isGarbled(err):
		return fmt.Errorf("%w: the item is damaged", errMissing)
	case l.translate == nil:
		return err
	}
	return l.translate(err)
}

func isGarbled(err error) bool {
	var (
		syntax   *json.SyntaxError
		mismatch *json.UnmarshalTypeError
		encoding base64.CorruptInputError
	)
	return errors.As(err, &syntax) || errors.As(err, &mismatch) || errors.As(err, &encoding)
}

// removeEach removes the chosen names one by one, whatever fails, and counts the sessions.
func removeEach(ctx context.Context, names []string, chosen func(string) bool, remove func(context.Context, string) error) (int, error) {
	sessions, failed := 0, []error(nil)
	for _, name := range names {
		if !chosen(name) {
			continue
		}
		if err := remove(ctx, name); err != nil {
			failed = append(failed, fmt.Errorf("removing %s: %w", name, err))
			continue
		}
		if isSessionName(name) {
			sessions++
		}
	}
	return sessions, errors.Join(failed...)
}

func ignoreMissing(err error) error {
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}

// service names our items where a backend groups them: the macOS service, the kernel's named keyring,
// the second part of a Windows target, the folder of pass.
const service = "mfa-session"

// libraryItem is an item as the library takes it. Description is what macOS shows as its kind.
func libraryItem(it item) keyring.Item {
	return keyring.Item{Key: it.name, Data: it.data, Label: it.label, Description: "temporary AWS credentials"}
}
