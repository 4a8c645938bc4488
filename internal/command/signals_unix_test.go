//go:build unix

package command

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

func TestTheFirstSignalEndsTheContextOnceItListens(t *testing.T) {
	for s, want := range map[syscall.Signal]error{
		syscall.SIGINT: errInterrupted, syscall.SIGTERM: errTerminated, syscall.SIGHUP: errHangup, syscall.SIGQUIT: errQuit,
	} {
		signal.Notify(make(chan os.Signal, 1), s) // the tests may run where it is ignored
		ctx, listen := signals()
		listen()
		listen() // as the timer does, and each question
		if ctx.Err() != nil {
			t.Fatal("the context has ended before a signal came")
		}
		if err := syscall.Kill(syscall.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
			t.Fatalf("%v did not end the context", s)
		}
		if got := context.Cause(ctx); !errors.Is(got, want) {
			t.Errorf("%v: the cause is %v, want %v", s, got, want)
		}
	}
}

func TestWhoeverAsksAPersonListensFirst(t *testing.T) {
	listening := false
	r := &run{Process: &Process{Listen: func() { listening = true }}}
	r.terminal().Asking()
	if !listening {
		t.Error("a question is asked that a signal would leave without echo")
	}
}
