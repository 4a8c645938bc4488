package statefile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxSize is more than any file of ours can sensibly have. A larger one is not read.
const maxSize = 1 << 20

// Read gives the content of a file that Write wrote, of at most limit bytes (0: 1 MiB, which is also
// the most). A file that is not there is fs.ErrNotExist, one that others could have put there
// ErrUnsafe, one that is too large ErrCorrupt.
func Read(path string, limit int64) ([]byte, error) {
	if limit <= 0 || limit > maxSize {
		limit = maxSize
	}
	data, err := read(path, limit)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	return data, nil
}

func read(path string, limit int64) ([]byte, error) {
	root, err := openDir(filepath.Dir(path))
	if err != nil {
		return nil, ofDir(filepath.Dir(path), err)
	}
	defer func() { _ = root.Close() }()
	f, err := openRegular(root, filepath.Base(path))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("more than %d bytes: %w", limit, ErrCorrupt)
	}
	return data, nil
}

// openRegular opens a regular file of ours. A root would follow a symbolic link that stays within
// it, so the name is looked at first; what counts is what was opened.
func openRegular(root *os.Root, name string) (*os.File, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return nil, fmt.Errorf("%s is a symbolic link: %w", name, ErrUnsafe)
	}
	f, err := root.OpenFile(name, os.O_RDONLY|openSafely, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = judgeFile(name, info)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
