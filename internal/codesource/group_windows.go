package codesource

import "os/exec"

// endWithGroup leaves it at what a context does by itself: the program is ended, and what it
// started loses its stdout.
func endWithGroup(*exec.Cmd) (end func()) { return func() {} }
