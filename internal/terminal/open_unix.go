//go:build unix

package terminal

import (
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// open opens the terminal that controls this process, whatever became of the standard streams.
// Non-blocking, so that the runtime polls it and a read can be cancelled.
func open() (console, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	return console{tty, tty}, err
}

// cancelRead ends a read that waits.
func cancelRead(in *os.File) {
	_ = in.SetReadDeadline(time.Unix(1, 0)) // where the terminal cannot be polled the read ends with the process
}

// hide turns echo off until show is called. When the process is stopped (ctrl-Z) the shell must get
// a terminal that echoes; when it goes on, echo is off again and the prompt is repeated.
// x/term leaves echo off in all these cases (golang/go#31180).
func hide(c console, again func()) (show func(), err error) {
	fd := fdOf(c.in)
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	if err := echoOff(fd); err != nil {
		return nil, err
	}
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, unix.SIGTSTP)
	end := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-end:
				return
			case <-stops:
				_ = term.Restore(fd, before)
				suspend()
				_ = echoOff(fd)
				again()
			}
		}
	})
	return func() {
		signal.Stop(stops)
		close(end)
		done.Wait()
		_ = term.Restore(fd, before)
	}, nil
}

// suspend stops this process as ctrl-Z would have, had the signal not been caught, and returns when
// it goes on.
func suspend() { _ = unix.Kill(unix.Getpid(), unix.SIGSTOP) }

// echoOff keeps line editing and signals: only what is typed is not shown.
func echoOff(fd int) error {
	t, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	t.Lflag &^= unix.ECHO
	return unix.IoctlSetTermios(fd, setTermios, t)
}

// fdOf does not use Fd, which would make the file block.
func fdOf(f *os.File) int {
	fd := -1
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(d uintptr) { fd = int(d) })
	}
	return fd
}
