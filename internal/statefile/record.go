package statefile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// version is that of the JSON files. A file of another version counts as empty.
const version = 1

// updatePatience is how long an update waits for another, which takes a few milliseconds.
const updatePatience = 2 * time.Second

// record is a versioned JSON file with entries of some kind.
type record[T any] struct{ dir, name string }

type stored[T any] struct {
	Version int `json:"version"`
	Entries T   `json:"entries"`
}

func (r record[T]) path() string { return filepath.Join(r.dir, r.name) }

// load gives the entries: none and no error when there is no file, none and an error when the file
// cannot be read or makes no sense (ErrCorrupt).
func (r record[T]) load() (T, error) {
	var none T
	if r.dir == "" {
		return none, fmt.Errorf("reading %s: %w", r.name, ofDir("", ErrNoDir))
	}
	data, err := Read(r.path(), 0)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return none, err
	}
	var s stored[T]
	if err := json.Unmarshal(data, &s); err != nil {
		return none, fmt.Errorf("reading %s: %w: %w", r.name, ErrCorrupt, err)
	}
	if s.Version != version {
		return none, fmt.Errorf("reading %s: %w: version %d", r.name, ErrCorrupt, s.Version)
	}
	return s.Entries, nil
}

func (r record[T]) save(entries T) error {
	data, err := json.Marshal(stored[T]{Version: version, Entries: entries})
	if err != nil {
		return fmt.Errorf("writing %s: %w", r.name, err)
	}
	return Write(r.path(), append(data, '\n'))
}

// errUnchanged is what the change of an update says when there is nothing to write.
var errUnchanged = errors.New("nothing to change")

// update lets change turn the entries into others, under the file's own lock. Without the lock it
// is done all the same, since the file is replaced as a whole and the worst that can happen is a
// lost entry; the error then says so. What change fails with comes back as it is.
func (r record[T]) update(change func(T) (T, error)) error {
	if r.dir == "" {
		return fmt.Errorf("changing %s: %w", r.name, ofDir("", ErrNoDir))
	}
	ctx, cancel := context.WithTimeout(context.Background(), updatePatience)
	defer cancel()
	unlock, lockErr := Lock(ctx, r.dir, r.name)
	if lockErr == nil {
		defer unlock()
	}
	// What cannot be read counts as empty; if it cannot be written either, saving says so.
	entries, _ := r.load()
	entries, err := change(entries)
	if errors.Is(err, errUnchanged) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.save(entries); err != nil {
		return err
	}
	if lockErr != nil {
		return fmt.Errorf("changing %s without its lock: %w", r.name, lockErr)
	}
	return nil
}

// exists says whether there is a file at all: taking out of nothing makes no file and no lock.
func (r record[T]) exists() bool {
	_, err := os.Lstat(r.path())
	return r.dir != "" && err == nil
}
