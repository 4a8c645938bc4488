package keychain

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/godbus/dbus"
)

// The Secret Service API, https://specifications.freedesktop.org/secret-service-spec.
const (
	secretsName       = "org.freedesktop.secrets"
	secretsPath       = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsCollection = "/org/freedesktop/secrets/collection/"
	secretsInterface  = "org.freedesktop.Secret."
)

// secretBus are the few calls that the library does not make. None of them shows a dialog.
type secretBus struct {
	conn    *dbus.Conn // the one that the library uses too
	hearing bool
}

func (b *secretBus) service() dbus.BusObject { return b.conn.Object(secretsName, secretsPath) }

// search finds an item by the only attribute that the library gives it, in all collections.
func (b *secretBus) search(name string) (places, error) {
	var unlocked, locked []dbus.ObjectPath
	err := b.service().Call(secretsInterface+"Service.SearchItems", 0, map[string]string{"profile": name}).Store(&unlocked, &locked)
	return places{unlocked: collectionsOf(unlocked), locked: collectionsOf(locked)}, secretError(err)
}

// collectionsOf lists the collections of items, each once.
func collectionsOf(items []dbus.ObjectPath) []dbus.ObjectPath {
	var collections []dbus.ObjectPath
	for _, item := range items {
		if c := dbus.ObjectPath(path.Dir(string(item))); !has(collections, c) {
			collections = append(collections, c)
		}
	}
	return collections
}

// defaultCollection is where the desktop wants new items to go. One is never made.
func (b *secretBus) defaultCollection() (dbus.ObjectPath, error) {
	var collection dbus.ObjectPath
	if err := b.service().Call(secretsInterface+"Service.ReadAlias", 0, "default").Store(&collection); err != nil {
		return "", secretError(err)
	}
	if !strings.HasPrefix(string(collection), secretsCollection) {
		return "", fmt.Errorf("%w: it has no default collection", ErrAbsent)
	}
	return collection, nil
}

func (b *secretBus) locked(collection dbus.ObjectPath) (bool, error) {
	property, err := b.conn.Object(secretsName, collection).GetProperty(secretsInterface + "Collection.Locked")
	if err != nil {
		return false, secretError(err)
	}
	locked, ok := property.Value().(bool)
	if !ok {
		return false, fmt.Errorf("%w: it does not say whether it is locked", ErrAbsent)
	}
	return locked, nil
}

// hearPrompts lets the library hear that a dialog was answered also from KeePassXC, which tells all
// and not only the one who asked (go-libsecret issue 5).
func (b *secretBus) hearPrompts() error {
	if b.hearing {
		return nil
	}
	const rule = "type='signal',sender='" + secretsName + "',interface='" + secretsInterface + "Prompt',member='Completed'"
	if err := b.conn.BusObject().Call("org.freedesktop.DBus.AddMatch", 0, rule).Err; err != nil {
		return fmt.Errorf("listening for the dialog: %w", secretError(err))
	}
	b.hearing = true
	return nil
}

// collectionName is the name by which the library finds a collection: the last part of its path,
// with "_5f" for "_" and so on undone. What cannot be undone stays, as in the library.
func collectionName(collection dbus.ObjectPath) string {
	encoded := strings.TrimPrefix(string(collection), secretsCollection)
	var name strings.Builder
	for i := 0; i < len(encoded); i++ {
		if encoded[i] != '_' {
			name.WriteByte(encoded[i])
			continue
		}
		if i+3 > len(encoded) {
			return encoded
		}
		b, err := hex.DecodeString(encoded[i+1 : i+3])
		if err != nil {
			return encoded
		}
		name.Write(b)
		i += 2
	}
	return name.String()
}

// secretError gives an error of the bus or of the Secret Service its meaning.
func secretError(err error) error {
	var e dbus.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return err
	case strings.HasSuffix(e.Name, ".IsLocked"), strings.Contains(e.Error(), "locked collection"), strings.Contains(e.Error(), "locked object"):
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case strings.HasSuffix(e.Name, ".ServiceUnknown"), strings.HasSuffix(e.Name, ".NameHasNoOwner"), strings.Contains(e.Name, ".Spawn."):
		return fmt.Errorf("%w: %w", ErrAbsent, err)
	case strings.HasSuffix(e.Name, ".AccessDenied"):
		return fmt.Errorf("%w: %w", ErrDenied, err)
	case strings.HasSuffix(e.Name, ".NoReply"), strings.HasSuffix(e.Name, ".TimedOut"), strings.HasSuffix(e.Name, ".Timeout"):
		return fmt.Errorf("%w: %w", ErrTooSlow, err)
	}
	return err
}
