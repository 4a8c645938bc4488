package profile

import (
	"errors"
	"io/fs"
	"os"
)

// What may be wrong with who else can use a file.
var (
	ErrReadByOthers    = errors.New("others can read it")
	ErrWrittenByOthers = errors.New("others can change it")
	ErrOfAnother       = errors.New("it belongs to another user")
)

// Exposed says whether others can change the file, or, where it holds secrets, read it: *FileError,
// nil if not or if it is not there. As with ssh, root may own it and have it read by all: a secret
// that is mounted into a container is. What counts is where a link leads.
func Exposed(path string, secrets bool) error {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		if err := exposed(info, secrets); err != nil {
			return &FileError{Path: path, Err: err}
		}
	}
	return nil
}

// Untrusted says whether anybody at all may have written the file: others than its group can, or it
// belongs to neither us nor root. *FileError; nil if not or if it is not there.
func Untrusted(path string) error {
	if info, err := os.Stat(path); err == nil {
		if err := untrusted(info); err != nil {
			return &FileError{Path: path, Err: err}
		}
	}
	return nil
}

func distrust(mode fs.FileMode, ours, roots bool) error {
	switch {
	case !ours && !roots:
		return ErrOfAnother
	case mode.Perm()&0o002 != 0:
		return ErrWrittenByOthers
	}
	return nil
}

// judge goes by mode and owner.
func judge(mode fs.FileMode, ours, roots, secrets bool) error {
	switch {
	case !ours && !roots:
		return ErrOfAnother
	case mode.Perm()&0o022 != 0:
		return ErrWrittenByOthers
	case secrets && ours && mode.Perm()&0o044 != 0:
		return ErrReadByOthers
	}
	return nil
}
