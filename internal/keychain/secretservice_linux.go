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
	secretsDefault    = secretsPath + "/aliases/default"
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
		g, err := defaultCollection(c)
		if err != nil {
			return nil, secretServiceError(err)
		}
		kr, err := openLibrary(keyring.SecretServiceBackend, keyring.Config{LibSecretCollectionName: decodeName(path.Base(string(g.collection)))})
		if err != nil {
			return nil, secretServiceError(err)
		}
		return &secretItems{libraryItems: libraryItems{kr: &serial{Keyring: kr}, limit: c.dialogLimit(), translate: secretItemError}, gate: g}, nil
	})
}

// defaultCollection finds the default collection, and whether it can be read. It speaks on the
// connection that the library will use: gnome-keyring dies under parallel clients whose first call is
// OpenSession, and these are other calls. Both questions are on their way before the first is
// answered.
func defaultCollection(c *Config) (*gate, error) {
	conn, err := dbus.SessionBus()
	if err != nil {
		return nil, fmt.Errorf("%w: no session bus: %w", ErrAbsent, err)
	}
	g := &gate{c: c}
	alias := conn.Object(secretsName, secretsPath).Go(secretsReadAlias, 0, nil, "default")
	locked := askLocked(conn, secretsDefault)
	if err := (<-alias.Done).Store(&g.collection); err != nil {
		return nil, err
	}
	if path.Dir(string(g.collection)) != secretsPath+"/collection" { // "/" is none; one elsewhere the library would make anew
		return nil, fmt.Errorf("%w: it has no default collection", ErrAbsent)
	}
	if (<-locked.Done).Store(&g.closed) != nil { // not every service has the alias as an object
		if g.closed, err = isLocked(conn, g.collection); err != nil {
			return nil, err
		}
	}
	if g.closed && !c.Dialogs {
		return nil, fmt.Errorf("%w, and there is no display for its dialog", ErrLocked)
	}
	return g, nil
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
