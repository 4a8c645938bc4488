//go:build unix

package codesource

import (
	"os/exec"
	"syscall"
)

// endWithGroup lets the end of the context end what the program started as well. The program stays
// in the session, so that it can use the terminal; it must be in our group to read from it, so it
// gets SIGTERM itself, and what it leaves behind loses its pipe.
func endWithGroup(cmd *exec.Cmd) {
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
}
