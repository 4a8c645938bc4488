//go:build unix

package command

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const stranger = 4711

// TestUnreadableHints: what is typed depends on whose the file is. That a directory denies is tried
// from outside, as an ordinary user.
func TestUnreadableHints(t *testing.T) {
	me := os.Geteuid()
	for _, c := range []struct {
		name    string
		mode    os.FileMode
		owner   int // of the file
		dir     int // of the directory
		link    bool
		want    string // FILE stands for the path
		missing bool
	}{
		{name: "ours", mode: 0o200, owner: me, dir: me, want: "let yourself read it: chmod u+r FILE"},
		{name: "ours, through a link", mode: 0, owner: me, dir: me, link: true, want: "let yourself read it: chmod u+r FILE"},
		{name: "ours, and its mode is right", mode: 0o600, owner: me, dir: me, want: "look what keeps you from reading it: ls -lL FILE"},
		{name: "another's in a directory of ours", mode: 0o600, owner: stranger, dir: me, want: fmt.Sprintf("it belongs to another user, make it yours: sudo chown %d FILE", me)},
		{name: "another's", mode: 0o600, owner: stranger, dir: stranger, want: "it belongs to another user, who has to let you read it: ls -ld FILE"},
		{name: "missing", owner: me, dir: me, missing: true, want: "look what keeps you from reading it: ls -lL FILE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if (c.owner != me || c.dir != me) && me != 0 {
				t.Skip("only root can give a file away")
			}
			dir := t.TempDir()
			path := filepath.Join(dir, "the file")
			asked := path
			if !c.missing {
				if err := os.WriteFile(path, nil, c.mode); err != nil {
					t.Fatal(err)
				}
				if err := os.Chown(path, c.owner, -1); err != nil {
					t.Fatal(err)
				}
			}
			if c.link {
				asked = filepath.Join(t.TempDir(), "link")
				if err := os.Symlink(path, asked); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chown(dir, c.dir, -1); err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(c.want, "FILE", "'"+path+"'")
			if got := unreadableHint(asked); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// Of root it is said by name, since that is what happens: a command was run as root.
func TestWhoseItIs(t *testing.T) {
	if called(0) != "root" || called(stranger) != "another user" {
		t.Errorf("%q, %q", called(0), called(stranger))
	}
}

func TestBarriersEnd(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.Symlink(map[string]string{"a": "b", "b": filepath.Join(dir, "a")}[name], filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if b, ok := barrierTo(filepath.Join(dir, "a")); ok {
		t.Errorf("a loop of links ends at %s", b.path)
	}
}

// TestDeniedHints: what is ours and shut by its mode is named, whichever way the error names it.
func TestDeniedHints(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(state, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o200); err != nil {
		t.Fatal(err)
	}
	denied := func(path string) error { return &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission} }
	ofDir, ofFile := "let yourself use it: chmod u+rwx "+state, "let yourself use it: chmod u+rw "+filepath.Join(dir, "file")
	for _, c := range []struct {
		name string
		err  error
		dir  string
		want string
	}{
		{"a file", denied(filepath.Join(dir, "file")), "", ofFile},
		{"a file of the directory", denied("file"), dir, ofFile},
		{"a file that is not there yet", denied(filepath.Join(state, "file")), "", ofDir},
		{"one in directories that are not there yet", denied(filepath.Join(state, "a", "b")), "", ofDir},
		{"the directory alone", fs.ErrPermission, state, ofDir},
		{"a directory whose mode is right", denied("new"), dir, ""},
		{"neither", fs.ErrPermission, "", ""},
		{"another error", fs.ErrExist, state, ""},
		{"of the root", denied("/new"), "", ""},
	} {
		if got := deniedHint(c.err, c.dir); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
