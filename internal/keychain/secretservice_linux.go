package keychain

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync/atomic"

	"github.com/99designs/keyring"
	"github.com/godbus/dbus"
	"golang.org/x/sys/unix"
)

// The Secret Service on the session bus (specifications.freedesktop.org/secret-service).
const (
	secretsName       = "org.freedesktop.secrets"
	secretsPath       = "/org/freedesktop/secrets"
	secretsReadAlias  = "org.freedesktop.Secret.Service.ReadAlias"
	secretsCollection = "org.freedesktop.Secret.Collection"
	secretsIsLocked   = "org.freedesktop.Secret.Error.IsLocked"
)

// openSecretService opens the default collection. It never makes one: that would ask a person for
// yet another password.
func openSecretService(ctx context.Context, c *Config) (items, error) {
	if !built(keyring.SecretServiceBackend) {
		return nil, fmt.Errorf("%w: there is no session bus", ErrAbsent)
	}
	return call(ctx, c.patience.silent, func() (items, error) {
		g, kr, err := openDefault(c)
		if err != nil {
			return nil, secretServiceError(err)
		}
		return &secretItems{libraryItems: libraryItems{kr: &serial{Keyring: kr}, limit: c.dialogLimit(), translate: secretItemError}, gate: g}, nil
	})
}

// openDefault opens the library on the default collection, and a gate before it. Both speak on one
// connection. Whether it is locked is on its way while the library opens, which a lock does not hinder.
func openDefault(c *Config) (*gate, keyring.Keyring, error) {
	conn, err := dbus.SessionBus()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: no session bus: %w", ErrAbsent, err)
	}
	g := &gate{c: c}
	if g.collection, err = readDefaultAlias(conn); err != nil {
		return nil, nil, err
	}
	if path.Dir(string(g.collection)) != secretsPath+"/collection" { // "/" is none; one elsewhere the library would make anew
		return nil, nil, fmt.Errorf("%w: it has no default collection", ErrAbsent)
	}
	locked := askLocked(conn, g.collection)
	kr, err := openLibrary(keyring.SecretServiceBackend, keyring.Config{LibSecretCollectionName: decodeName(path.Base(string(g.collection)))})
	if err != nil {
		return nil, nil, err
	}
	if err := (<-locked.Done).Store(&g.closed); err != nil {
		return nil, nil, err
	}
	if g.closed && !c.Dialogs {
		return nil, nil, fmt.Errorf("%w, and there is no display for its dialog", ErrLocked)
	}
	return g, kr, nil
}

// readDefaultAlias is the first call of a connection, and nothing is sent before it is answered.
// gnome-keyring notes who calls in an idle task, which the call itself may overtake: OpenSession and
// Properties.Get then abort the daemon (https://gitlab.gnome.org/GNOME/gnome-keyring/-/issues/196),
// ReadAlias finds no collection. Its answer proves that the next call meets no such race. The path
// /aliases/default is no way around: the daemon looks it up unguarded in another thread.
func readDefaultAlias(conn *dbus.Conn) (collection dbus.ObjectPath, err error) {
	for range 2 {
		err = conn.Object(secretsName, secretsPath).Call(secretsReadAlias, 0, "default").Store(&collection)
		if err != nil || collection != "/" {
			break
		}
	}
	return collection, err
}

// askLocked asks whether a collection is locked, and does not wait for the answer.
func askLocked(conn *dbus.Conn, collection dbus.ObjectPath) *dbus.Call {
	return conn.Object(secretsName, collection).Go("org.freedesktop.DBus.Properties.Get", 0, nil, secretsCollection, "Locked")
}

// decodeName undoes the escapes of an object path, "_5f" for "_". The library compares with the path
// that it decodes so, or leaves as it is where one escape is none, and makes a new collection where
// it finds none.
func decodeName(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '_' {
			b.WriteByte(s[i])
			continue
		}
		if i+3 > len(s) {
			return s
		}
		decoded, err := hex.DecodeString(s[i+1 : i+3])
		if err != nil {
			return s
		}
		b.Write(decoded)
		i += 2
	}
	return b.String()
}

// secretItems is usable once it was opened: the collection is there and unlocked, or a person can
// unlock it.
type secretItems struct {
	libraryItems
	gate  *gate
	reads atomic.Int32
}

// secretReaders is how many processes read at once when they do so at the same moment: those who wait
// for the session of another all look when it is there. The daemon answers one after the other, and a
// process that is the last of hundreds would take it for one that hangs.
const secretReaders = 4

func (s *secretItems) usable(context.Context, string) error { return nil }

func (s *secretItems) get(ctx context.Context, name string) ([]byte, error) {
	if err := s.gate.pass(ctx); err != nil {
		return nil, err
	}
	if s.reads.Add(1) > 1 { // the first read is most often the only one, and waits for nobody
		leave := s.gate.c.oneOf(ctx, lanes(SecretService, secretReaders))
		defer leave()
	}
	return s.libraryItems.get(ctx, name)
}

func (s *secretItems) set(ctx context.Context, it item) error {
	if err := s.gate.pass(ctx); err != nil {
		return err
	}
	return s.libraryItems.set(ctx, it)
}

func (s *secretItems) remove(ctx context.Context, name string) error {
	if err := s.gate.pass(ctx); err != nil {
		return err
	}
	return s.libraryItems.remove(ctx, name)
}

func (s *secretItems) removeAll(ctx context.Context, chosen func(string) bool) (int, error) {
	if err := s.gate.pass(ctx); err != nil {
		return 0, err
	}
	return s.libraryItems.removeAll(ctx, chosen)
}

// secretItemError is secretServiceError once the collection is there: what is gone then is an item
// that somebody deleted after it was found.
func secretItemError(err error) error {
	var e dbus.Error
	if errors.As(err, &e) {
		switch e.Name {
		case "org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownObject",
			"org.freedesktop.Secret.Error.NoSuchObject":
			return fmt.Errorf("%w: %w", errMissing, err)
		}
	}
	return secretServiceError(err)
}

// secretServiceError gives an error of the bus its meaning.
func secretServiceError(err error) error {
	var e dbus.Error
	switch {
	case errors.Is(err, dbus.ErrClosed), errors.Is(err, io.EOF), errors.Is(err, unix.EPIPE), errors.Is(err, unix.ECONNRESET):
		return fmt.Errorf("%w: the session bus is gone: %w", ErrAbsent, err)
	case !errors.As(err, &e):
		return err
	case strings.HasPrefix(e.Name, "org.freedesktop.DBus.Error.Spawn."): // it is there and cannot be started
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	switch e.Name {
	case secretsIsLocked:
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownObject":
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	case "org.freedesktop.DBus.Error.AccessDenied":
		return fmt.Errorf("%w: %w", ErrDenied, err)
	case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout", "org.freedesktop.DBus.Error.TimedOut":
		return fmt.Errorf("%w: %w", ErrTooSlow, err)
	}
	return err
}
