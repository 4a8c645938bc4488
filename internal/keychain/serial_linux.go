package keychain

import (
	"sync"

	"github.com/99designs/keyring"
)

// serial has one call after another: the library's Secret Service keyring keeps its session and
// collection in fields that every call writes. Waiting counts as part of a call, so one that hangs
// makes the next too slow as well.
type serial struct {
	keyring.Keyring
	mu sync.Mutex // guards the keyring
}

// Get implements keyring.Keyring.
func (s *serial) Get(key string) (keyring.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Keyring.Get(key)
}

// Set implements keyring.Keyring.
func (s *serial) Set(it keyring.Item) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Keyring.Set(it)
}

// Remove implements keyring.Keyring.
func (s *serial) Remove(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Keyring.Remove(key)
}

// Keys implements keyring.Keyring.
func (s *serial) Keys() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Keyring.Keys()
}
