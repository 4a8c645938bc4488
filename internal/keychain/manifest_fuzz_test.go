package keychain

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/99designs/keyring"
)

// FuzzManifest: whatever lies under a name, and beside it, a read ends in the item as it is, a whole
// one, or a miss; no more is read than a session can have; and the next write is read back.
func FuzzManifest(f *testing.F) {
	whole, _ := json.Marshal(manifest{Chunks: 1, SHA256: hexSum([]byte("part"))})
	f.Add(whole, []byte("part"))
	f.Add(whole, []byte("parT"))
	f.Add([]byte(`{"chunks":28,"sha256":"`+hexSum([]byte("x"))+`"}`), []byte("x"))
	f.Add([]byte(`{"chunks":1000000000,"sha256":"`+hexSum([]byte("x"))+`"}`), []byte("x"))
	f.Add([]byte(`{"chunks":-1,"sha256":""}`), []byte(""))
	f.Add([]byte("null"), []byte(""))
	f.Add([]byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, data, part []byte) {
		ring := keyring.NewArrayKeyring([]keyring.Item{{Key: "key", Data: data}})
		m, split := parseManifest(data)
		if m.Chunks > maxRecord/chunkSize+1 && split {
			t.Fatalf("%d chunks are read", m.Chunks)
		}
		for i := range min(m.Chunks, 3) {
			if split {
				_ = ring.Set(keyring.Item{Key: m.chunkName("key", i), Data: part}) // it never fails
			}
		}
		c := chunked{ring}
		it, err := c.Get("key")
		switch {
		case err != nil && !errors.Is(err, keyring.ErrKeyNotFound):
			t.Errorf("neither an item nor a miss: %v", err)
		case err == nil && !split && !bytes.Equal(it.Data, data):
			t.Errorf("%q became %q", data, it.Data)
		case err == nil && split && hexSum(it.Data) != m.SHA256:
			t.Errorf("%q is not whole", it.Data)
		}
		setOrFail(t, c, content('n', 2*chunkSize+1))
		if it, err := c.Get("key"); err != nil || !bytes.Equal(it.Data, content('n', 2*chunkSize+1)) {
			t.Errorf("%d bytes came back, %v", len(it.Data), err)
		}
	})
}
