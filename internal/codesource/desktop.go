package codesource

import (
	"os/exec"
	"path/filepath"
	"strings"
)

// find looks which ways there are, in the order in which they are tried. It goes by the environment,
// and by what is on PATH.
func (d *Dialogs) find() []dialog {
	var ways []dialog
	add := func(wanted bool, program string, way func(path string) dialog) {
		if !wanted || program == "" {
			return
		}
		if path, err := exec.LookPath(program); err == nil {
			ways = append(ways, way(path))
		}
	}
	environ := Scrubbed(d.Environ)
	add(d.wantsAskpass(), d.Getenv("SSH_ASKPASS"), func(path string) dialog { return askpass{path, environ} })
	add(d.hasScreen(), "pinentry", func(path string) dialog {
		return pinentry{path: path, environ: environ, options: d.pinentryOptions(), tty: d.gpgTTY(), patience: pinentryPatience, now: d.Now}
	})
	add(d.hasScreen() && d.GOOS == "darwin", "osascript", func(path string) dialog { return osascript(path, environ) })
	add(d.hasScreen() && d.GOOS == "windows", "powershell.exe", func(path string) dialog { return powerShell(path, environ) })
	return ways
}

// wantsAskpass says what SSH_ASKPASS_REQUIRE and the display mean to ssh (ssh(1), ENVIRONMENT), but
// that a terminal comes first even with "prefer" and "force".
func (d *Dialogs) wantsAskpass() bool {
	switch strings.ToLower(d.Getenv("SSH_ASKPASS_REQUIRE")) {
	case "never":
		return false
	case "force":
		return true
	}
	return d.hasDisplay()
}

// hasScreen says whether somebody would see a dialog of the system's own kind.
func (d *Dialogs) hasScreen() bool {
	if d.GOOS == "darwin" || d.GOOS == "windows" {
		return !d.isRemote()
	}
	return d.hasDisplay()
}

// hasDisplay says whether X11 or Wayland is there for the person who waits: over SSH only a display
// that is forwarded, since the screen of this machine is elsewhere.
func (d *Dialogs) hasDisplay() bool {
	x11, wayland := d.Getenv("DISPLAY"), d.Getenv("WAYLAND_DISPLAY")
	if d.isRemote() {
		return wayland == "" && isForwarded(x11)
	}
	return x11 != "" || wayland != ""
}

func (d *Dialogs) isRemote() bool {
	return d.Getenv("SSH_CONNECTION") != "" || d.Getenv("SSH_TTY") != ""
}

// isForwarded tells localhost:10.0 from :0 and from a socket.
func isForwarded(display string) bool {
	host, _, ok := strings.Cut(display, ":")
	return ok && host != "" && host != "unix" && !strings.Contains(host, "/")
}

// gpgTTY is the terminal on which the user wants pinentry where it has no window, as gpg knows it.
func (d *Dialogs) gpgTTY() string {
	if tty := d.Getenv("GPG_TTY"); filepath.IsAbs(tty) {
		return tty
	}
	return ""
}

// pinentryOptions are what gpg-agent tells pinentry first. It does not grab the keyboard: the
// authenticator may be on the same screen.
func (d *Dialogs) pinentryOptions() []string {
	options := []string{"no-grab"}
	if tty := d.gpgTTY(); tty != "" {
		options = append(options, "ttyname="+tty)
		if term := d.Getenv("TERM"); term != "" {
			options = append(options, "ttytype="+term)
		}
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := d.Getenv(name); value != "" {
			return append(options, "lc-ctype="+value)
		}
	}
	return options
}
