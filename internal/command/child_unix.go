//go:build unix

package command

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// errNoSuchFile is what starting a missing program fails with, where a path was given.
var errNoSuchFile error = syscall.ENOENT

// runChild runs a command with our streams and waits for it. Signals that reach us alone are passed
// on; those of the terminal reach the command by themselves, as it is in our process group.
func (h hardening) runChild(_ context.Context, child Child) (int, error) {
	cmd := exec.Command(child.Path) //nolint:gosec,noctx // running what the user asked for, as long as it takes, is the product
	cmd.Args, cmd.Env = child.Args, child.Environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = child.Stdin, child.Stdout, child.Stderr
	received := make(chan os.Signal, 16)
	signal.Notify(received, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH)
	defer signal.Stop(received)
	if err := h.starting(cmd.Start); err != nil {
		return 0, &childError{child.Args[0], err}
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-received:
			passOn(cmd.Process, s)
		case err := <-done:
			return exitCodeOf(cmd, err)
		}
	}
}

// passOn sends a signal to the command, unless the terminal has sent it there already.
func passOn(p *os.Process, s os.Signal) {
	ofTerminal := s == unix.SIGINT || s == unix.SIGQUIT || s == unix.SIGWINCH
	if ofTerminal && inForeground() {
		return
	}
	_ = p.Signal(s) // it may have ended meanwhile
}

// inForeground says whether the terminal sends its signals to our process group.
func inForeground() bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDONLY|unix.O_NOCTTY, 0)
	if err != nil {
		return false
	}
	defer tty.Close()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// exitCodeOf is the command's exit code, 128+n where signal n ended it, as shells say it.
func exitCodeOf(cmd *exec.Cmd, err error) (int, error) {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, &childError{cmd.Path, err}
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}
