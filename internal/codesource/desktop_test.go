//go:build unix

package codesource

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// desk is a PATH with nothing but these programs on it, shell scripts.
func desk(t *testing.T, programs map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, script := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return dir
}

// dialogsOf are those of an environment, NAME=value.
func dialogsOf(goos string, environ ...string) *Dialogs {
	return &Dialogs{
		Getenv: func(name string) string {
			for _, v := range environ {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		},
		GOOS: goos, Now: nil, Environ: append(os.Environ(), environ...), Clean: strings.TrimSpace, Warn: func(error) {},
	}
}

// kinds are the ways in the order in which they are tried.
func kinds(ways []dialog) string {
	var names []string
	for _, w := range ways {
		name := fmt.Sprintf("%T", w)
		if s, ok := w.(systemDialog); ok {
			name = filepath.Base(s.path)
		}
		names = append(names, strings.TrimPrefix(name, "codesource."))
	}
	return strings.Join(names, " ")
}

func TestWhichDialogsThereAre(t *testing.T) {
	dir := desk(t, map[string]string{"ask": "", "pinentry": "", "osascript": "", "powershell.exe": ""})
	program := "SSH_ASKPASS=" + dir + "/ask"
	const here, wayland, forwarded, remote = "DISPLAY=:0", "WAYLAND_DISPLAY=wayland-0", "DISPLAY=localhost:10.0", "SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"
	tests := []struct {
		name, goos string
		environ    []string
		want       string
	}{
		{"no desktop", "linux", []string{program}, ""},
		{"X11", "linux", []string{program, here}, "askpass pinentry"},
		{"Wayland", "linux", []string{program, wayland}, "askpass pinentry"},
		{"no SSH_ASKPASS", "linux", []string{here}, "pinentry"},
		{"SSH_ASKPASS that is not there", "linux", []string{"SSH_ASKPASS=" + dir + "/nowhere", here}, "pinentry"},
		{"never", "linux", []string{program, here, "SSH_ASKPASS_REQUIRE=never"}, "pinentry"},
		{"prefer needs a display", "linux", []string{program, "SSH_ASKPASS_REQUIRE=prefer"}, ""},
		{"prefer with a display", "linux", []string{program, here, "SSH_ASKPASS_REQUIRE=prefer"}, "askpass pinentry"},
		{"force needs none", "linux", []string{program, "SSH_ASKPASS_REQUIRE=force"}, "askpass"},
		{"Force, as ssh reads it", "linux", []string{program, "SSH_ASKPASS_REQUIRE=FORCE"}, "askpass"},
		{"another word", "linux", []string{program, "SSH_ASKPASS_REQUIRE=yes"}, ""},
		{"over SSH, the screen of the machine", "linux", []string{program, here, remote}, ""},
		{"over SSH, a socket", "linux", []string{program, "DISPLAY=/tmp/x/org.xquartz:0", remote}, ""},
		{"over SSH, Wayland", "linux", []string{program, forwarded, wayland, remote}, ""},
		{"over SSH, forwarded", "linux", []string{program, forwarded, remote}, "askpass pinentry"},
		{"over SSH with a terminal only", "linux", []string{program, here, "SSH_TTY=/dev/pts/1"}, ""},
		{"over SSH, force", "linux", []string{program, "SSH_ASKPASS_REQUIRE=force", remote}, "askpass"},
		{"macOS", "darwin", nil, "pinentry osascript"},
		{"macOS with SSH_ASKPASS, which needs X11", "darwin", []string{program, here}, "askpass pinentry osascript"},
		{"macOS over SSH", "darwin", []string{remote}, ""},
		{"Windows", "windows", nil, "pinentry powershell.exe"},
		{"Windows over SSH", "windows", []string{remote}, ""},
		{"BSD", "freebsd", []string{here}, "pinentry"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := dialogsOf(test.goos, test.environ...)
			if got := kinds(d.find()); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err := d.Available(); (err == nil) != (test.want != "") {
				t.Errorf("available: %v", err)
			}
		})
	}
}

func TestWhatPinentryIsToldFirst(t *testing.T) {
	tests := []struct {
		name    string
		environ []string
		want    []string
	}{
		{"nothing", nil, []string{"no-grab"}},
		{
			"where gpg asks",
			[]string{"GPG_TTY=/dev/pts/3", "TERM=xterm", "LANG=C", "LC_CTYPE=C.UTF-8"},
			[]string{"no-grab", "ttyname=/dev/pts/3", "ttytype=xterm", "lc-ctype=C.UTF-8"},
		},
		{"what tty(1) says without a terminal", []string{"GPG_TTY=not a tty", "TERM=xterm"}, []string{"no-grab"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, dialogsOf("linux", test.environ...).pinentryOptions()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
