//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

func TestPinentry(t *testing.T) {
	const head = "SETTITLE mfa-session: Token code of alice-phone (profile default, account 111122223333)\nSETDESC "
	const rejected = "AWS did not accept this code; wait for the next one.%0A"
	for _, c := range []struct {
		name    string
		answers []string
		script  string
		code    int
		stderr  string // its first line
		asked   string
		issued  int
	}{
		{"the right code", []string{"CODE"}, pinentry, 0, "", head + codeQuestion + "\n", 1},
		{"a wrong code, then the right one", []string{"000000", "CODE"}, pinentry, 0, "", head + codeQuestion + "\n" + head + rejected + codeQuestion + "\n", 2},
		{"it is closed", nil, pinentry, 6, "nobody gave a token code: the dialog was closed", head + codeQuestion + "\n", 0},
		{"it refuses", nil, noPinentry, 6, "no token code: running $WORK/desk/pinentry: it failed with error 83918950", "", 0},
		{"it talks nonsense", nil, "echo Enter PIN:; cat", 6, "no token code: running $WORK/desk/pinentry: it does not speak as pinentry does", "", 0},
		{"it floods", nil, "yes S", 6, "no token code: running $WORK/desk/pinentry: it does not speak as pinentry does", "", 0},
		{"it dies", nil, "echo OK; read -r line; kill -9 $$", 6, "no token code: running $WORK/desk/pinentry: it ended before it had answered", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			env := w.desktop(t, map[string]string{"pinentry": c.script})
			w.answers(t, w.coded(c.answers)...)
			r := w.run(t, env, "mfa-session", "login")
			first, _, _ := strings.Cut(strings.TrimPrefix(r.stderr, "mfa-session: "), "\n")
			if want := strings.ReplaceAll(c.stderr, "$WORK", w.dir); r.code != c.code || r.stdout != "" || want != "" && first != want {
				t.Errorf("exit code %d, stdout %q, stderr:\n%s", r.code, r.stdout, r.stderr)
			}
			if got := w.dialogs(t); got != c.asked {
				t.Errorf("the dialogs showed:\n%s\nwant:\n%s", got, c.asked)
			}
			w.issued(t, c.issued)
		})
	}
}

// TestTheTextOfADialogIsNoMarkup, whatever a profile is called.
func TestTheTextOfADialogIsNoMarkup(t *testing.T) {
	w := startWorld(t)
	const name = "<b>%41&$(touch x)`touch x`\x1b[31m"
	w.write(t, "home/.aws/credentials", "["+name+"]\naws_access_key_id = "+alice.AccessKeyID+"\naws_secret_access_key = "+alice.SecretAccessKey+"\n", 0o600)
	w.answers(t)
	r := w.run(t, w.desktop(t, map[string]string{"pinentry": pinentry}), "mfa-session", "login", "--profile", name)
	if r.code != 6 {
		t.Errorf("exit code %d, stderr:\n%s", r.code, r.stderr)
	}
	const want = "SETDESC Token code of alice-phone (profile ‹b›%2541＆$(touch x)`touch x`[31m, account 111122223333):\n"
	if got := w.dialogs(t); !strings.HasSuffix(got, want) {
		t.Errorf("the dialog showed:\n%s\nwant:\n%s", got, want)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "x")); err == nil {
		t.Error("a part of the name was run")
	}
}

// TestARealPinentry asks on the terminal that GPG_TTY names, where this process has none.
func TestARealPinentry(t *testing.T) {
	for _, c := range []struct {
		program string
		types   string // behind the code
		cancel  string
	}{
		{"pinentry-curses", "\r", "\t\t\r"},
		{"pinentry-tty", "\n", "\x03"},
	} {
		t.Run(c.program, func(t *testing.T) {
			t.Parallel()
			need(t, c.program)
			w := startWorld(t)
			env := w.desktop(t, map[string]string{"pinentry": "exec /usr/bin/" + c.program + ` "$@"`})
			p := w.apart(t, env, "mfa-session", "login")
			p.sees("alice-phone", 1)
			p.types("000000" + c.types)
			p.sees("AWS did not accept this code", 1)
			p.types(w.server.Code(alicePhone) + c.types)
			if r := p.endsWith(0); r.stdout != "" || !strings.Contains(r.stderr, "is stored until") {
				t.Errorf("stdout %q, stderr:\n%s", r.stdout, r.stderr)
			}
			w.issued(t, 2)
			p = w.apart(t, env, "mfa-session", "login", "--refresh")
			p.sees("alice-phone", 1)
			p.typesUntilItEnds(c.cancel)
			if r := p.endsWith(6); !strings.HasPrefix(r.stderr, "mfa-session: nobody gave a token code: the dialog was closed\n") {
				t.Errorf("stderr:\n%s", r.stderr)
			}
			w.issued(t, 2)
		})
	}
	t.Run("without a terminal", func(t *testing.T) {
		need(t, "pinentry-curses")
		w := startWorld(t)
		r := w.run(t, w.desktop(t, map[string]string{"pinentry": `exec /usr/bin/pinentry-curses "$@"`}), "mfa-session", "login")
		if r.code != 6 || !strings.HasPrefix(r.stderr, "mfa-session: no token code: running "+w.dir+"/desk/pinentry: it has no window, and no terminal\n") {
			t.Errorf("exit code %d, stderr:\n%s", r.code, r.stderr)
		}
		w.issued(t, 0)
	})
}

// apart starts a program that has no terminal of its own, with a person at one that GPG_TTY names.
func (w *world) apart(t *testing.T, env []string, program string, args ...string) *seat {
	t.Helper()
	return w.sit(t, func(s *seat) {
		if err := pty.Setsize(s.theirs, &pty.Winsize{Rows: 24, Cols: 100}); err != nil {
			t.Fatal(err)
		}
		s.cmd.Env = append(s.cmd.Env, "GPG_TTY="+s.theirs.Name(), "TERM=xterm")
		s.cmd.SysProcAttr.Setctty, s.cmd.ExtraFiles = false, nil
	}, env, program, args...)
}
