package codesource

import "os/exec"

// endWithGroup leaves it at what a context does by itself: the program is ended, and what it
// started loses its stdout.
func endWithGroup(*exec.Cmd) (end func()) { return func() {} }

// apart ends a dialog at once: there is no asking.
func apart(cmd *exec.Cmd) (terminate func() error, kill func()) {
	end := func() error {
		if cmd.Process == nil {
			return nil
		}
		return cmd.Process.Kill()
	}
	return end, func() { _ = end() }
}
