//go:build unix

package terminal

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// watchStops gives the terminal back while the process is stopped (ctrl-Z), and takes up the
// question when it goes on (fg): the mode is set again, the prompt shown again. What was half typed
// is gone by then, since terminals drop it at ctrl-Z. Before each stop it calls leave: what is above
// the prompt will be another's. The caller calls stop once.
func (t *tty) watchStops(v visibility, leave, showPrompt func()) (stop func()) {
	stops, continues := make(chan os.Signal, 1), make(chan os.Signal, 1)
	if !signal.Ignored(unix.SIGTSTP) { // bash lets what runs within $(…) ignore it; so it stays
		signal.Notify(stops, unix.SIGTSTP)
	}
	signal.Notify(continues, unix.SIGCONT)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-stops:
				leave()
				t.stopProcess(showPrompt)
			case <-continues:
				leave() // it may have been stopped by a signal that cannot be caught
				_ = t.prepare(v)
				showPrompt()
			}
		}
	}()
	return func() {
		signal.Stop(stops)
		signal.Stop(continues)
		close(done)
		<-ended
	}
}

// stopProcess stops this process. It does so by SIGSTOP, since Go never gives a signal that it
// caught back to the system. That must not be where nobody would let the process go on again: in
// the process group of the session's leader, which no shell with job control made for a job.
func (t *tty) stopProcess(showPrompt func()) {
	session, err := unix.Getsid(0)
	if err != nil || session == unix.Getpgrp() {
		t.write("\n")
		showPrompt()
		return
	}
	t.restore()
	_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
}
