package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/99designs/keyring"
	"golang.org/x/sys/unix"
)

// keyPermissions let every process of the user view, read, write, search and link, and set
// attributes. Without the user's part, sessions without a link to the user keyring, as in containers
// and under cron, may write and read nothing (systemd issue 5522).
const keyPermissions = 0x3f3f0000

// keyctlItems are keys in a named keyring of the kernel, in its memory only. The keyring is looked up
// anew for each call, since anybody may clear it, and made under a lock, since a second one of the
// same name takes the place of the first.
type keyctlItems struct {
	c    *Config
	name string // of the keyring
}

var _ items = (*keyctlItems)(nil)

func openKeyctl(_ context.Context, c *Config) (items, error) {
	k := &keyctlItems{c: c, name: c.KeyctlName}
	if k.name == "" {
		k.name = service
	}
	return k, nil
}

func (k *keyctlItems) usable(ctx context.Context, _ string) error {
	_, err := k.open(ctx)
	return err
}

// open gives the library's view of the named keyring, which it makes when there is none yet: a miss
// shows thereby whether anything can be kept.
func (k *keyctlItems) open(ctx context.Context) (keyring.Keyring, error) {
	_, err := findRing(k.name)
	if errors.Is(err, errMissing) {
		err = k.c.locked(ctx, "keyctl", func() error {
			_, err := findRing(k.name)
			if errors.Is(err, errMissing) {
				return callOnly(ctx, k.c.patience.silent, func() error { return makeRing(k.name) })
			}
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return openLibrary(keyring.KeyCtlBackend, keyring.Config{
		ServiceName: k.name,
		KeyCtlScope: "user",
		KeyCtlPerm:  keyPermissions,
	})
}

// library is the rest of a call: the library's, with its errors understood.
func (k *keyctlItems) library(ctx context.Context) (*libraryItems, error) {
	kr, err := k.open(ctx)
	return &libraryItems{kr: ownThread{kr}, limit: k.c.patience.silent, translate: keyctlError}, err
}

func (k *keyctlItems) get(ctx context.Context, name string) ([]byte, error) {
	l, err := k.library(ctx)
	if err != nil {
		return nil, err
	}
	return l.get(ctx, name)
}

// set stores under a lock: two writers in one session of the kernel meet in the same intermediate
// key, and the library then fails for one of them. A full keyring loses what has expired, first.
func (k *keyctlItems) set(ctx context.Context, it item) error {
	return k.c.locked(ctx, "keyctl-write", func() error {
		err := k.setOnce(ctx, it)
		if errors.Is(err, errMissing) { // somebody took the keyring away meanwhile
			err = k.setOnce(ctx, it)
		}
		if errors.Is(err, ErrFull) {
			k.dropExpired()
			err = k.setPatiently(ctx, it)
		}
		return err
	})
}

func (k *keyctlItems) setOnce(ctx context.Context, it item) error {
	l, err := k.library(ctx)
	if err != nil {
		return err
	}
	if err := l.set(ctx, it); err != nil {
		return err
	}
	return k.expire(it)
}

// setPatiently gives the kernel up to half a second to free what was dropped or replaced, by others
// too: it does so at the end of an RCU grace period.
func (k *keyctlItems) setPatiently(ctx context.Context, it item) error {
	for range 24 {
		if err := k.setOnce(ctx, it); !errors.Is(err, ErrFull) {
			return err
		}
		select {
		case <-ctx.Done():
			return timeUp(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return k.setOnce(ctx, it)
}

// expire tells the kernel when to forget the item; a few minutes after that it also gives the room
// back. That the library then cannot list its keys does not matter: nothing here has it list them.
func (k *keyctlItems) expire(it item) error {
	left := it.expires.Sub(k.c.Now())
	if it.expires.IsZero() || left < time.Second {
		return nil
	}
	ring, err := findRing(k.name)
	if err != nil {
		return ignoreMissing(err)
	}
	key, err := unix.KeyctlSearch(ring, "user", it.name, 0)
	if err == nil {
		_, err = unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, key, int(left/time.Second), 0, 0)
	}
	if err := ignoreMissing(keyctlError(err)); err != nil { // somebody may have removed it already
		return fmt.Errorf("setting when the item expires: %w", err)
	}
	return nil
}

func (k *keyctlItems) remove(_ context.Context, name string) error {
	ring, err := findRing(k.name)
	if err != nil {
		return ignoreMissing(err)
	}
	for _, key := range ringKeys(ring) {
		if key.name == name {
			return ignoreMissing(keyctlError(unlink(key.id, ring)))
		}
	}
	return nil
}

func (k *keyctlItems) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	ring, err := findRing(k.name)
	if err != nil {
		return 0, ignoreMissing(err)
	}
	names := make([]string, 0, 8)
	for _, key := range ringKeys(ring) {
		names = append(names, key.name)
	}
	k.dropExpired() // these have no names any more
	return removeEach(ctx, names, chosen, k.remove)
}

// dropExpired removes the keys that the kernel has let expire and not yet collected, and those whose
// record has expired.
func (k *keyctlItems) dropExpired() {
	ring, err := findRing(k.name)
	if err != nil {
		return
	}
	for _, key := range ringKeys(ring) {
		if key.dead || k.hasExpired(key) {
			_ = unlink(key.id, ring)
		}
	}
}

func (k *keyctlItems) hasExpired(key ringKey) bool {
	if !isSessionName(key.name) {
		return false
	}
	data, err := readKey(key.id)
	if err != nil {
		return false
	}
	r, err := parseRecord(data)
	return err != nil || !r.Expiration.After(k.c.Now())
}
