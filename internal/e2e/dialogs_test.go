//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const codeQuestion = "Token code of alice-phone (profile default, account 111122223333):"

// desktop is an environment with a display that nobody looks at, and first on PATH a folder for
// programs that ask.
func (w *world) desktop(t *testing.T, programs map[string]string) []string {
	t.Helper()
	dir := filepath.Join(w.dir, "desk")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, script := range programs {
		w.write(t, "desk/"+name, "#!/bin/sh\n"+script+"\n", 0o700)
	}
	return []string{"DISPLAY=:97", "PATH=" + strings.Join(append([]string{dir}, searchPath()...), ":")}
}

// askpass is a program for SSH_ASKPASS that notes what it is asked and gives the answers in the file
// one by one; it is closed when there are no more.
const askpass = `printf '%s\n--\n' "$1" >>"$WORK/asked"
head -n 1 "$WORK/answers" | grep . || exit 1
sed -i 1d "$WORK/answers"`

// answers are what the dialogs give.
func (w *world) answers(t *testing.T, lines ...string) {
	t.Helper()
	w.write(t, "answers", strings.Join(lines, "\n")+"\n", 0o600)
	if err := os.RemoveAll(filepath.Join(w.dir, "asked")); err != nil {
		t.Fatal(err)
	}
}

// dialogs is what they showed, each before a line "--".
func (w *world) dialogs(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "asked"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(data)
}

// coded are answers, with CODE as the right one.
func (w *world) coded(answers []string) []string {
	var coded []string
	for _, a := range answers {
		coded = append(coded, strings.ReplaceAll(a, "CODE", w.server.Code(alicePhone)))
	}
	return coded
}

// noPinentry is a pinentry that finds nowhere to ask.
const noPinentry = `echo OK; while read -r line; do echo "ERR 83918950 Inappropriate ioctl for device <Pinentry>"; done`

// pinentry is one that asks, notes what it shows, and answers as askpass does.
const pinentry = `echo "OK Pleased to meet you"
while read -r line; do
  case $line in
  SETTITLE*|SETDESC*) printf '%s\n' "$line" >>"$WORK/asked"; echo OK ;;
  GETPIN) if pin=$(head -n 1 "$WORK/answers" | grep .); then echo "D $pin"; echo OK; sed -i 1d "$WORK/answers"
    else echo "ERR 83886179 Operation cancelled <Pinentry>"; fi ;;
  BYE) echo OK; exit ;;
  *) echo OK ;;
  esac
done`

// insideSays is what stderr says where another mfa-session asks.
const insideSays = "mfa-session: no session can be got here: this mfa-session was started by another, and gives only what is stored\n" +
	"mfa-session: hint: get it before: mfa-session login; and let --code-command or mfa_process print a code by other means\n"

// nobodySays is what stderr says where nobody can be asked.
const nobodySays = "mfa-session: a token code is needed, and nobody can be asked here\n" +
	"mfa-session: hint: in a terminal: mfa-session login; or name a program that prints codes: --code-command COMMAND\n"

