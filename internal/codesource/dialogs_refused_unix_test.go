//go:build unix

package codesource

import (
	"errors"
	"strings"
	"testing"
)

// noWindow is a pinentry that cannot ask here.
const noWindow = `echo OK; while read -r line; do echo "ERR 83918950 Inappropriate ioctl for device <Pinentry>"; done`

func TestADialogThatDoesNotAnswer(t *testing.T) {
	tests := []struct {
		name, goos string
		programs   map[string]string
		want       string // of the error
		dismissed  bool
	}{
		{"SSH_ASKPASS is closed", "linux", map[string]string{"ask": "exit 1"}, "", true},
		{"SSH_ASKPASS crashes", "linux", map[string]string{"ask": "kill -SEGV $$", "pinentry": noWindow}, "pinentry: it failed with error 83918950", false},
		{"SSH_ASKPASS floods", "linux", map[string]string{"ask": "yes 123456", "pinentry": noWindow}, "pinentry: it failed with error 83918950", false},
		{"pinentry is closed", "linux", map[string]string{"pinentry": assuanServer(`echo "ERR 83886179 Operation cancelled <Pinentry>"`)}, "", true},
		{"pinentry is closed for good", "linux", map[string]string{"pinentry": assuanServer(`echo "ERR 83886278 cancelled"`)}, "", true},
		{"pinentry is not confirmed", "linux", map[string]string{"pinentry": assuanServer(`echo "ERR 83886194 not confirmed"`)}, "", true},
		{"pinentry's time is up", "linux", map[string]string{"pinentry": assuanServer(`echo "ERR 83886142 Timeout"`)}, "", true},
		{"pinentry refuses", "linux", map[string]string{"pinentry": noWindow}, "error 83918950", false},
		{"pinentry has only curses, and no terminal", "linux", map[string]string{"pinentry": `echo OK; read -r line; echo "D gnome3:curses"; echo OK; cat`}, errNoWindow.Error(), false},
		{"pinentry asks back", "linux", map[string]string{"pinentry": assuanServer(`echo "INQUIRE CONFIRM really"; read -r line; [ "$line" = CAN ] && echo "ERR 83886179 cancelled"`)}, "", true},
		{"pinentry asks back for ever", "linux", map[string]string{"pinentry": assuanServer(`while echo "INQUIRE CONFIRM"; do read -r line; done`)}, errNoAssuan.Error(), false},
		{"pinentry talks nonsense", "linux", map[string]string{"pinentry": "echo 'Please enter your PIN:'; cat"}, errNoAssuan.Error(), false},
		{"pinentry talks nonsense in the end", "linux", map[string]string{"pinentry": assuanServer("echo 123456")}, errNoAssuan.Error(), false},
		{"pinentry's escapes are none", "linux", map[string]string{"pinentry": assuanServer("echo 'D 12%3'; echo OK")}, errNoAssuan.Error(), false},
		{"pinentry's error has no number", "linux", map[string]string{"pinentry": assuanServer("echo ERR")}, errNoAssuan.Error(), false},
		{"pinentry sends a long line", "linux", map[string]string{"pinentry": "head -c 2000 /dev/zero | tr '\\0' x; cat"}, errNoAssuan.Error(), false},
		{"pinentry floods", "linux", map[string]string{"pinentry": "yes 'S progress'"}, errNoAssuan.Error(), false},
		{"pinentry dies at once", "linux", map[string]string{"pinentry": "exit 0"}, errEnded.Error(), false},
		{"pinentry dies when it asks", "linux", map[string]string{"pinentry": assuanServer("kill -9 $$")}, errEnded.Error(), false},
		{"pinentry cannot be run", "linux", map[string]string{"pinentry": "\x00"}, "pinentry: ", false},
		{"osascript is closed", "darwin", map[string]string{"pinentry": noWindow, "osascript": `echo "execution error: User canceled. (-128)" >&2; exit 1`}, "", true},
		{"osascript may not", "darwin", map[string]string{"pinentry": noWindow, "osascript": `echo "execution error: No user interaction allowed. (-1713)" >&2; exit 1`}, "osascript: exit status 1", false},
		{"PowerShell is closed", "windows", map[string]string{"pinentry": noWindow, "powershell.exe": "exit 3"}, "", true},
		{"PowerShell without a desktop", "windows", map[string]string{"pinentry": noWindow, "powershell.exe": "exit 4"}, "powershell.exe: exit status 4", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			environ := []string{"DISPLAY=:97"}
			if test.programs["ask"] != "" {
				environ = append(environ, "SSH_ASKPASS=$DIR/ask")
			}
			answer, _, warned, err := askOn(t, test.goos, test.programs, environ...)
			if answer != "" || err == nil || errors.Is(err, errDismissed) != test.dismissed || isProgramError(err) == test.dismissed {
				t.Fatalf("got %q, %v", answer, err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if !test.dismissed && len(warned) != len(test.programs)-1 {
				t.Errorf("warned: %v", warned)
			}
		})
	}
}
