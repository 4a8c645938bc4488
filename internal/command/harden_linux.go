package command

import "golang.org/x/sys/unix"

// denyTracing gives /proc/PID to root: no ptrace, no core, no look at memory and environment
// (PR_SET_DUMPABLE(2const)). Programs that are started do not inherit it.
func denyTracing() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
