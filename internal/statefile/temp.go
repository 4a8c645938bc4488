package statefile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"
)

// tempPrefix marks files that were not finished; nothing else in the directory begins so.
const tempPrefix = ".tmp-"

// staleAfter is the age at which an unfinished file is surely abandoned. Nothing takes as long.
const staleAfter = time.Hour

// tempTries bounds how often newTemp begins anew. Twice in a row would be a strange coincidence.
const tempTries = 5

var errTempLost = errors.New("the unfinished file was removed by another process")

// temp is a file under a name of its own that is to replace another.
type temp struct {
	root    *os.Root
	file    *os.File
	name    string
	claimed bool // others can tell that it is in use, and we whether theirs are
}

// newTemp creates a file and claims it. Between the two another process may take it for abandoned
// and remove it: then it is made anew.
func newTemp(root *os.Root) (*temp, error) {
	for range tempTries {
		name := tempPrefix + rand.Text()
		f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR|openSafely, fileMode)
		if err != nil {
			return nil, err
		}
		t := &temp{root: root, file: f, name: name}
		err = claimInTime(f)
		t.claimed = err == nil
		if _, gone := root.Lstat(name); gone == nil && !errors.Is(err, ErrLocked) {
			return t, nil
		}
		t.discard()
	}
	return nil, errTempLost
}

// claimInTime is claim where the file system may hang, as NFS does without its lock service.
func claimInTime(f *os.File) error {
	err, inTime := within(lockLimit, func() error { return claim(f) }, func(error) {})
	if !inTime {
		return ErrNoLock
	}
	return err
}

// become writes the content and gives the file its real name. It stays open, and so claimed, until
// then: os.Root opens it on Windows so that it can be renamed all the same.
func (t *temp) become(name string, data []byte, flush func(*os.File) error) error {
	if _, err := t.file.Write(data); err != nil {
		return ofDir(t.root.Name(), err)
	}
	if err := flush(t.file); err != nil {
		return ofDir(t.root.Name(), err)
	}
	return t.root.Rename(t.name, name)
}

func (t *temp) discard() {
	_ = t.file.Close()
	_ = t.root.Remove(t.name)
}

// sweep removes what processes that died have left. Its failures do not matter: the next write
// sweeps again.
func (t *temp) sweep() {
	now, err := t.file.Stat()
	if err != nil {
		return
	}
	for _, name := range unfinished(t.root) {
		info, err := t.root.Lstat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		// Both times are of the clock of the file system.
		if now.ModTime().Sub(info.ModTime()) > staleAfter {
			_ = t.root.Remove(name)
			continue
		}
		if t.claimed {
			removeUnclaimed(t.root, name)
		}
	}
}

// removeUnclaimed removes the file unless the process that made it still lives. The claim is held
// meanwhile, so that its owner, should it only now come to claim it, sees that it has lost it.
func removeUnclaimed(root *os.Root, name string) {
	f, err := root.OpenFile(name, os.O_RDONLY|openSafely, 0)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if claimInTime(f) == nil {
		_ = root.Remove(name)
	}
}

func unfinished(root *os.Root) []string {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			names = append(names, e.Name())
		}
	}
	return names
}
