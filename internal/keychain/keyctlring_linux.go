package keychain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/99designs/keyring"
	"golang.org/x/sys/unix"
)

// The library hides why it cannot open a keyring, and lists none that has an expired key in it. So
// the keyring itself, not what is in it, is handled here.

// findRing looks up the named keyring below the user's, errMissing when there is none.
func findRing(name string) (int, error) {
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, "keyring", name, 0)
	if err != nil {
		return 0, keyctlError(err)
	}
	return id, nil
}

// ownThread gives a write of the library a thread of its own. It passes through the session's keyring;
// where the session has none, as without pam_keyinit, the kernel makes one for the calling thread
// alone, and the other steps of the write must be taken there too. The goroutine never unlocks the
// thread and so ends it: a program started from it would get that keyring for its own.
type ownThread struct{ keyring.Keyring }

// Set implements keyring.Keyring. It is called in a goroutine that ends with it, as call does.
func (o ownThread) Set(it keyring.Item) error {
	runtime.LockOSThread()
	err := o.Keyring.Set(it)
	if err != nil { // the library leaves the key on its way
		if key, err := unix.KeyctlSearch(unix.KEY_SPEC_SESSION_KEYRING, "user", it.Key, 0); err == nil {
			_ = unlink(key, unix.KEY_SPEC_SESSION_KEYRING)
		}
	}
	return err
}

// makeRing makes the named keyring as the library would: in the session's keyring, where it may be
// given its permissions, then linked to the user's. It ends the thread as ownThread does.
func makeRing(name string) error {
	runtime.LockOSThread()
	ring, err := unix.AddKey("keyring", name, nil, unix.KEY_SPEC_SESSION_KEYRING)
	if err != nil {
		return fmt.Errorf("making the keyring: %w", keyctlError(err))
	}
	defer func() { _ = unlink(ring, unix.KEY_SPEC_SESSION_KEYRING) }()
	if err := unix.KeyctlSetperm(ring, keyPermissions); err != nil {
		return fmt.Errorf("opening the keyring to this user: %w", keyctlError(err))
	}
	if _, err := unix.KeyctlInt(unix.KEYCTL_LINK, ring, unix.KEY_SPEC_USER_KEYRING, 0, 0); err != nil {
		return fmt.Errorf("linking the keyring: %w", keyctlError(err))
	}
	return nil
}

// ringKey is a key of a keyring. A dead one has expired or was revoked: it has no name any more and
// keeps its room until the kernel collects it, minutes later.
type ringKey struct {
	id   int
	name string
	dead bool
}

// ringKeys lists a keyring; of one that cannot be read, nothing.
func ringKeys(ring int) []ringKey {
	ids, err := readKey(ring)
	if err != nil {
		return nil
	}
	var keys []ringKey
	for b := ids; len(b) >= 4; b = b[4:] {
		id := int(int32(binary.NativeEndian.Uint32(b))) //nolint:gosec // key serials are int32
		// "type;uid;gid;perm;description"
		description, err := unix.KeyctlString(unix.KEYCTL_DESCRIBE, id)
		switch fields := strings.SplitN(description, ";", 5); {
		case err == nil && len(fields) == 5 && fields[0] == "user":
			keys = append(keys, ringKey{id: id, name: fields[4]})
		case isDead(err):
			keys = append(keys, ringKey{id: id, dead: true})
		}
	}
	return keys
}

// readKey reads what a key holds: of a keyring, the numbers of its keys. The kernel gives all of it or
// only its length, which may have grown when it is asked again.
func readKey(id int) ([]byte, error) {
	data := make([]byte, 8<<10)
	for range 10 {
		n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, data, 0)
		if err != nil {
			return nil, err
		}
		if n <= len(data) {
			return data[:n], nil
		}
		data = make([]byte, n)
	}
	return nil, unix.EAGAIN
}

func unlink(key, ring int) error {
	_, err := unix.KeyctlInt(unix.KEYCTL_UNLINK, key, ring, 0, 0)
	return err
}

func isDead(err error) bool {
	return errors.Is(err, unix.EKEYEXPIRED) || errors.Is(err, unix.EKEYREVOKED)
}

// keyctlError gives an error of the kernel its meaning. The library wraps some by their text only.
func keyctlError(err error) error {
	for number, meaning := range map[unix.Errno]error{
		unix.ENOKEY:      errMissing,
		unix.EKEYEXPIRED: errMissing,
		unix.EKEYREVOKED: errMissing,
		unix.EDQUOT:      ErrFull,
		unix.ENOMEM:      ErrFull,
		unix.EACCES:      ErrDenied,
		unix.EPERM:       ErrDenied, // what container runtimes answer to calls they do not allow
		unix.ENOSYS:      ErrAbsent,
	} {
		if err != nil && (errors.Is(err, number) || strings.HasSuffix(err.Error(), ": "+number.Error())) {
			return fmt.Errorf("%w: %w", meaning, err)
		}
	}
	return err
}
