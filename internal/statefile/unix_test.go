//go:build unix

package statefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestModesHoldWhateverTheUmask(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := newDir(t)
	if err := Write(filepath.Join(dir, "file"), nil); err != nil {
		t.Fatal(err)
	}
	unlock, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	for path, want := range map[string]fs.FileMode{".": 0o700, "file": 0o600, "locks": 0o700, "locks/turn.lock": 0o600} {
		info, err := os.Lstat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

// unsafeDirs are directories that somebody else could have a say in.
var unsafeDirs = map[string]func(t *testing.T, dir string){
	"writable by the group": func(t *testing.T, dir string) { t.Helper(); makeWithMode(t, dir, 0o770) },
	"writable by all":       func(t *testing.T, dir string) { t.Helper(); makeWithMode(t, dir, 0o777) },
	"a symbolic link": func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Symlink(t.TempDir(), dir); err != nil {
			t.Fatal(err)
		}
	},
	"a file": func(t *testing.T, dir string) { t.Helper(); mustWrite(t, dir, "x") },
	"of another user": func(t *testing.T, dir string) {
		t.Helper()
		if os.Geteuid() != 0 {
			t.Skip("only root can give a directory away")
		}
		makeWithMode(t, dir, 0o755)
		if err := os.Chown(dir, 12345, 12345); err != nil {
			t.Fatal(err)
		}
	},
}

func makeWithMode(t *testing.T, dir string, mode fs.FileMode) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAnUnsafeDirectoryIsNotUsed(t *testing.T) {
	for name, make := range unsafeDirs {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t)
			make(t, dir)
			if err := Write(filepath.Join(dir, "file"), nil); err == nil {
				t.Error("it was written to")
			}
			if _, err := Read(filepath.Join(dir, "file"), 0); !errors.Is(err, ErrUnsafe) {
				t.Errorf("reading from it: %v, want %v", err, ErrUnsafe)
			}
			if _, err := TryLock(dir, "turn"); !errors.Is(err, ErrNoLock) {
				t.Errorf("locking in it: %v, want %v", err, ErrNoLock)
			}
			if _, err := Locked(dir, "turn"); !errors.Is(err, ErrNoLock) {
				t.Errorf("looking for a lock in it: %v, want %v", err, ErrNoLock)
			}
		})
	}
}

func TestAnUnsafeLocksDirectoryIsNotUsed(t *testing.T) {
	for name, make := range unsafeDirs {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t)
			makeWithMode(t, dir, 0o700)
			make(t, filepath.Join(dir, "locks"))
			if _, err := TryLock(dir, "turn"); !errors.Is(err, ErrNoLock) || !errors.Is(err, ErrUnsafe) {
				t.Errorf("locking in it: %v, want %v", err, ErrNoLock)
			}
		})
	}
}

func TestOddFilesAreNeitherFollowedNorWaitedFor(t *testing.T) {
	dir := newDir(t)
	target := filepath.Join(dir, "target")
	mustWrite(t, target, "of another")
	if err := errors.Join(
		os.Symlink("target", filepath.Join(dir, "link")),
		syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600),
		os.Mkdir(filepath.Join(dir, "locks"), 0o700),
		os.Symlink(target, filepath.Join(dir, "locks", "link.lock")),
		syscall.Mkfifo(filepath.Join(dir, "locks", "pipe.lock"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link", "pipe"} {
		if _, err := Read(filepath.Join(dir, name), 0); !errors.Is(err, ErrUnsafe) {
			t.Errorf("reading a %s: %v, want %v", name, err, ErrUnsafe)
		}
		if _, err := TryLock(dir, name); !errors.Is(err, ErrNoLock) {
			t.Errorf("locking a %s: %v, want %v", name, err, ErrNoLock)
		}
		if err := Write(filepath.Join(dir, name), []byte("new")); err != nil {
			t.Errorf("replacing a %s: %v", name, err)
		}
		if got, err := Read(filepath.Join(dir, name), 0); err != nil || string(got) != "new" {
			t.Errorf("reading what replaced a %s: %q, %v", name, got, err)
		}
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != "of another" {
		t.Errorf("the target of the link: %q, %v", got, err)
	}
}

func TestSweepTellsTheDeadFromTheLiving(t *testing.T) {
	dir := newDir(t)
	mustWrite(t, filepath.Join(dir, ".tmp-DEAD"), "its process died")
	alive := filepath.Join(dir, ".tmp-ALIVE")
	mustWrite(t, alive, "its process is at it")
	f, err := os.Open(alive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := claim(f); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(dir, "file"), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{".tmp-ALIVE", "file"}, namesIn(t, dir)); diff != "" {
		t.Errorf("left in the directory (-want +got):\n%s", diff)
	}
}

func TestWritersThatAreKilledLeaveNoTornContentAndNoLitter(t *testing.T) {
	dir := newDir(t)
	path := filepath.Join(dir, "file")
	if err := Write(path, pattern(0)); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		kill := []func(){startWriter(t, dir), startWriter(t, dir)}
		before := modTime(t, path)
		for modTime(t, path).Equal(before) { // until a writer is in the midst of it
			time.Sleep(time.Millisecond)
		}
		readWhole(t, path)
		for _, end := range kill {
			end()
		}
	}
	if err := Write(path, pattern(1)); err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, dir); !slices.Equal(names, []string{"file"}) {
		t.Errorf("left in the directory: %v", names)
	}
}

func readWhole(t *testing.T, path string) {
	t.Helper()
	for range 100 {
		data, err := Read(path, 0)
		if err == nil {
			err = checkWhole(data)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// startWriter starts a process that writes until it is killed.
func startWriter(t *testing.T, dir string) (kill func()) {
	t.Helper()
	cmd, out := process(t, "write-for-ever", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if out.Len() > 0 {
			t.Errorf("a writer said: %s", out)
		}
	}
}

func modTime(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}
