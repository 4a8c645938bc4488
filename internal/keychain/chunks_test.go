package keychain

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/keyring"
)

// dying is a keyring on which, from one call on, every change fails. The first that fails may have
// been made all the same, as when the answer is lost.
type dying struct {
	keyring.Keyring
	left   int  // changes that succeed
	made   bool // the first that fails is made
	revive bool // the others succeed again
}

var errDying = errors.New("the keyring is dying")

func (d *dying) change(do func() error) error {
	d.left--
	switch {
	case d.left >= 0, d.left < -1 && d.revive:
		return do()
	case d.left == -1 && d.made:
		return errors.Join(do(), errDying)
	}
	return errDying
}

func (d *dying) Set(it keyring.Item) error {
	return d.change(func() error { return d.Keyring.Set(it) })
}

func (d *dying) Remove(key string) error {
	return d.change(func() error { return d.Keyring.Remove(key) })
}

// Sizes around what one credential takes, and far above.
func sizes() []int {
	return []int{1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 2*chunkSize + 1, 4528, maxRecord}
}

func content(name byte, size int) []byte { return bytes.Repeat([]byte{name}, size) }

func TestItemsOfEverySizeFitIntoSmallCredentials(t *testing.T) {
	for _, before := range append([]int{0}, sizes()...) {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%d bytes after %d", size, before), func(t *testing.T) {
				ring := keyring.NewArrayKeyring(nil)
				c := chunked{&small{Keyring: ring}}
				if before > 0 {
					setOrFail(t, c, content('a', before))
				}
				setOrFail(t, c, content('b', size))
				if it, err := c.Get("key"); err != nil || !bytes.Equal(it.Data, content('b', size)) {
					t.Errorf("%d bytes came back, %v", len(it.Data), err)
				}
				if names, _ := ring.Keys(); len(names) != partsOf(size) {
					t.Errorf("it takes %d items: %q", len(names), names)
				}
				if err := c.Remove("key"); err != nil {
					t.Error(err)
				}
				if names, _ := ring.Keys(); len(names) != 0 {
					t.Errorf("left: %q", names)
				}
			})
		}
	}
}

func setOrFail(t *testing.T, c chunked, data []byte) {
	t.Helper()
	if err := c.Set(keyring.Item{Key: "key", Data: data}); err != nil {
		t.Fatal(err)
	}
}

// A writer that dies at any moment leaves the old item, the new one or none, never a mixture; and one
// that only meets an error leaves no parts of what it could not write.
func TestAWriterThatFailsAnywhereLeavesNoMixture(t *testing.T) {
	for _, before := range []int{0, 100, 5000} {
		for _, size := range []int{100, 5000, 12000} {
			for at := range 12 {
				for _, d := range []dying{{left: at}, {left: at, made: true}, {left: at, revive: true}, {left: at, made: true, revive: true}} {
					ring := keyring.NewArrayKeyring(nil)
					whole := chunked{&small{Keyring: ring}}
					if before > 0 {
						setOrFail(t, whole, content('a', before))
					}
					d.Keyring = whole.Keyring
					err := chunked{&d}.Set(keyring.Item{Key: "key", Data: content('b', size)})
					it, getErr := whole.Get("key")
					is := func(name byte, size int) bool { return getErr == nil && bytes.Equal(it.Data, content(name, size)) }
					none := errors.Is(getErr, keyring.ErrKeyNotFound)
					switch {
					case err == nil && !is('b', size), !none && !is('a', before) && !is('b', size):
						t.Errorf("%d over %d, %+v: %v, then %d bytes, %v", size, before, d, err, len(it.Data), getErr)
					case none && before > 0 && !d.made && err != nil:
						t.Errorf("%d over %d, %+v: the old item is lost", size, before, d)
					}
					if names, _ := ring.Keys(); err != nil && d.revive && !d.made && len(names) != partsOf(before) {
						t.Errorf("%d over %d, %+v: left %q", size, before, d, names)
					}
				}
			}
		}
	}
}

// partsOf is how many credentials an item of that size takes.
func partsOf(size int) int {
	switch {
	case size == 0:
		return 0
	case size <= chunkSize:
		return 1
	}
	return 1 + (size+chunkSize-1)/chunkSize
}

// A reader may see the keyring between any two changes of a writer.
func TestAReaderAmidAWriteSeesNoMixture(t *testing.T) {
	whole := chunked{&small{Keyring: keyring.NewArrayKeyring(nil)}}
	setOrFail(t, whole, content('a', 5000))
	between := &watched{Keyring: whole.Keyring, after: func() {
		it, err := whole.Get("key")
		if err != nil || !bytes.Equal(it.Data, content('a', 5000)) && !bytes.Equal(it.Data, content('b', 12000)) {
			t.Errorf("amid a write: %d bytes, %v", len(it.Data), err)
		}
	}}
	setOrFail(t, chunked{between}, content('b', 12000))
	setOrFail(t, chunked{between}, content('a', 5000))
}

// watched calls after each change.
type watched struct {
	keyring.Keyring
	after func()
}

func (w *watched) Set(it keyring.Item) error {
	defer w.after()
	return w.Keyring.Set(it)
}

func (w *watched) Remove(key string) error {
	defer w.after()
	return w.Keyring.Remove(key)
}

func TestPartsThatDoNotBelongTogetherAreMissing(t *testing.T) {
	tests := map[string]func(ring keyring.Keyring, m manifest) error{
		"one is gone":     func(ring keyring.Keyring, m manifest) error { return ring.Remove(m.chunkName("key", 1)) },
		"one is another":  func(ring keyring.Keyring, m manifest) error { return setPart(ring, m, 1, content('x', chunkSize)) },
		"one is cut":      func(ring keyring.Keyring, m manifest) error { return setPart(ring, m, 2, nil) },
		"two are swapped": func(ring keyring.Keyring, m manifest) error { return setPart(ring, m, 0, content('b', 10)) },
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			ring := keyring.NewArrayKeyring(nil)
			c := chunked{ring}
			setOrFail(t, c, content('a', 3*chunkSize))
			m, split := c.manifestOf("key")
			if !split || m.Chunks != 3 {
				t.Fatalf("%+v", m)
			}
			if err := damage(ring, m); err != nil {
				t.Fatal(err)
			}
			if it, err := c.Get("key"); !errors.Is(err, keyring.ErrKeyNotFound) {
				t.Errorf("%d bytes, %v", len(it.Data), err)
			}
		})
	}
}

func setPart(ring keyring.Keyring, m manifest, i int, data []byte) error {
	return ring.Set(keyring.Item{Key: m.chunkName("key", i), Data: data})
}
