//go:build unix

package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxSteps bounds the way to what denies: directories upwards, and links.
const maxSteps = 100

// barrier is what keeps us from reading a file: the file itself, or a directory on the way to it.
type barrier struct {
	path string
	info fs.FileInfo
}

// unreadableHint is what to type so that a file can be read where permission is denied. A mode is of
// use only where what denies is ours. What is somebody else's in a directory of ours, as after a
// command that was run as root, ought to be ours; of anything else it is not known.
func unreadableHint(path string) string {
	b, ok := barrierTo(path)
	if !ok {
		return "look what keeps you from reading it: ls -lL " + quoted(path)
	}
	needs, mode, all := fs.FileMode(0o400), "u+r", ""
	if b.info.IsDir() {
		needs, mode, all = 0o100, "u+x", "-R "
	}
	switch owner := ownerOf(b.info); {
	case owner == os.Geteuid() && b.info.Mode()&needs == 0:
		return "let yourself read it: chmod " + mode + " " + quoted(b.path)
	case owner == os.Geteuid():
		return "look what keeps you from reading it: ls -lL " + quoted(b.path)
	case isOurs(filepath.Dir(b.path)):
		return fmt.Sprintf("it belongs to %s, make it yours: sudo chown %s%d %s", called(owner), all, os.Geteuid(), quoted(b.path))
	default:
		return fmt.Sprintf("it belongs to %s, who has to let you read it: ls -ld %s", called(owner), quoted(b.path))
	}
}

// shutHint is what to type where permission is denied to something of ours by its own mode or by what
// a command left there that was run as root, be it that or the directory that it is to be made in; empty
// where it is something else.
func shutHint(path string) string {
	if !filepath.IsAbs(path) {
		return ""
	}
	info, err := os.Lstat(path)
	for err != nil && path != filepath.Dir(path) {
		path = filepath.Dir(path)
		info, err = os.Lstat(path)
	}
	if err != nil {
		return ""
	}
	if ownerOf(info) != os.Geteuid() {
		return foreignHint(path, ownerOf(info))
	}
	needs, mode := fs.FileMode(0o600), "u+rw "
	if info.IsDir() {
		needs, mode = 0o700, "u+rwx "
	}
	if info.Mode()&needs == needs {
		return ""
	}
	return "let yourself use it: chmod " + mode + quoted(path)
}

// foreignHint makes ours what this program keeps in a directory of ours, with all that is below it; empty
// where that directory is not ours either: why, is not known.
func foreignHint(path string, owner int) string {
	for !isOurs(filepath.Dir(path)) {
		if path = filepath.Dir(path); path == filepath.Dir(path) {
			return ""
		}
	}
	if !strings.Contains(path+"/", "/"+programName+"/") {
		return ""
	}
	return fmt.Sprintf("it belongs to %s, make it yours: sudo chown -R %d %s", called(owner), os.Geteuid(), quoted(path))
}

// barrierTo goes up from the file, and along links, to the first thing that can be looked at.
func barrierTo(path string) (barrier, bool) {
	at, err := filepath.Abs(path)
	if err != nil {
		return barrier{}, false
	}
	for range maxSteps {
		info, err := os.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrPermission):
			at = filepath.Dir(at)
		case err != nil:
			return barrier{}, false
		case info.Mode()&fs.ModeSymlink == 0:
			return barrier{at, info}, true
		default:
			if at, err = follow(at); err != nil {
				return barrier{}, false
			}
		}
	}
	return barrier{}, false
}

// follow is where a link leads, be it there or not.
func follow(link string) (string, error) {
	target, err := os.Readlink(link)
	if err != nil || filepath.IsAbs(target) {
		return target, err
	}
	return filepath.Join(filepath.Dir(link), target), nil
}

// ownerOf is a user's number; -1 where the file does not tell.
func ownerOf(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}

func isOurs(path string) bool {
	info, err := os.Stat(path)
	return err == nil && ownerOf(info) == os.Geteuid()
}

// called is a user without looking up a name, for which another machine may have to be asked.
func called(uid int) string {
	if uid == 0 {
		return "root"
	}
	return "another user"
}
