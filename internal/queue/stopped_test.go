//go:build linux || darwin

package queue

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestAHolderThatIsStoppedIsNamedSo(t *testing.T) {
	dir := newDir(t)
	holder := start(t, dir, caller{Leave: stored})
	wantSays(t, holder, "turn")
	pid := holder.cmd.Process.Pid
	signalUntil(t, pid, syscall.SIGSTOP, true)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := newQueue(dir).Enter(ctx, alice, session.Stance{})
	var busy *BusyError
	if !errors.As(err, &busy) {
		t.Fatalf("error %v, want one that names the holder", err)
	}
	if diff := cmp.Diff(Holder{PID: pid, Since: noon, Stopped: true}, busy.Holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	if !strings.Contains(err.Error(), "stopped") {
		t.Errorf("the message %q does not say that it is stopped", err)
	}

	waiter := start(t, dir, caller{})
	wantSays(t, waiter, "waiting")
	signalUntil(t, pid, syscall.SIGCONT, false)
	holder.leave()
	wantSays(t, waiter, "shared session-stored ")
}

// signalUntil waits until the signal has worked, which it does in its own time.
func signalUntil(t *testing.T, pid int, signal syscall.Signal, stopped bool) {
	t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); lookUp(pid).stopped != stopped; time.Sleep(time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("process %d: stopped is not seen to be %v", pid, stopped)
		}
	}
}

func TestLookUp(t *testing.T) {
	helpers := startMany(t, newDir(t), 2, caller{})
	a, b := lookUp(helpers[0].cmd.Process.Pid), lookUp(helpers[1].cmd.Process.Pid)
	if a.birth == "" || b.birth == "" || a.stopped || b.stopped {
		t.Errorf("two that run: %+v, %+v", a, b)
	}
	if got := lookUp(1 << 30); got != (process{}) {
		t.Errorf("of a process that is not there: %+v", got)
	}
}

func TestAProcessThatTookTheNumberOfTheHolderIsNotCalledStopped(t *testing.T) {
	dir := newDir(t)
	helper := start(t, dir, caller{})
	wantSays(t, helper, "turn")
	pid := helper.cmd.Process.Pid
	signalUntil(t, pid, syscall.SIGSTOP, true)
	record := holderRecord{Version: version, PID: pid, Birth: "another", Since: noon}
	if err := files(dir).write(holderSuffix, record); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Holder{PID: pid, Since: noon}, files(dir).holder()); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
}
