//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// warned wants exactly one warning, which says so, with one hint; it types the command of the hint.
func (w *world) warned(t *testing.T, r result, says string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(r.stderr, "\n"), "\n")
	if r.code != 0 || len(lines) != 2 || !strings.HasPrefix(lines[0], "mfa-session: warning: ") || !strings.Contains(lines[0], says) {
		t.Fatalf("exit code %d, want one warning that says %q:\n%s", r.code, says, r.stderr)
	}
	w.typeHint(t, lines[1])
}

// typeHint types what follows the last ": " of a hint, up to an alternative.
func (w *world) typeHint(t *testing.T, line string) {
	t.Helper()
	hint, ok := strings.CutPrefix(line, "mfa-session: hint: ")
	_, command, found := strings.Cut(hint, ": ")
	command, _, _ = strings.Cut(command, ", or ")
	if !ok || !found {
		t.Fatalf("no hint with a command: %s", line)
	}
	if r := w.run(t, nil, "sh", "-c", command); r.code != 0 {
		t.Errorf("%s: exit code %d\n%s", command, r.code, r.stderr)
	}
}

// issue has a session issued, with the further variables.
func (w *world) issue(t *testing.T, env ...string) result {
	t.Helper()
	return w.run(t, env, "mfa-session", "exec", "--refresh", "--code-command", "echo "+w.server.Code(alicePhone), "--", "true")
}

// TestFilesThatOthersCanUse: once a session is issued it is said, with the command that mends it;
// then nothing is said any more. A hit says nothing.
func TestFilesThatOthersCanUse(t *testing.T) {
	for _, c := range []struct {
		file string
		mode os.FileMode
		says string
	}{
		{"credentials", 0o600, ""},
		{"credentials", 0o640, "credentials: others can read it"},
		{"credentials", 0o644, "credentials: others can read it"},
		{"credentials", 0o620, "credentials: others can change it"},
		{"config", 0o644, ""},
		{"config", 0o646, "config: others can change it"},
	} {
		t.Run(c.file+" "+c.mode.String(), func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.write(t, "home/.aws/config", "[default]\n", 0o600)
			path := filepath.Join(w.dir, "home", ".aws", c.file)
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if c.says != "" {
				w.warned(t, w.issue(t), c.says)
			}
			for range 2 {
				if r := w.issue(t); r.code != 0 || r.stderr != "" {
					t.Errorf("exit code %d\n%s", r.code, r.stderr)
				}
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if r := w.run(t, nil, "mfa-session", "credential-process"); r.code != 0 || r.stderr != "" {
				t.Errorf("a hit: exit code %d\n%s", r.code, r.stderr)
			}
		})
	}
}

// TestFilesOfAnother are used where they can be read, and it is said whose they are: a mode would not
// mend it.
func TestFilesOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away, and read it then")
	}
	for _, file := range []string{"credentials", "config"} {
		w := startWorld(t)
		w.write(t, "home/.aws/config", "[default]\n", 0o600)
		path := filepath.Join(w.dir, "home", ".aws", file)
		if err := os.Chown(path, 4711, 4711); err != nil {
			t.Fatal(err)
		}
		r := w.issue(t)
		w.warned(t, r, path+": it belongs to another user")
		if !strings.HasSuffix(r.stderr, hintPrefix+"look whose it is, and whether you want to trust them: ls -lL "+path+"\n") {
			t.Errorf("the hint:\n%s", r.stderr)
		}
	}
}

