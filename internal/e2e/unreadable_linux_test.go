package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// barred is a file that an ordinary user may not read.
type barred struct {
	name string
	bar  func(dir, path string) error // the file is at the path, in that directory of its own
	hint string                       // DIR and FILE stand for the two, UID for the user
	root bool                         // only root can make it so
}

func bars() []barred {
	return []barred{
		{"without the mode", func(_, path string) error { return os.Chmod(path, 0) }, "let yourself read it: chmod u+r FILE", false},
		{"in a closed directory", func(dir, _ string) error { return os.Chmod(dir, 0o600) }, "let yourself read it: chmod u+x DIR", false},
		{"of root", func(_, path string) error { return os.Chown(path, 0, 0) }, "it belongs to root, make it yours: sudo chown UID FILE", true},
		{"of another", func(_, path string) error { return os.Chown(path, 4711, 4711) }, "it belongs to another user, make it yours: sudo chown UID FILE", true},
		{"in a directory of root", func(dir, _ string) error { return os.Chown(dir, 0, 0) }, "it belongs to root, make it yours: sudo chown -R UID DIR", true},
		{"of root in a directory of root", func(dir, path string) error {
			if err := os.Chmod(dir, 0o755); err != nil {
				return err
			}
			return asRoot(dir, path)
		}, "it belongs to root, who has to let you read it: ls -ld FILE", true},
		{"a link into what is closed", linkedAway, "let yourself read it: chmod u+x DIR/closed", false},
	}
}

func asRoot(paths ...string) error {
	for _, path := range paths {
		if err := os.Chown(path, 0, 0); err != nil {
			return err
		}
	}
	return nil
}

// linkedAway moves the file into a directory that is closed to its owner too, and leaves a link.
func linkedAway(dir, path string) error {
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		return err
	}
	if err := os.Rename(path, filepath.Join(closed, "file")); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join("closed", "file"), path); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(closed, nobody, nobody); err != nil {
			return err
		}
	}
	return os.Chmod(closed, 0)
}

// readFile is one of the files that the program reads, and what is said where it cannot.
type readFile struct {
	name, content, variable string
	code                    int
	line                    string
	other                   string // the other thing that the hint names
}

// TestFilesThatMayNotBeRead, by an ordinary user: it is said which, and the command of the hint brings
// it about, where one can.
func TestFilesThatMayNotBeRead(t *testing.T) {
	const another = "name another with AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
	for _, f := range []readFile{
		{"config", "[default]\nregion = eu-west-1\n", "AWS_CONFIG_FILE", 4, "FILE: permission denied", another},
		{"credentials", "[default]\n" + aliceKeys, "AWS_SHARED_CREDENTIALS_FILE", 4, "FILE: permission denied", another},
		{
			"passphrase", passphrase + "\n", "MFA_SESSION_PASSPHRASE_FILE", 7,
			"the file keychain: no passphrase: the passphrase file FILE: permission denied", "set MFA_SESSION_PASSPHRASE_FILE to a file of yours",
		},
	} {
		for _, b := range bars() {
			t.Run(f.name+" "+b.name, func(t *testing.T) {
				t.Parallel()
				if b.root && os.Geteuid() != 0 {
					t.Skip("only root can give a file away")
				}
				w, as := ordinary(t)
				dir := filepath.Join(w.dir, "own")
				path := filepath.Join(dir, f.name)
				w.plant(t, dir, path, f.content)
				if err := b.bar(dir, path); err != nil {
					t.Fatal(err)
				}
				names := strings.NewReplacer("FILE", path, "DIR", dir, "UID", fmt.Sprint(ordinaryUID()))
				env := []string{f.variable + "=" + path}
				if f.name == "passphrase" {
					env = append(env, "MFA_SESSION_PASSPHRASE=")
				}
				login := func() result {
					cmd := w.command(t, env, "mfa-session", "login", w.server.Code(alicePhone))
					as(cmd)
					return resultOf(t, cmd)
				}
				line, hints := login().clear(t, f.code)
				hint := names.Replace(b.hint)
				if line != names.Replace(f.line) || len(hints) != 1 || hints[0] != hint+", or "+f.other {
					t.Errorf("%s\n%q, want %s", line, hints, hint)
				}
				w.issued(t, 0)
				if mended := w.typeAs(t, as, hint); mended {
					if r := login(); r.code != 0 {
						t.Errorf("after the hint: exit code %d\n%s", r.code, r.stderr)
					}
					w.issued(t, 1)
				}
			})
		}
	}
}

// plant makes a file that only its owner can read, in a directory of its own, for the ordinary user.
func (w *world) plant(t *testing.T, dir, path, content string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		return
	}
	for _, p := range []string{dir, path} {
		if err := os.Chown(p, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
}

func ordinaryUID() int {
	if uid := os.Geteuid(); uid != 0 {
		return uid
	}
	return nobody
}

// typeAs types the command of a hint as the user, or as root where it says so, and says whether it
// changes anything.
func (w *world) typeAs(t *testing.T, as func(*exec.Cmd), hint string) (changes bool) {
	t.Helper()
	_, command, _ := strings.Cut(hint, ": ")
	command, isRoots := strings.CutPrefix(command, "sudo ")
	cmd := w.command(t, nil, "sh", "-c", command)
	if !isRoots {
		as(cmd)
	}
	if r := resultOf(t, cmd); r.code != 0 {
		t.Errorf("%s: exit code %d\n%s", command, r.code, r.stderr)
	}
	return !strings.HasPrefix(command, "ls ")
}
