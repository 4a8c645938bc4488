//go:build unix

package terminal

import "golang.org/x/sys/unix"

// columns is the width of the terminal, 0 where it is not known.
func (t *tty) columns() int {
	size, err := unix.IoctlGetWinsize(t.fd, unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}

// hasInput says whether a line was typed and not read yet: the cursor is below it then.
func (t *tty) hasInput() bool {
	for {
		var set unix.FdSet
		set.Set(t.fd)
		n, err := unix.Select(t.fd+1, &set, nil, nil, &unix.Timeval{})
		if err != unix.EINTR {
			return err != nil || n > 0
		}
	}
}
