//go:build unix

package keychain

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	c := inFiles(t)
	c.Dir = filepath.Join(c.Dir, "below")
	save(t, Open(c), alice(), issued(alice(), "of-Alice"))
	for path, want := range map[string]fs.FileMode{
		c.Dir:                                 0o700 | fs.ModeDir,
		filepath.Dir(c.Dir):                   0o700 | fs.ModeDir,
		filepath.Join(c.Dir, alice().Name()):  0o600,
		filepath.Join(c.Dir, passphraseCheck): 0o600,
	} {
		info, err := os.Lstat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", filepath.Base(path), info.Mode(), err, want)
		}
	}
}

// A directory of ours that is open to others is closed, and a file replaced by one that is closed.
func TestADirectoryThatIsOpenToOthersIsClosed(t *testing.T) {
	for name, use := range map[string]func(s *Store) error{
		"by reading":  func(s *Store) error { _, err := s.Load(t.Context(), alice()); return err },
		"by writing":  func(s *Store) error { return s.Save(t.Context(), alice(), issued(alice(), "next")) },
		"by deleting": func(s *Store) error { return s.Delete(t.Context(), alice()) },
	} {
		c := inFiles(t)
		save(t, Open(c), alice(), issued(alice(), "of-Alice"))
		file := filepath.Join(c.Dir, alice().Name())
		if err := errors.Join(os.Chmod(c.Dir, 0o755), os.Chmod(file, 0o644)); err != nil {
			t.Fatal(err)
		}
		if err := use(Open(c)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if info, err := os.Lstat(c.Dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		save(t, Open(c), alice(), issued(alice(), "last"))
		if info, err := os.Lstat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: the file has %v, %v", name, info.Mode(), err)
		}
	}
}

func TestADirectoryThatOthersMadeIsRefused(t *testing.T) {
	for name, makeDir := range map[string]func(t *testing.T, dir string) (refused string){
		"a symbolic link": func(t *testing.T, dir string) string {
			t.Helper()
			target := t.TempDir()
			mustDo(t, os.Symlink(target, dir))
			return dir
		},
		"a file": func(t *testing.T, dir string) string {
			t.Helper()
			mustDo(t, os.WriteFile(dir, nil, 0o600))
			return dir
		},
		"a directory of another user": func(t *testing.T, dir string) string {
			t.Helper()
			if os.Getuid() != 0 {
				return "/" // it is root's
			}
			mustDo(t, os.Mkdir(dir, 0o777))
			mustDo(t, os.Chown(dir, 65534, 65534))
			return dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := inFiles(t)
			c.Dir = makeDir(t, c.Dir)
			for _, do := range callsOf(Open(c)) {
				failsWith(t, do(t.Context()), ErrDenied, File)
			}
			if entries, _ := os.ReadDir(c.Dir); c.Dir != "/" && len(entries) != 0 {
				t.Errorf("written into it: %v", entries)
			}
		})
	}
}

// Under the name of an item there may be anything. Nothing of it is followed or waited for, and the
// next write takes its place.
func TestWhatIsNoFileIsAMissAndReplaced(t *testing.T) {
	for name, plant := range map[string]func(path string) error{
		"a link to a file":  func(path string) error { return os.Symlink("/etc/hostname", path) },
		"a link to nowhere": func(path string) error { return os.Symlink("/nonexistent/x", path) },
		"a pipe":            func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a link to itself":  func(path string) error { return os.Symlink(path, path) },
	} {
		t.Run(name, func(t *testing.T) {
			c := inFiles(t)
			save(t, Open(c), alice(), issued(alice(), "of-Alice"))
			path := filepath.Join(c.Dir, alice().Name())
			mustDo(t, errors.Join(os.Remove(path), plant(path)))
			misses(t, Open(c), alice())
			want := issued(alice(), "next")
			save(t, Open(c), alice(), want)
			serves(t, Open(c), alice(), want)
			if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
				t.Errorf("%v, %v", info.Mode(), err)
			}
		})
	}
}
