//go:build unix

package command

import "golang.org/x/sys/unix"

// hardening is what harden has taken from this process, to be given back to the command of exec.
type hardening struct {
	core *unix.Rlimit // what it was; nil for unchanged
}

// harden keeps the memory and the environment of this process, which hold keys and codes, from other
// programs of the same user and out of core dumps. What cannot be had is gone without.
func harden() hardening {
	denyTracing()
	var was unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &was) != nil || was.Cur == 0 {
		return hardening{}
	}
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: 0, Max: was.Max})
	return hardening{core: &was}
}

// starting has start begin a program that may dump core as if this process had not been between.
func (h hardening) starting(start func() error) error {
	if h.core == nil {
		return start()
	}
	_ = unix.Setrlimit(unix.RLIMIT_CORE, h.core)
	defer harden()
	return start()
}
