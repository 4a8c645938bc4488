//go:build unix

package codesource

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// askOn asks a question as Person does, behind a line, and gives what the programs wrote to $SAID.
func askOn(t *testing.T, goos string, programs map[string]string, environ ...string) (answer, said string, warned []error, err error) {
	t.Helper()
	dir := desk(t, programs)
	log := filepath.Join(t.TempDir(), "said")
	t.Setenv("SAID", log)
	for i, v := range environ {
		environ[i] = strings.ReplaceAll(v, "$DIR", dir)
	}
	d := dialogsOf(goos, environ...)
	d.Now, d.Warn = time.Now, func(err error) { warned = append(warned, err) }
	if err := d.Tell("Rejected <b>.</b>"); err != nil {
		t.Fatal(err)
	}
	answer, err = d.Ask(t.Context(), "Code of x & y:")
	data, readErr := os.ReadFile(log)
	if readErr != nil && !os.IsNotExist(readErr) {
		t.Fatal(readErr)
	}
	return answer, string(data), warned, err
}

// The texts of askOn, without what could be markup.
const (
	shownText  = "Rejected ‹b›.‹/b›\nCode of x ＆ y:"
	shownTitle = "mfa-session: Code of x ＆ y"
)

// assuanServer is a pinentry that writes all it is told to $SAID and answers GETPIN so.
func assuanServer(getPin string) string {
	return `echo "OK Pleased to meet you"
while read -r line; do
  echo "$line" >>"$SAID"
  case $line in
  GETPIN) ` + getPin + ` ;;
  BYE) echo "OK closing connection"; exit ;;
  *) echo OK ;;
  esac
done`
}

