//go:build unix

package codesource

import (
	"os/exec"

	"golang.org/x/sys/unix"
)

// endWithGroup lets the end of the context end the program, and what it started.
//
// A person at a terminal may be asked by the program too, for the password of a key; only our own
// process group can read from the terminal, and ctrl-C reaches all in it. So there the program
// stays, and is told alone. Without a terminal it gets a group of its own, which is ended whole:
// what Cancel leaves of it, end kills.
func endWithGroup(cmd *exec.Cmd) (end func()) {
	if inForeground() {
		cmd.Cancel = func() error { return cmd.Process.Signal(unix.SIGTERM) }
		return func() {}
	}
	cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return unix.Kill(-cmd.Process.Pid, unix.SIGTERM) }
	return func() {
		if cmd.Process != nil {
			_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
		}
	}
}

// apart gives a dialog a session of its own: it has no terminal to be stopped at, and is ended with
// all that it started, first asked and then forced to.
func apart(cmd *exec.Cmd) (terminate func() error, kill func()) {
	cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true}
	signal := func(s unix.Signal) error {
		if cmd.Process == nil {
			return nil
		}
		return unix.Kill(-cmd.Process.Pid, s)
	}
	return func() error { return signal(unix.SIGTERM) }, func() { _ = signal(unix.SIGKILL) }
}

// inForeground says whether this process may read from a controlling terminal.
func inForeground() bool {
	fd, err := unix.Open("/dev/tty", unix.O_RDONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(fd) }()
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