func TestSSHAskpass(t *testing.T) {
	const closed = "mfa-session: nobody gave a token code: the dialog was closed\nmfa-session: hint: give the code with the command: mfa-session login CODE\n"
	const question = codeQuestion + "\n--\n"
	const nonsense = "That is not a token code: type the six digits that the device shows.\n" + question
	const rejected = "AWS did not accept this code; wait for the next one.\n" + question
	for _, c := range []struct {
		name    string
		answers []string // CODE is the right one
		env     []string
		args    []string
		code    int
		stderr  string
		asked   string
		issued  int
	}{
		{"the right code", []string{"CODE"}, nil, nil, 0, "", question, 1},
		{"a wrong code, then the right one", []string{"000000", "CODE"}, nil, nil, 0, "", question + rejected, 2},
		{
			"three wrong codes",
			[]string{"000000", "000001", "000002"},
			nil, nil, 5,
			"mfa-session: AWS did not accept the token code: it is wrong, or was used already\nmfa-session: hint: wait for the next code, then: mfa-session login CODE\n",
			question + rejected + rejected, 3,
		},
		{"nonsense, then the right code", []string{"hunter2EXAMPLE", "CODE"}, nil, nil, 0, "", question + nonsense, 1},
		{
			"nonsense only",
			[]string{"x", "y", "z"},
			nil, nil, 6,
			"mfa-session: nobody gave a token code: none of 3 answers was one\nmfa-session: hint: give the code with the command: mfa-session login CODE\n",
			question + nonsense + nonsense, 0,
		},
		{"it is closed", nil, nil, nil, 6, closed, question, 0},
		{"a wrong code, then it is closed", []string{"000000"}, nil, nil, 6, closed, question + rejected, 1},
		{
			"never",
			[]string{"CODE"},
			[]string{"SSH_ASKPASS_REQUIRE=never"},
			nil, 6,
			"mfa-session: no token code: running $WORK/desk/pinentry: it failed with error 83918950\n" +
				"mfa-session: hint: run it by hand to see what ails it, or give the code yourself: mfa-session login CODE\n",
			"", 0,
		},
		{"prefer", []string{"CODE"}, []string{"SSH_ASKPASS_REQUIRE=prefer"}, nil, 0, "", question, 1},
		{"no display", []string{"CODE"}, []string{"DISPLAY="}, nil, 6, nobodySays, "", 0},
		{"prefer without a display", []string{"CODE"}, []string{"SSH_ASKPASS_REQUIRE=prefer", "DISPLAY="}, nil, 6, nobodySays, "", 0},
		{"force without a display", []string{"CODE"}, []string{"SSH_ASKPASS_REQUIRE=force", "DISPLAY="}, nil, 0, "", question, 1},
		{"Wayland", []string{"CODE"}, []string{"WAYLAND_DISPLAY=wayland-97", "DISPLAY="}, nil, 0, "", question, 1},
		{"over SSH", []string{"CODE"}, []string{"SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"}, nil, 6, nobodySays, "", 0},
		{"over SSH with a forwarded display", []string{"CODE"}, []string{"SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22", "DISPLAY=localhost:10.0"}, nil, 0, "", question, 1},
		{"--no-input", []string{"CODE"}, nil, []string{"--no-input"}, 6, nobodySays, "", 0},
		{"MFA_SESSION_NO_INPUT", []string{"CODE"}, []string{"MFA_SESSION_NO_INPUT=1"}, nil, 6, nobodySays, "", 0},
		{"MFA_SESSION_ACTIVE", []string{"CODE"}, []string{"MFA_SESSION_ACTIVE=1"}, nil, 6, insideSays, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			env := append(w.desktop(t, map[string]string{"ask": askpass, "pinentry": noPinentry}), "SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
			w.answers(t, w.coded(c.answers)...)
			r := w.run(t, append(env, c.env...), "mfa-session", append([]string{"credential-process"}, c.args...)...)
			if r.code != c.code || r.stderr != strings.ReplaceAll(c.stderr, "$WORK", w.dir) || (r.code == 0) != strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) {
				t.Errorf("exit code %d, %d bytes on stdout, stderr:\n%s", r.code, len(r.stdout), r.stderr)
			}
			if got := w.dialogs(t); got != c.asked {
				t.Errorf("the dialogs showed:\n%s\nwant:\n%s", got, c.asked)
			}
			w.issued(t, c.issued)
		})
	}
}

// TestATerminalComesBeforeADialog whatever SSH_ASKPASS_REQUIRE says, and though an SDK reads stdout.
func TestATerminalComesBeforeADialog(t *testing.T) {
	for _, require := range []string{"", "prefer", "force"} {
		t.Run(require, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.answers(t, "000000")
			env := append(w.desktop(t, map[string]string{"ask": askpass, "pinentry": pinentry}),
				"SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"), "SSH_ASKPASS_REQUIRE="+require)
			s := w.sit(t, nil, env, "mfa-session", "credential-process")
			s.sees(codePrompt, 1)
			s.types(w.server.Code(alicePhone) + "\n")
			if r := s.ends(0); !strings.HasPrefix(r.stdout, `{"Version":1,`) || r.stderr != "" || w.dialogs(t) != "" {
				t.Errorf("%d bytes on stdout, stderr:\n%s\nthe dialogs showed: %q", len(r.stdout), r.stderr, w.dialogs(t))
			}
			w.issued(t, 1)
		})
	}
}
