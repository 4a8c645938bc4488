package queue

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// stateStopped is SSTOP of sys/proc.h.
const stateStopped = 4

// lookUp asks the kernel as ps does.
func lookUp(pid int) process {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return process{}
	}
	began := info.Proc.P_starttime
	return process{birth: fmt.Sprintf("%d.%06d", began.Sec, began.Usec), stopped: info.Proc.P_stat == stateStopped}
}
