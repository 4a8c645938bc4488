package e2e_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// home is a home in which something is amiss, or merely unusual.
type home struct {
	name   string
	before string // shell commands
	mounts bool   // they need a namespace of their own
	spoil  func(t *testing.T, w *world)
	env    []string
	says   string // with the store; empty: all is well
	none   string // without a store
	hint   string
}

const (
	readOnly = `mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME" && `
	// The disk has a page for each directory, and none left for a file.
	full = `state=$HOME/.local/state && mkdir -p "$state" && mount -t tmpfs -o size=4k none "$state" && { ! cat /dev/zero > "$state/filler"; } 2>/dev/null && `
	// No more names than those of two directories.
	noNames = `state=$HOME/.local/state && mkdir -p "$state" && mount -t tmpfs -o nr_inodes=3 none "$state" && `
)

func homes() []home {
	const room, place, whole = "make room on the disk", "name a directory that can be written: XDG_STATE_HOME", "set HOME, or XDG_STATE_HOME, to the full path"
	another := place
	if os.Geteuid() != 0 { // it is ours, and closed
		another = "let yourself use it: chmod u+rwx "
	}
	return []home{
		{name: "read-only", before: readOnly, mounts: true, says: "access denied: mkdir ", none: "read-only file system", hint: place},
		{name: "full", before: full, mounts: true, says: "full: write ", none: "no space left on device", hint: room},
		{name: "without room for another name", before: noNames, mounts: true, says: "full: open ", none: "no space left on device", hint: room},
		{name: "where files may have no size", before: "ulimit -f 0; ", says: "full: write ", none: "file too large", hint: room},
		{name: "of another", spoil: ofRoot, says: "access denied: mkdir ", none: "permission denied", hint: another},
		{name: "missing", env: []string{"HOME=/nowhere"}, says: "access denied: mkdir /nowhere", none: "mkdir /nowhere: permission denied", hint: place},
		{name: "unset", env: []string{"HOME="}, says: "not available: there is no directory for it", none: "there is no home directory", hint: whole},
		{name: "relative", env: []string{"HOME=home"}, says: "not available: there is no directory for it", none: "there is no home directory", hint: whole},
		{name: "without a runtime directory", env: []string{"XDG_RUNTIME_DIR="}},
		{name: "a link", spoil: homeIsALink},
		{name: "with the files of a dotfile manager", spoil: dotfiles},
	}
}

// ofRoot makes the place for state somebody else's. The tests run as root, or as one to whom a mode
// means something.
func ofRoot(t *testing.T, w *world) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(w.dir, "home", ".local"), 0o555); err != nil {
		t.Fatal(err)
	}
}

func homeIsALink(t *testing.T, w *world) {
	t.Helper()
	rename(t, filepath.Join(w.dir, "home"), filepath.Join(w.dir, "elsewhere"))
	if err := os.Symlink("elsewhere", filepath.Join(w.dir, "home")); err != nil {
		t.Fatal(err)
	}
}

// dotfiles puts the files into a repository, and links to them in their place.
func dotfiles(t *testing.T, w *world) {
	t.Helper()
	files := filepath.Join(w.dir, "home", "dotfiles")
	if err := os.Mkdir(files, 0o755); err != nil {
		t.Fatal(err)
	}
	w.write(t, "home/.aws/config", "[default]\nregion = eu-west-1\n", 0o644)
	for _, name := range []string{"config", "credentials"} {
		path := filepath.Join(w.dir, "home", ".aws", name)
		rename(t, path, filepath.Join(files, name))
		if err := os.Symlink("../dotfiles/"+name, path); err != nil {
			t.Fatal(err)
		}
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// in runs the program as an ordinary user in the home. What is written there is gone afterwards where
// something is mounted.
func (h home) in(t *testing.T, further []string, args ...string) (*world, result) {
	t.Helper()
	w, as := ordinary(t)
	if h.spoil != nil {
		h.spoil(t, w)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "CODE", w.server.Code(alicePhone))
	}
	env := append([]string{"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(w.dir, "home", ".aws", "credentials")}, h.env...)
	words := append([]string{"bash", "-c", h.before + `exec "$@"`, "bash", w.ofOrdinary()}, args...)
	if h.mounts {
		words = append([]string{"unshare", "-rm"}, words...)
	}
	cmd := w.command(t, append(env, further...), words[0], words[1:]...)
	as(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // how it ended is looked at
	return w, result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// TestHomes: whatever ails the home, a code that a person typed gives a session, with one warning
// that names the cause; only login, which is of no use then, exits 7, and spends no code. Once another
// place is named, as the hint says, all is well.
func TestHomes(t *testing.T) {
	need(t, "mount")
	for _, h := range homes() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			h.delivers(t, h.says, "--format", "process", "CODE")
			h.delivers(t, h.none, "--format", "process", "CODE", "--backend", "none")
			h.logsIn(t)
			w, r := h.in(t, nil, "credential-process", "--no-input")
			if want := map[bool]int{false: 6, true: 7}[strings.HasPrefix(h.says, "not available")]; r.code != want || r.stdout != "" {
				t.Errorf("nobody can be asked: exit code %d, want %d\n%s", r.code, want, r.stderr)
			}
			w.issued(t, 0)
			w, r = h.in(t, nil, "status", "--quiet")
			if r != (result{code: 10}) {
				t.Errorf("status: %+v", r)
			}
			w.issued(t, 0)
		})
	}
}

func (h home) delivers(t *testing.T, says string, args ...string) {
	t.Helper()
	w, r := h.in(t, nil, args...)
	w.issued(t, 1)
	if r.code != 0 || !strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) {
		t.Errorf("%s: exit code %d, stdout of %d bytes\n%s", args, r.code, len(r.stdout), r.stderr)
	}
	if h.says == "" {
		if r.stderr != "" {
			t.Errorf("%s: all is well, but\n%s", args, r.stderr)
		}
		return
	}
	lines := strings.Split(r.stderr, "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], linePrefix+"warning: ") || !strings.Contains(lines[0], says) || !strings.HasPrefix(lines[1], hintPrefix+h.hint) {
		t.Errorf("%s: want one warning that says %q, and the hint %q:\n%s", args, says, h.hint, r.stderr)
	}
}

func (h home) logsIn(t *testing.T) {
	t.Helper()
	w, r := h.in(t, nil, "login", "CODE")
	if h.says == "" {
		if r.code != 0 || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, " is stored until ") {
			t.Errorf("login: exit code %d\n%s", r.code, r.stderr)
		}
		return
	}
	w.issued(t, 0)
	line, hints := r.clear(t, 7)
	if strings.Contains(r.stderr, "warning") || !strings.Contains(line, h.says) || !strings.HasPrefix(hints[0], h.hint) {
		t.Errorf("login:\n%s", r.stderr)
	}
	if h.before != "" && !h.mounts {
		return // no place has room
	}
	elsewhere := t.TempDir()
	if err := os.Chmod(elsewhere, 0o777); err != nil { // to the ordinary user
		t.Fatal(err)
	}
	if _, r := h.in(t, []string{"XDG_STATE_HOME=" + elsewhere}, "login", "CODE"); r.code != 0 || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("login, with another place for the state: exit code %d\n%s", r.code, r.stderr)
	}
}