func TestADialogAnswers(t *testing.T) {
	tests := []struct {
		name, goos, program, script string
		environ                     []string
		want, said                  string
	}{
		{
			"SSH_ASKPASS", "linux", "ask", `printf '%s|%s' "$#" "$1" >"$SAID"; env >>"$SAID.env"; echo 123456`,
			[]string{"SSH_ASKPASS=$DIR/ask", "DISPLAY=:97"},
			"123456", "1|" + shownText,
		},
		{
			"SSH_ASKPASS that says more", "linux", "ask", `printf '123456\r\nmore\n'`,
			[]string{"SSH_ASKPASS=$DIR/ask", "DISPLAY=:97"},
			"123456", "",
		},
		{
			"pinentry", "linux", "pinentry", assuanServer(`echo "S one thing"; echo "# another"; echo "D 12%33"; echo "D 456"; echo OK`),
			[]string{"DISPLAY=:97"},
			"123456", "GETINFO flavor\nSETTITLE " + shownTitle + "\nSETDESC " + strings.ReplaceAll(shownText, "\n", "%0A") +
				"\nSETPROMPT Token code:\nOPTION no-grab\nGETPIN\nBYE\n",
		},
		{
			"pinentry, nothing typed", "linux", "pinentry", assuanServer("echo OK"),
			[]string{"DISPLAY=:97"},
			"", "GETINFO flavor\nSETTITLE " + shownTitle + "\nSETDESC " + strings.ReplaceAll(shownText, "\n", "%0A") +
				"\nSETPROMPT Token code:\nOPTION no-grab\nGETPIN\nBYE\n",
		},
		{
			"osascript", "darwin", "osascript", `printf '%s|%s|%s|%s|%s' "$#" "$1" "$2" "$3" "$4" >"$SAID"; echo 123456`,
			nil,
			"123456", "4|-e|" + appleScript + "|" + shownText + "|" + shownTitle,
		},
		{
			"PowerShell", "windows", "powershell.exe",
			`printf '%s|' "$@" >"$SAID"; printf '%s|%s' "$MFA_SESSION_DIALOG_TEXT" "$MFA_SESSION_DIALOG_TITLE" >>"$SAID"; printf 123456`,
			nil,
			"123456", "-NoLogo|-NoProfile|-NonInteractive|-Sta|-Command|" + powerShellScript + "|" + shownText + "|" + shownTitle,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			programs := map[string]string{test.program: test.script}
			if test.program != "pinentry" { // where one is installed it is no part of this
				programs["pinentry"] = `echo "OK"; read -r line; echo "ERR 83886166"`
			}
			answer, said, _, err := askOn(t, test.goos, programs, test.environ...)
			if err != nil || answer != test.want {
				t.Errorf("got %q, %v; want %q", answer, err, test.want)
			}
			if diff := cmp.Diff(test.said, said); diff != "" {
				t.Errorf("it was told (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAfterADialogOfNoUseTheNextAnswers, also the next time, without another try.
func TestAfterADialogOfNoUseTheNextAnswers(t *testing.T) {
	dir := desk(t, map[string]string{"ask": `echo x >>"$SAID"; kill -9 $$`, "pinentry": assuanServer("echo D 654321; echo OK")})
	log := filepath.Join(t.TempDir(), "said")
	t.Setenv("SAID", log)
	d := dialogsOf("linux", "SSH_ASKPASS="+dir+"/ask", "DISPLAY=:97")
	d.Now = time.Now
	asked := 0
	d.Asking = func() { asked++ }
	for range 2 {
		if answer, err := d.Ask(t.Context(), "Code:"); answer != "654321" || err != nil {
			t.Fatalf("got %q, %v", answer, err)
		}
	}
	said, err := os.ReadFile(log)
	if err != nil || strings.Count(string(said), "x\n") != 1 || asked != 2 {
		t.Errorf("%v; asked %d times; said:\n%s", err, asked, said)
	}
}

// TestADialogGetsNoSecret beside what it shows.
func TestADialogGetsNoSecret(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hiddenEXAMPLE")
	t.Setenv("MFA_SESSION_PASSPHRASE", "hiddenEXAMPLE")
	t.Setenv("SSH_ASKPASS_PROMPT", "confirm")
	dump := `env >>"$SAID"; `
	for goos, programs := range map[string]map[string]string{
		"linux":   {"ask": dump + "kill -9 $$", "pinentry": dump + assuanServer("echo OK")},
		"darwin":  {"pinentry": noWindow, "osascript": dump},
		"windows": {"pinentry": noWindow, "powershell.exe": dump},
	} {
		_, said, _, err := askOn(t, goos, programs, "SSH_ASKPASS=$DIR/ask", "DISPLAY=:97")
		if err != nil || !strings.Contains(said, "MFA_SESSION_ACTIVE=1\n") || strings.Contains(said, "hidden") {
			t.Errorf("%s: %v; the environment:\n%s", goos, err, said)
		}
		if goos == "linux" && strings.Count(said, "SSH_ASKPASS_PROMPT") != 1 { // pinentry does not know it
			t.Errorf("SSH_ASKPASS_PROMPT was handed on:\n%s", said)
		}
	}
}

// TestAHungDialogIsEnded with all that it started, when the time is up, when a person interrupts, and
// when it does not even begin to talk.
func TestAHungDialogIsEnded(t *testing.T) {
	const family = `(trap "" TERM; exec 2>/dev/null; while :; do sleep 1; done) & trap "" TERM; while :; do sleep 1; done`
	const silent = `exec 3>"$SAID"; ` + family
	talking := `exec 3>"$SAID"; ` + assuanServer(family)
	tests := []struct {
		name   string
		way    func(dir string) dialog
		script string
		want   error
	}{
		{"SSH_ASKPASS", func(dir string) dialog { return askpass{dir + "/program", os.Environ()} }, silent, context.DeadlineExceeded},
		{"pinentry that asks", func(dir string) dialog {
			return pinentry{path: dir + "/program", environ: os.Environ(), patience: time.Minute, now: time.Now}
		}, talking, context.DeadlineExceeded},
		{"pinentry that says nothing", func(dir string) dialog {
			return pinentry{path: dir + "/program", environ: os.Environ(), patience: 300 * time.Millisecond, now: time.Now}
		}, silent, errMute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(dir+"/program", []byte("#!/bin/sh\n"+strings.ReplaceAll(test.script, "$SAID", dir+"/held")+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			// whoever runs holds the pipe
			held := holdFIFO(t, dir+"/held")
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			answer, err := test.way(dir).ask(ctx, dialogText{title: "t", text: "x"})
			if answer != "" || !errors.Is(err, test.want) && ctx.Err() == nil {
				t.Errorf("got %q, %v", answer, err)
			}
			if err := waitForAll(held); err != nil {
				t.Errorf("something still runs: %v", err)
			}
		})
	}
}

func TestPersonTellsADismissedDialogFromOneOfNoUse(t *testing.T) {
	dir := desk(t, map[string]string{"ask": "exit 1", "pinentry": noWindow})
	p := &Person{Terminal: dialogsOf("linux", "SSH_ASKPASS="+dir+"/ask", "DISPLAY=:97")}
	if _, err := p.Code(t.Context(), first()); !errors.Is(err, session.ErrNobodyAnswered) || isProgramError(err) {
		t.Errorf("closed: %v", err)
	}
	d := dialogsOf("linux", "DISPLAY=:97")
	d.Now = time.Now
	p = &Person{Terminal: d}
	if _, err := p.Code(t.Context(), first()); !errors.Is(err, session.ErrNobodyAnswered) || !isProgramError(err) {
		t.Errorf("of no use: %v", err)
	}
}

func TestEither(t *testing.T) {
	absent := errors.New("no terminal")
	for name, test := range map[string]struct {
		first, second, want error
		asked               string
	}{
		"the first comes first": {nil, nil, nil, "first"},
		"the second":            {absent, nil, nil, "second"},
		"neither":               {absent, errNoDialog, absent, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := Either{&typist{absent: test.first, lines: []string{"first"}}, &typist{absent: test.second, lines: []string{"second"}}}
			if err := e.Available(); !errors.Is(err, test.want) {
				t.Errorf("got %v", err)
			}
			if test.want != nil {
				return
			}
			if err := e.Tell("line"); err != nil {
				t.Error(err)
			}
			if got, _ := e.Ask(t.Context(), "prompt"); got != test.asked {
				t.Errorf("asked the %q", got)
			}
		})
	}
}
