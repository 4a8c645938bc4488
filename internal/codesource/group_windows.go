package codesource

import "os/exec"

// endWithGroup: the program is ended as it is.
func endWithGroup(cmd *exec.Cmd) { cmd.Cancel = cmd.Process.Kill }
