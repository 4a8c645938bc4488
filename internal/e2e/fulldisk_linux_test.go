package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// onFullDisk is a command on a disk that was filled when a session was stored on it.
type onFullDisk struct {
	command string
	code    int
	issued  int  // beside the stored one
	session bool // one is printed
	line    string
	hint    string
}

const roomHint = "make room on the disk, or name a directory on another: XDG_STATE_HOME"

func ofFiles() []onFullDisk {
	const unsaved = "warning: the session could not be stored: the file keychain: writing the item: full: write "
	return []onFullDisk{
		{command: "--format process", session: true},
		{command: "credential-process", session: true},
		{command: "--cached-only --format process CODE", session: true, line: "the token code was not sent: the stored session is good until ", hint: "to replace it, add --refresh"},
		{command: "login", line: "the session of profile default is stored until "},
		{command: "login --refresh CODE", code: 7, line: "the file keychain: full: write ", hint: roomHint},
		{command: "login --refresh --code-command PROGRAM", code: 7, line: "the file keychain: full: write ", hint: roomHint},
		{command: "login --refresh", code: 7, line: "the file keychain: full: write ", hint: roomHint},
		{command: "--refresh --format process CODE", session: true, issued: 1, line: unsaved, hint: roomHint},
		{command: "credential-process --refresh --code-command PROGRAM", session: true, issued: 1, line: unsaved, hint: roomHint},
		{command: "exec --refresh --code-command PROGRAM -- true", issued: 1, line: unsaved, hint: roomHint},
		{command: "status --quiet"},
		{command: "logout", line: "no session of profile default is stored here any more", hint: "AWS cannot end a session: copies of it work until it expires"},
	}
}

func ofPass() []onFullDisk {
	const hint = "make room on the disk of the password store, or keep the session elsewhere with --backend"
	return []onFullDisk{
		{command: "credential-process", session: true},
		{command: "login --refresh CODE", code: 7, line: "the pass keychain: full: write ", hint: hint},
		{command: "--refresh --format process CODE", session: true, issued: 1, line: "warning: the session could not be stored: the pass keychain: full: write ", hint: hint},
	}
}

// fills has a disk of its own mounted on $1, keeps a session there for the code $2, and fills it. The
// rest is run then.
const fills = `disk=$1 code=$2 program=$3; shift 3
kept=$(mktemp -d) && if test -e "$disk"; then cp -a "$disk/." "$kept"; fi && mkdir -p "$disk" &&
mount -t tmpfs -o size=128k none "$disk" && cp -a "$kept/." "$disk" &&
"$program" login --quiet "$code" && { ! cat /dev/zero >"$disk/filler"; } 2>/dev/null && exec "$program" "$@"`

// TestAFullDisk: what is stored is served, what a person typed a code for is delivered, and no code is
// spent for what could only be lost.
func TestAFullDisk(t *testing.T) {
	need(t, "mount")
	for _, c := range ofFiles() {
		t.Run("file "+c.command, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			c.check(t, w, w.dir+"/home/.local/state")
		})
	}
	t.Run("pass", func(t *testing.T) {
		t.Parallel()
		for _, c := range ofPass() {
			t.Run(c.command, func(t *testing.T) {
				w := startWorld(t)
				w.usePass(t)
				c.check(t, w, w.dir+"/store")
			})
		}
	})
}

func (c onFullDisk) check(t *testing.T, w *world, disk string) {
	t.Helper()
	code := w.server.CodeAt(alicePhone, 1)
	args := []string{"-rm", "sh", "-c", fills, "sh", disk, w.server.Code(alicePhone), filepath.Join(bin, "mfa-session")}
	for _, word := range strings.Fields(c.command) {
		args = append(args, strings.NewReplacer("CODE", code, "PROGRAM", "echo "+code).Replace(word))
	}
	r := w.run(t, nil, "unshare", args...)
	if r.code != c.code || strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) != c.session || !c.session && r.stdout != "" {
		t.Errorf("exit code %d, want %d; %d bytes on stdout", r.code, c.code, len(r.stdout))
	}
	w.issued(t, 1+c.issued)
	lines := strings.Split(r.stderr, "\n")
	switch {
	case c.line == "" && r.stderr == "":
	case c.line != "" && strings.HasPrefix(lines[0], linePrefix+c.line) && c.hint == "" && len(lines) == 2:
	case c.line != "" && strings.HasPrefix(lines[0], linePrefix+c.line) && len(lines) == 3 && lines[1] == hintPrefix+c.hint:
	default:
		t.Errorf("want %q and the hint %q:\n%s", c.line, c.hint, r.stderr)
	}
}
