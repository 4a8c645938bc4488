//go:build unix

package profile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWhoMayUseWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, mode fs.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mine, read, written := file("mine", 0o600), file("read", 0o644), file("written", 0o602)
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Symlink(read, link), os.Chmod(dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	type useCase struct {
		path      string
		got, want error
	}
	cases := map[string]useCase{
		"mine":               {mine, Exposed(mine, true), nil},
		"read, no secrets":   {read, Exposed(read, false), nil},
		"read":               {read, Exposed(read, true), ErrReadByOthers},
		"written":            {written, Exposed(written, false), ErrWrittenByOthers},
		"a link":             {link, Exposed(link, true), ErrReadByOthers},
		"not there":          {"", Exposed(filepath.Join(dir, "none"), true), nil},
		"a directory":        {"", Exposed(dir, true), nil},
		"trusted":            {mine, Untrusted(mine), nil},
		"trusted and read":   {read, Untrusted(read), nil},
		"untrusted":          {written, Untrusted(written), ErrWrittenByOthers},
		"not there, trusted": {"", Untrusted(filepath.Join(dir, "none")), nil},
		"root's":             {"", Exposed("/etc/passwd", false), nil},
	}
	if os.Geteuid() == 0 { // only root can give a file away
		another := file("another", 0o600)
		if err := os.Chown(another, 65534, -1); err != nil {
			t.Fatal(err)
		}
		cases["another's"] = useCase{another, Exposed(another, false), ErrOfAnother}
	}
	for name, c := range cases {
		var file *FileError
		if !errors.Is(c.got, c.want) || c.want != nil && (!errors.As(c.got, &file) || file.Path != c.path) {
			t.Errorf("%s: %v, want %v of %s", name, c.got, c.want, c.path)
		}
	}
}
