package statefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file, or creates it and its directory. A reader sees the old content or the
// new one, also after a crash of the machine. It fails with ErrUnsafe for a directory that others
// could write to.
func Write(path string, data []byte) error {
	return replace(path, data, (*os.File).Sync)
}

// WriteBriefly is Write for what means nothing after a restart of the machine: it does not wait
// for the disk.
func WriteBriefly(path string, data []byte) error {
	return replace(path, data, func(*os.File) error { return nil })
}

// Remove deletes a file. One that is not there is no error.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing %s: %w", filepath.Base(path), err)
	}
	return nil
}

func replace(path string, data []byte, flush func(*os.File) error) error {
	name := filepath.Base(path)
	if err := replaceIn(filepath.Dir(path), name, data, flush); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func replaceIn(dir, name string, data []byte, flush func(*os.File) error) error {
	root, err := makeDir(dir)
	if err != nil {
		return ofDir(dir, err)
	}
	defer func() { _ = root.Close() }()
	temp, err := newTemp(root)
	if err != nil {
		return ofDir(dir, err)
	}
	if err := temp.become(name, data, flush); err != nil {
		temp.discard()
		return blocked(filepath.Join(dir, name), err)
	}
	temp.sweep()
	return temp.file.Close()
}
