package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"
)

// maxSize is far more than any real config file (10,000 profiles are about 1 MiB) and little enough
// to be read into memory without a thought.
const maxSize = 4 << 20

var (
	errNotRegular = errors.New("is no regular file")
	errTooLarge   = fmt.Errorf("is larger than %d MiB", maxSize>>20)
	errUTF16      = errors.New("is UTF-16 text: save it as UTF-8")
	errNull       = errors.New("is the null device")
)

// load reads a whole file without ever blocking. No path, a missing file and the null device, which
// people name or link to in order to switch a file off, are empty.
func load(path string, now time.Time) (*file, error) {
	if path == "" || path == os.DevNull {
		return &file{path: path}, nil
	}
	data, err := lookerAt(now).read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_, gone := os.Lstat(path)
		return &file{path: path, dangling: gone == nil}, nil
	case errors.Is(err, errNull):
		return &file{path: path}, nil
	case err == nil && isUTF16(data):
		err = errUTF16
	}
	if err != nil {
		return nil, &FileError{Path: path, Err: err}
	}
	return newFile(path, data), nil
}

// isUTF16 goes by the byte order mark, and without one by the first two characters.
func isUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return true
	}
	if len(data) < 4 {
		return false
	}
	little := data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0
	big := data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0
	return little || big
}

func irregular(info fs.FileInfo) error {
	if null, err := os.Stat(os.DevNull); err == nil && os.SameFile(info, null) {
		return errNull
	}
	return errNotRegular
}

// readAll reads no more than the cap even if the file grows meanwhile, or tells no size, as those
// under /proc do.
func readAll(r io.Reader, size int) ([]byte, error) {
	data := make([]byte, 0, size+bytes.MinRead)
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case len(data) > maxSize:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, err
		}
		data = slices.Grow(data, bytes.MinRead)
	}
}

// withoutPath leaves the naming of the file to FileError.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
