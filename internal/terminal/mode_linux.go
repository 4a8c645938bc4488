package terminal

import "golang.org/x/sys/unix"

// The requests by which Linux reads and sets the mode of a terminal.
const (
	getMode = unix.TCGETS
	setMode = unix.TCSETS
)
