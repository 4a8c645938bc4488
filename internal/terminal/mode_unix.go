//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// prepare makes the terminal one of whole lines, as shells leave it, whatever the program before
// left; and hides what is typed, or shows it.
func (t *tty) prepare(v visibility) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, err := unix.IoctlGetTermios(t.fd, getMode)
	if err != nil {
		return os.NewSyscallError("reading the mode", err)
	}
	mode := *now
	mode.Iflag |= unix.ICRNL
	mode.Oflag |= unix.OPOST | unix.ONLCR
	mode.Lflag |= unix.ICANON | unix.ISIG | unix.ECHO
	if v == hidden {
		mode.Lflag &^= unix.ECHO
	}
	if mode == *now {
		return nil
	}
	if err := t.setMode(&mode); err != nil {
		return os.NewSyscallError("setting the mode", err)
	}
	if t.saved == nil {
		t.saved = now
	}
	return nil
}

func (t *tty) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.saved != nil {
		_ = t.setMode(t.saved)
		t.saved = nil
	}
}

func (t *tty) setMode(mode *unix.Termios) error {
	for {
		err := unix.IoctlSetTermios(t.fd, setMode, mode)
		if err != unix.EINTR {
			return err
		}
	}
}
