package statefile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWriteThenRead(t *testing.T) {
	t.Run("Write", func(t *testing.T) { writeThenRead(t, Write) })
	t.Run("WriteBriefly", func(t *testing.T) { writeThenRead(t, WriteBriefly) })
}

func writeThenRead(t *testing.T, write func(string, []byte) error) {
	t.Helper()
	dir := filepath.Join(newDir(t), "deep")
	path := filepath.Join(dir, "file.json")
	for _, content := range []string{"first, and the longer one", "second", ""} {
		if err := write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := Read(path, 0)
		if err != nil || string(got) != content {
			t.Errorf("Read = %q, %v; want %q", got, err, content)
		}
	}
	if diff := cmp.Diff([]string{"file.json"}, namesIn(t, dir)); diff != "" {
		t.Errorf("left in the directory (-want +got):\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	dir := newDir(t)
	mustWrite(t, filepath.Join(dir, "large"), string(bytes.Repeat([]byte("x"), maxSize+1)))
	mustWrite(t, filepath.Join(dir, "eleven"), "12345678901")
	if err := os.Mkdir(filepath.Join(dir, "directory"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		limit int64
		want  error
	}{
		"missing":   {want: fs.ErrNotExist},
		"large":     {want: ErrCorrupt},
		"eleven":    {limit: 10, want: ErrCorrupt},
		"directory": {want: ErrUnsafe},
	} {
		if _, err := Read(filepath.Join(dir, name), c.limit); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Read(filepath.Join(dir, "nowhere", "file"), 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file in a directory that is not there: %v", err)
	}
	if got, err := Read(filepath.Join(dir, "eleven"), 11); err != nil || len(got) != 11 {
		t.Errorf("exactly as large as allowed: %q, %v", got, err)
	}
}

func TestAFailedWriteLeavesTheOldContentAndNoLitter(t *testing.T) {
	dir := newDir(t)
	path := filepath.Join(dir, "file")
	mustWrite(t, path, "old")
	full := errors.New("no space left")
	if err := replace(path, []byte("new"), func(*os.File) error { return full }); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	if got, err := Read(path, 0); err != nil || string(got) != "old" {
		t.Errorf("Read = %q, %v", got, err)
	}
	if diff := cmp.Diff([]string{"file"}, namesIn(t, dir)); diff != "" {
		t.Errorf("left in the directory (-want +got):\n%s", diff)
	}
}

func TestRemove(t *testing.T) {
	path := filepath.Join(newDir(t), "file")
	mustWrite(t, path, "x")
	for _, what := range []string{"a file", "no file"} {
		if err := Remove(path); err != nil {
			t.Errorf("removing %s: %v", what, err)
		}
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

func TestSweep(t *testing.T) {
	dir := newDir(t)
	write := func(name string, age time.Duration) {
		path := filepath.Join(dir, name)
		mustWrite(t, path, "unfinished")
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	write(".tmp-OLD", staleAfter+time.Minute)
	write("other.json", 2*staleAfter)
	write("tmp-OTHER", 2*staleAfter)
	if err := Write(filepath.Join(dir, "file"), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"file", "other.json", "tmp-OTHER"}, namesIn(t, dir)); diff != "" {
		t.Errorf("left in the directory (-want +got):\n%s", diff)
	}
}

// pattern is a content that shows whether it is whole: the same byte again and again.
func pattern(i int) []byte { return bytes.Repeat([]byte{byte('a' + i%26)}, 20_000) }

func checkWhole(data []byte) error {
	if len(data) != 20_000 || bytes.Count(data, data[:1]) != len(data) {
		return fmt.Errorf("torn content of %d bytes", len(data))
	}
	return nil
}

// writeForEver ends by being killed.
func writeForEver(dir string) int {
	for i := 0; ; i++ {
		if err := Write(filepath.Join(dir, "file"), pattern(i)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
}
