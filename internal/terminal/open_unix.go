//go:build unix

package terminal

import (
	"context"
	"errors"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// tty is /dev/tty, by a descriptor of our own: the shell's are left as they are.
type tty struct {
	fd    int
	mu    sync.Mutex    // guards saved
	saved *unix.Termios // the mode to go back to; nil while nothing is changed
}

func openTTY() (*tty, error) {
	fd, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("opening /dev/tty", err)
	}
	if err := usable(fd); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return &tty{fd: fd}, nil
}

func usable(fd int) error {
	if fd >= unix.FD_SETSIZE {
		return errors.New("too many files are open") // select cannot wait for it
	}
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	if err != nil {
		return os.NewSyscallError("asking for the foreground", err)
	}
	if group != unix.Getpgrp() {
		return errors.New("this process is in the background")
	}
	return nil
}

func (t *tty) write(text string) {
	for text != "" {
		n, err := unix.Write(t.fd, []byte(text))
		if err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
		text = text[max(n, 0):]
	}
}

// read waits for input and for the end of the context at once. It uses select, since on macOS
// neither poll nor kqueue work on /dev/tty.
func (t *tty) read(ctx context.Context, p []byte) (int, error) {
	ended, end, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer ended.Close()
	defer end.Close()
	defer context.AfterFunc(ctx, func() { _ = end.Close() })()
	for {
		if err := t.wait(int(ended.Fd())); err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := unix.Read(t.fd, p)
		switch {
		case errors.Is(err, unix.EINTR):
		case n <= 0 || err != nil: // ctrl-D, or EIO from a terminal that went away
			return 0, ErrNoAnswer
		default:
			return n, nil
		}
	}
}

// wait returns when the terminal or the other descriptor can be read.
func (t *tty) wait(other int) error {
	if other >= unix.FD_SETSIZE {
		return errors.New("too many files are open")
	}
	for {
		var set unix.FdSet
		set.Set(t.fd)
		set.Set(other)
		_, err := unix.Select(max(t.fd, other)+1, &set, nil, nil, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return os.NewSyscallError("select", err)
	}
}
