package queue

import (
	"fmt"
	"os"
	"strings"
)

// lookUp reads /proc/PID/stat (proc_pid_stat(5)): the state follows the name in parentheses, which
// may itself hold spaces and parentheses; the start time is the twentieth field from there.
func lookUp(pid int) process {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}
	}
	stat := string(data)
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return process{}
	}
	return process{birth: fields[19], stopped: fields[0] == "T" || fields[0] == "t"}
}
