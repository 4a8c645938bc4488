package command

import (
	"time"

	"golang.org/x/sys/windows"
)

// sinceBoot is a clock that nobody sets. It goes on while the machine sleeps (GetTickCount64).
func sinceBoot() time.Duration { return windows.DurationSinceBoot() }
