package keychain

import (
	"context"
	"fmt"
	"strings"

	"github.com/mfa-session/mfa-session/internal/session"
)

// resolve opens the backend, unless that was done. Auto takes the first in order that can be used
// and remembers why the others could not.
func (s *Store) resolve(ctx context.Context, name string) error {
	switch {
	case s.opened != nil:
		return nil
	case s.in == None:
		return s.noStore()
	case s.in != Auto:
		opened, err := s.open(ctx, s.in)
		s.opened = opened
		return err
	}
	for _, b := range s.order {
		opened, err := s.try(ctx, b, name)
		if ctx.Err() != nil {
			return timeUp(ctx)
		}
		if err == nil {
			s.opened, s.in = opened, b
			return nil
		}
		s.fallen = append(s.fallen, Fallen{Backend: b, Err: err})
	}
	s.in = None
	return s.noStore()
}

// try opens a backend of Auto and finds out whether it can be used. The file backend is only for
// those who gave a passphrase: nobody is to be surprised by the question for one.
func (s *Store) try(ctx context.Context, b Backend, name string) (items, error) {
	if b == File && (s.c.Passphrase == nil || !s.c.Unattended) {
		return nil, ErrPassphraseMissing
	}
	opened, err := s.open(ctx, b)
	if err != nil {
		return nil, err
	}
	return opened, opened.usable(ctx, name)
}

// noStore says why there is no store; nothing more to say when none was asked for.
func (s *Store) noStore() error {
	if len(s.fallen) == 0 {
		return session.ErrNoStore
	}
	reasons := make([]string, 0, len(s.fallen))
	for _, f := range s.fallen {
		reasons = append(reasons, fmt.Sprintf("%s: %v", f.Backend, f.Err))
	}
	return fmt.Errorf("%w (%s)", session.ErrNoStore, strings.Join(reasons, "; "))
}