// TestAStateDirectoryThatWillNotDo: the session is had all the same, with one warning; once the
// command of its hint was typed, nothing is said any more.
func TestAStateDirectoryThatWillNotDo(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(dir string) error
		says  string
	}{
		"writable by others":           {func(dir string) error { return mkdirMode(dir, 0o777) }, " is writable by others"},
		"writable by the group":        {func(dir string) error { return mkdirMode(dir, 0o770) }, " is writable by others"},
		"a file":                       {func(dir string) error { return os.WriteFile(dir, nil, 0o600) }, " is no directory"},
		"a link":                       {func(dir string) error { return os.Symlink("/tmp", dir) }, " is a symbolic link"},
		"a file in place of the locks": {func(dir string) error { return os.WriteFile(filepath.Join(mustDir(dir), "locks"), nil, 0o600) }, "/locks is no directory"},
		"locks writable by others":     {func(dir string) error { return mkdirMode(filepath.Join(mustDir(dir), "locks"), 0o777) }, "/locks is writable by others"},
		"another's":                    {func(dir string) error { return os.Chown(mustDir(dir), 4711, 4711) }, " belongs to another user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "another's" && os.Geteuid() != 0 {
				t.Skip("only root can give a directory away")
			}
			w := startWorld(t)
			above := filepath.Join(w.dir, "home", ".local", "state")
			if err := os.MkdirAll(above, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(filepath.Join(above, "mfa-session")); err != nil {
				t.Fatal(err)
			}
			w.warned(t, w.issue(t, "MFA_SESSION_BACKEND=none"), c.says)
			if r := w.issue(t); r.code != 0 || r.stderr != "" {
				t.Errorf("after the hint: exit code %d\n%s", r.code, r.stderr)
			}
		})
	}
}

func mkdirMode(dir string, mode os.FileMode) error {
	return os.Chmod(mustDir(dir), mode)
}

// mustDir makes a directory; that it failed is seen by who uses it.
func mustDir(dir string) string {
	_ = os.Mkdir(dir, 0o700)
	return dir
}

// TestOddPassphraseFiles: exit 7 before anybody is asked, naming the file; with a code the session is
// delivered all the same.
func TestOddPassphraseFiles(t *testing.T) {
	for _, c := range []struct {
		oddFile
		mended bool // by the command of the hint
	}{
		{oddFile{name: "of others", plant: func(path string) error { return content(passphrase)(path) }, says: "others can read it"}, true},
		{oddFile{name: "missing", plant: func(string) error { return nil }, says: "no such file or directory"}, false},
		{oddFile{name: "a pipe", plant: oddKinds()[0].plant, says: "it is no regular file"}, false},
		{oddFile{name: "a directory", plant: oddKinds()[1].plant, says: "it is no regular file"}, false},
		{oddFile{name: "endless", plant: linkTo("/dev/zero"), says: "it is no regular file"}, false},
		{oddFile{name: "a link to itself", plant: linkTo("passphrase"), says: "too many levels of symbolic links"}, false},
		{oddFile{name: "a sparse GiB", plant: sparse(1 << 30), says: "it is larger than 4096 bytes"}, false},
		{oddFile{name: "UTF-16", plant: content("\xff\xfe", utf16Of(passphrase)), says: "it is no text in UTF-8"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			path := filepath.Join(w.dir, "passphrase")
			if err := c.plant(path); err != nil {
				t.Fatal(err)
			}
			if c.mended {
				if err := os.Chmod(path, 0o640); err != nil {
					t.Fatal(err)
				}
			}
			env := []string{"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_FILE=" + path}
			r := w.runSmall(t, env, "credential-process", "--no-input")
			checkLines(t, r, 7, "the file keychain: no passphrase: the passphrase file "+path+": "+c.says)
			if r := w.run(t, env, "mfa-session", w.server.Code(alicePhone), "--format", "process"); r.code != 0 || !strings.HasPrefix(r.stdout, `{"Version":1`) {
				t.Errorf("with a code: exit code %d, stdout of %d bytes\n%s", r.code, len(r.stdout), r.stderr)
			}
			if c.mended {
				w.typeHint(t, strings.Split(r.stderr, "\n")[1])
				if r := w.run(t, env, "mfa-session", "login", w.server.Code(alicePhone)); r.code != 0 || !strings.Contains(r.stderr, "is stored until") {
					t.Errorf("after the hint: exit code %d\n%s", r.code, r.stderr)
				}
			}
		})
	}
}
