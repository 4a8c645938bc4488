package statefile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Modes of what is ours: nobody else reads the files or lists the directories.
const (
	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// writableByOthers are the mode bits that a directory of ours must not have.
const writableByOthers fs.FileMode = 0o022

// openDir opens a directory that only its owner, we, can write to. What is done through the root
// happens in that very directory, whatever becomes of its path meanwhile.
func openDir(dir string) (*os.Root, error) {
	if err := checkDir(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := sameDir(root, dir); err != nil {
		_ = root.Close()
		return nil, err
	}
	return root, nil
}

// makeDir is openDir for those who write: it creates what is missing.
func makeDir(dir string) (*os.Root, error) {
	if err := createDir(dir); err != nil {
		return nil, err
	}
	return openDir(dir)
}

// isPlace refuses what is no full path.
func isPlace(dir string) error {
	switch {
	case dir == "":
		return ErrNoDir
	case !filepath.IsAbs(dir):
		return fmt.Errorf("%w: %q", ErrNoDir, dir)
	}
	return nil
}

// createDir never creates anything in the working directory: a caller that has no place for its
// files has an empty one.
func createDir(dir string) error {
	if err := isPlace(dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, dirMode)
}

func sameDir(root *os.Root, dir string) error {
	opened, err := root.Stat(".")
	if err != nil {
		return err
	}
	named, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !os.SameFile(opened, named) {
		return fmt.Errorf("%s was replaced: %w", dir, ErrUnsafe)
	}
	return judgeDir(dir, opened)
}

func checkDir(dir string) error {
	if err := isPlace(dir); err != nil {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	return judgeDir(dir, info)
}

func judgeDir(dir string, info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link: %w", dir, ErrUnsafe)
	case !info.IsDir():
		return fmt.Errorf("%s is no directory: %w", dir, ErrUnsafe)
	case !isOurs(info):
		return fmt.Errorf("%s belongs to another user: %w", dir, ErrUnsafe)
	case modesCount && info.Mode()&writableByOthers != 0:
		return fmt.Errorf("%s is %w", dir, ErrOpenToOthers)
	}
	return nil
}

// judgeFile wants a regular file of ours; it is given what fstat says of an open file.
func judgeFile(name string, info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file: %w", name, ErrUnsafe)
	case !isOurs(info):
		return fmt.Errorf("%s belongs to another user: %w", name, ErrUnsafe)
	}
	return nil
}
