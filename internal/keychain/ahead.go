package keychain

import "context"

// ahead is a backend that is being opened before anybody has asked for an item.
type ahead struct {
	done  chan struct{} // closed once the rest is set
	items items
	err   error
}

// OpenAhead begins to open the Secret Service where it is what will be opened first: other programs
// do most of that work, and can do it while the caller finds out whose session is wanted. Other
// backends have nothing to wait for. It is called before any other method, with the context of the
// first one.
func (s *Store) OpenAhead(ctx context.Context) {
	open, first := s.c.system.openers[SecretService], s.c.Backend
	if first == Auto && len(s.c.system.order) > 0 {
		first = s.c.system.order[0]
	}
	if first != SecretService || open == nil {
		return
	}
	begun := &ahead{done: make(chan struct{})}
	s.ahead = begun
	go func() {
		defer close(begun.done)
		begun.items, begun.err = open(ctx, &s.c)
	}()
}

// openBackend opens a backend, or waits for the one that is being opened ahead; each once.
func (s *Store) openBackend(ctx context.Context, b Backend) (items, error) {
	begun := s.ahead
	if b != SecretService || begun == nil {
		return s.c.system.openers[b](ctx, &s.c)
	}
	s.ahead = nil
	<-begun.done // the opener observes the same context
	return begun.items, begun.err
}
