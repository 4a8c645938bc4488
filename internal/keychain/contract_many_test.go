package keychain

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

// manyAtOnce has two stores write and read one session at once: after the first write there is
// always one, and always a whole one.
func manyAtOnce(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		stores := []*Store{Open(p.config), Open(p.config)}
		versions := versionsOf(alice(), 2*p.writes)
		save(t, stores[0], alice(), versions[0])
		var all sync.WaitGroup
		for i, s := range stores {
			all.Go(func() {
				for _, version := range versions[i*p.writes : (i+1)*p.writes] {
					if err := s.Save(t.Context(), alice(), version); err != nil {
						t.Errorf("saving: %v", err)
					}
				}
			})
			all.Go(func() {
				for range p.writes {
					got, err := s.Load(t.Context(), alice())
					if err != nil || !isOneOf(got, versions) {
						t.Errorf("loaded %v that was never stored: %v", got, err)
					}
				}
			})
		}
		all.Wait()
	}
}

// deletersToo has another store delete what two write and read.
func deletersToo(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		versions := versionsOf(alice(), p.writes)
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				s := Open(p.config)
				for _, version := range versions {
					if err := s.Save(t.Context(), alice(), version); err != nil {
						t.Errorf("saving: %v", err)
					}
					got, err := s.Load(t.Context(), alice())
					if !errors.Is(err, session.ErrNotFound) && (err != nil || !isOneOf(got, versions)) {
						t.Errorf("loaded %v that was never stored: %v", got, err)
					}
				}
			})
		}
		all.Go(func() {
			s := Open(p.config)
			for range p.writes {
				if err := s.Delete(t.Context(), alice()); err != nil {
					t.Errorf("deleting: %v", err)
				}
			}
		})
		all.Wait()
	}
}

// versionsOf are sessions of different sizes.
func versionsOf(id session.Identity, n int) []session.Session {
	versions := make([]session.Session, n)
	for i := range versions {
		versions[i] = issued(id, fmt.Sprintf("%d-", i))
		if i%2 == 1 {
			versions[i] = large(id, fmt.Sprintf("%d-", i))
		}
	}
	return versions
}

func isOneOf(got session.Session, versions []session.Session) bool {
	for _, v := range versions {
		if got == v {
			return true
		}
	}
	return false
}
