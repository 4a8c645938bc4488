package command

import "golang.org/x/sys/unix"

// denyTracing refuses debuggers (ptrace(2), PT_DENY_ATTACH).
func denyTracing() { _ = unix.PtraceDenyAttach() }
