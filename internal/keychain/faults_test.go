package keychain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/keyring"

	"github.com/mfa-session/mfa-session/internal/session"
)

// ailing is a keyring whose every call ends in the same way, and which counts them.
type ailing struct {
	end   func() ([]byte, error)
	calls atomic.Int32
}

func (a *ailing) Get(key string) (keyring.Item, error) {
	a.calls.Add(1)
	data, err := a.end()
	return keyring.Item{Key: key, Data: data}, err
}

func (a *ailing) GetMetadata(string) (keyring.Metadata, error) {
	_, err := a.Get("")
	return keyring.Metadata{}, err
}

func (a *ailing) Set(keyring.Item) error {
	_, err := a.Get("")
	return err
}

func (a *ailing) Remove(string) error {
	_, err := a.Get("")
	return err
}

func (a *ailing) Keys() ([]string, error) {
	_, err := a.Get("")
	return []string{alice().Name()}, err
}

// callsOf are those of a store, by name; each gives its error.
func callsOf(s *Store) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"load": func(ctx context.Context) error {
			got, err := s.Load(ctx, alice())
			if err != nil && got != (session.Session{}) {
				return fmt.Errorf("a session beside the error %w", err)
			}
			return err
		},
		"save":       func(ctx context.Context) error { return s.Save(ctx, alice(), issued(alice(), "of-Alice")) },
		"delete":     func(ctx context.Context) error { return s.Delete(ctx, alice()) },
		"delete all": func(ctx context.Context) error { _, err := s.DeleteAll(ctx); return err },
	}
}

var errOfBackend = errors.New("the backend does not like it")

// understood gives errOfBackend a meaning, as the translations of the backends do.
func understood(meaning error) func(error) error {
	return func(err error) error { return fmt.Errorf("%w: %w", meaning, err) }
}

func TestEveryCallThatFailsSaysWhy(t *testing.T) {
	tests := []struct {
		name      string
		end       func() ([]byte, error)
		translate func(error) error
		want      error
	}{
		{"an error", func() ([]byte, error) { return nil, errOfBackend }, nil, errOfBackend},
		{"locked", func() ([]byte, error) { return nil, errOfBackend }, understood(ErrLocked), ErrLocked},
		{"denied", func() ([]byte, error) { return nil, errOfBackend }, understood(ErrDenied), ErrDenied},
		{"full", func() ([]byte, error) { return nil, errOfBackend }, understood(ErrFull), ErrFull},
		{"an error beside data", func() ([]byte, error) { return []byte(secretToken), errOfBackend }, nil, errOfBackend},
		{"a panic with a secret", func() ([]byte, error) { panic(secretToken) }, nil, ErrDenied},
		{"a panic with an error", func() ([]byte, error) { panic(errors.New(secretToken)) }, nil, ErrDenied},
		{"a panic of the runtime", func() ([]byte, error) { return []byte{[]byte(nil)[0]}, nil }, nil, ErrDenied},
	}
	for _, tt := range tests {
		for call := range callsOf(nil) {
			t.Run(call+" with "+tt.name, func(t *testing.T) {
				s := Open(onRing(&ailing{end: tt.end}, tt.translate))
				failsWith(t, callsOf(s)[call](t.Context()), tt.want, Keychain)
			})
		}
	}
}

func TestNotFoundIsAMissAndNoReasonNotToDelete(t *testing.T) {
	for _, missing := range []error{keyring.ErrKeyNotFound, fmt.Errorf("no file: %w", fs.ErrNotExist)} {
		s := Open(onRing(&ailing{end: func() ([]byte, error) { return nil, missing }}, nil))
		misses(t, s, alice())
		if err := s.Delete(t.Context(), alice()); err != nil {
			t.Errorf("deleting: %v", err)
		}
	}
}

// What the library cannot unpack is none of its items. Its errors quote a piece of it.
func TestGarbageOfTheLibraryIsAMiss(t *testing.T) {
	var it keyring.Item
	for _, data := range []string{secretToken, "", "[]", `{"Data":"` + secretToken + `"}`, `{"Data":7}`} {
		err := json.Unmarshal([]byte(data), &it)
		if err == nil {
			t.Fatalf("%s is an item", data)
		}
		notes := &notes{}
		c := onRing(&ailing{end: func() ([]byte, error) { return nil, err }}, understood(ErrLocked))
		c.Debug = notes.add
		misses(t, Open(c), alice())
		if want := "no stored session is used: no such item: the item is damaged"; notes.text() != want {
			t.Errorf("told %q, want %q", notes.text(), want)
		}
	}
}

// hung is a keyring that does not answer before the test ends.
func hung(t *testing.T) *ailing {
	t.Helper()
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	return &ailing{end: func() ([]byte, error) {
		<-end
		return nil, errOfBackend
	}}
}

func TestAHungBackendIsAskedOnce(t *testing.T) {
	for call := range callsOf(nil) {
		t.Run(call, func(t *testing.T) {
			ring := hung(t)
			c := onRing(ring, nil)
			c.patience = patience{silent: 10 * time.Millisecond, dialog: 10 * time.Millisecond}
			s := Open(c)
			failsWith(t, callsOf(s)[call](t.Context()), ErrTooSlow, Keychain)
			for _, next := range callsOf(s) {
				failsWith(t, next(t.Context()), ErrTooSlow, Keychain)
			}
			if n := ring.calls.Load(); n != 1 {
				t.Errorf("the hung backend was called %d times", n)
			}
		})
	}
}

func TestTheCallersTimeEndsACall(t *testing.T) {
	for call := range callsOf(nil) {
		t.Run(call, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			defer cancel()
			err := callsOf(Open(onRing(hung(t), nil)))[call](ctx)
			failsWith(t, err, ErrTooSlow, Keychain)
			failsWith(t, err, context.DeadlineExceeded, Keychain)
		})
	}
}

func TestAnInterruptEndsACallAndIsNoVerdict(t *testing.T) {
	for call := range callsOf(nil) {
		t.Run(call, func(t *testing.T) {
			ring := hung(t)
			s := Open(onRing(ring, nil))
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- callsOf(s)[call](ctx) }()
			for ring.calls.Load() == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
			err := <-done
			failsWith(t, err, context.Canceled, Keychain)
			if errors.Is(err, ErrTooSlow) {
				t.Errorf("%v blames the keychain", err)
			}
			failsWith(t, callsOf(s)[call](ctx), context.Canceled, Keychain)
			if n := ring.calls.Load(); n != 1 {
				t.Errorf("%d calls, also after the interrupt", n)
			}
		})
	}
}

func TestACallThatEndsByItselfIsWaitedForAMoment(t *testing.T) {
	for takes, want := range map[time.Duration]error{lastMoment - time.Millisecond: nil, lastMoment + time.Millisecond: context.Canceled} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var ended atomic.Bool
			err := callOnly(ctx, time.Minute, func() error {
				cancel()
				time.Sleep(takes)
				ended.Store(true)
				return nil
			})
			if !errors.Is(err, want) || ended.Load() != (want == nil) {
				t.Errorf("it takes %v: ended %v, %v", takes, ended.Load(), err)
			}
			time.Sleep(takes) // until all has ended
		})
	}
}
