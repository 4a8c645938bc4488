package command

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot is a clock that nobody sets. It goes on while the machine sleeps (clock_gettime(3),
// CLOCK_MONOTONIC).
func sinceBoot() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
