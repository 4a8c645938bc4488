package keychain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/99designs/keyring"
)

// chunkSize is how many bytes of an item go into one Windows credential, which holds 2,560
// (wincred.h, CRED_MAX_CREDENTIAL_BLOB_SIZE); with more it says "The stub received bad data".
const chunkSize = 2400

// chunked splits items that are too large for one of the keyring's. The item itself is then a
// manifest; the chunks are beside it, named by their content. The manifest is written last and
// removed first, so that a reader sees the old item or the new one, and never a mixture.
type chunked struct{ keyring.Keyring }

// manifest stands in place of an item that was split.
type manifest struct {
	Chunks int    `json:"chunks"`
	SHA256 string `json:"sha256"` // of the whole item, hexadecimal
}

// errTorn says that chunks do not fit their manifest.
var errTorn = errors.New("the parts of the item do not belong together")

// mostReads is how often an item is read that others replace meanwhile.
const mostReads = 50

// Get implements keyring.Keyring. It tries again, since another process may have replaced the item in
// between; what does not fit in the end is missing.
func (c chunked) Get(key string) (keyring.Item, error) {
	for range mostReads {
		it, err := c.read(key)
		if !errors.Is(err, errTorn) {
			return it, err
		}
	}
	return keyring.Item{}, keyring.ErrKeyNotFound
}

func (c chunked) read(key string) (keyring.Item, error) {
	it, err := c.Keyring.Get(key)
	if err != nil {
		return keyring.Item{}, err
	}
	m, split := parseManifest(it.Data)
	if !split {
		return it, nil
	}
	it.Data = nil
	for i := range m.Chunks {
		chunk, err := c.Keyring.Get(m.chunkName(key, i))
		if errors.Is(err, keyring.ErrKeyNotFound) {
			return keyring.Item{}, errTorn
		}
		if err != nil {
			return keyring.Item{}, fmt.Errorf("reading part %d: %w", i, err)
		}
		it.Data = append(it.Data, chunk.Data...)
	}
	if hexSum(it.Data) != m.SHA256 {
		return keyring.Item{}, errTorn
	}
	return it, nil
}

// Set implements keyring.Keyring.
func (c chunked) Set(it keyring.Item) error {
	old, wasSplit := c.manifestOf(it.Key)
	m := manifest{SHA256: hexSum(it.Data)}
	if len(it.Data) > chunkSize {
		m.Chunks = (len(it.Data) + chunkSize - 1) / chunkSize
	}
	outdated, err := old, c.write(m, it)
	if err != nil {
		outdated = m
	}
	if !wasSplit || old.SHA256 != m.SHA256 {
		_ = c.removeChunks(it.Key, outdated) // what stays is removed by logout --all
	}
	return err
}

// write writes an item as it is, or its chunks and then the manifest.
func (c chunked) write(m manifest, it keyring.Item) error {
	if m.Chunks == 0 {
		return c.Keyring.Set(it)
	}
	for i := range m.Chunks {
		end := min((i+1)*chunkSize, len(it.Data))
		chunk := keyring.Item{Key: m.chunkName(it.Key, i), Data: it.Data[i*chunkSize : end], Label: it.Label}
		if err := c.Keyring.Set(chunk); err != nil {
			return fmt.Errorf("writing part %d: %w", i, err)
		}
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	it.Data = data
	return c.Keyring.Set(it)
}

// Remove implements keyring.Keyring.
func (c chunked) Remove(key string) error {
	m, split := c.manifestOf(key)
	if err := c.Keyring.Remove(key); err != nil || !split {
		return err
	}
	return c.removeChunks(key, m)
}

func (c chunked) manifestOf(key string) (manifest, bool) {
	it, err := c.Keyring.Get(key)
	if err != nil {
		return manifest{}, false
	}
	return parseManifest(it.Data)
}

func (c chunked) removeChunks(key string, m manifest) error {
	var failed []error
	for i := range m.Chunks {
		if err := c.Keyring.Remove(m.chunkName(key, i)); err != nil && !errors.Is(err, keyring.ErrKeyNotFound) {
			failed = append(failed, fmt.Errorf("removing part %d: %w", i, err))
		}
	}
	return errors.Join(failed...)
}

// parseManifest tells a manifest from an item: no item of ours has these fields.
func parseManifest(data []byte) (manifest, bool) {
	var m manifest
	if len(data) > chunkSize || json.Unmarshal(data, &m) != nil {
		return manifest{}, false
	}
	if m.Chunks < 1 || m.Chunks > maxRecord/chunkSize+1 || !isHex(m.SHA256, 2*sha256.Size) {
		return manifest{}, false // not even its number of chunks is gone by
	}
	return m, true
}

// chunkName keeps the chunks of different versions of an item apart.
func (m manifest) chunkName(key string, i int) string {
	return fmt.Sprintf("%s.%s.%d", key, m.SHA256[:16], i)
}

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
