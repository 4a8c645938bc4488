package profile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Most programs write these files in place: `aws configure` empties one and fills it again, and so do
// editors. Who reads meanwhile finds nothing or a part, and would take it for all there is: a profile
// without its device, a key cut short. So what was read counts only if the file was left alone from
// before that until after it, and where it was changed but a moment ago, for a moment more. Who puts
// another file in its place disturbs nobody: what was opened stays as it was.

const (
	// recent is how long ago a file may have been changed that is still being filled. It includes the
	// ticks by which systems tell that time, 10 ms at the most on Linux.
	recent = 50 * time.Millisecond
	// quiet is longer than a program takes from one write to the next, and than such a tick. Twice
	// that, for two files, is well within the 50 ms in which who can ask nobody is told so.
	quiet = 15 * time.Millisecond
	// cutting is longer than Linux takes, when it empties a file, from doing so to setting the time.
	cutting = time.Millisecond
	// askew is how far the clock of a file server may be ahead.
	askew = time.Minute
	// maxLooks bounds how often a file is read that changes each time.
	maxLooks = 6
)

// ErrUnsteady is a file that is written all the time.
var ErrUnsteady = errors.New("keeps changing while it is read")

// opened is a file of which others may have more to write.
type opened interface {
	io.ReadCloser
	Stat() (fs.FileInfo, error)
}

// looker reads files that others may be writing.
type looker struct {
	now   time.Time // of the looks; zero: no file was changed a moment ago
	open  func(path string) (opened, error)
	pause func(time.Duration)
}

func lookerAt(now time.Time) looker {
	return looker{now: now, pause: time.Sleep, open: func(path string) (opened, error) { return openNonblock(path) }}
}

func (l looker) read(path string) ([]byte, error) {
	for look := range maxLooks {
		data, steady, err := l.look(path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && look == 0 && l.leftJustNow(path):
			// an editor that moves the old file away writes the new one after that
		case err != nil:
			return nil, withoutPath(err)
		case steady:
			return data, nil
		}
		l.pause(quiet)
	}
	return nil, ErrUnsteady
}

// look reads the file once, and says whether it was left alone meanwhile.
func (l looker) look(path string) (data []byte, steady bool, err error) {
	f, err := l.open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	before, err := f.Stat()
	switch {
	case err != nil:
		return nil, false, err
	case !before.Mode().IsRegular():
		return nil, false, irregular(before)
	case before.Size() > maxSize:
		return nil, false, errTooLarge
	}
	if data, err = readAll(f, int(before.Size())); err != nil {
		return nil, false, err
	}
	switch {
	case l.isRecent(before):
		l.pause(quiet)
	case before.Size() == 0 && !l.now.IsZero():
		l.pause(cutting)
	}
	after, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	return data, after.Size() == before.Size() && after.ModTime().Equal(before.ModTime()), nil
}

// leftJustNow says that something has just come into the directory of a missing file, or gone.
func (l looker) leftJustNow(path string) bool {
	dir, err := os.Stat(filepath.Dir(path))
	return err == nil && l.isRecent(dir)
}

// isRecent says that the file was changed a moment ago, or after the clock was read.
func (l looker) isRecent(info fs.FileInfo) bool {
	ago := l.now.Sub(info.ModTime())
	return !l.now.IsZero() && -askew < ago && ago < recent
}
