//go:build unix

package command

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// TestWhoWaitsForAStoppedProcessEndsInTime: credential-process ends fifty seconds after its start, of
// which two are left here, and says for whom it has waited.
func TestWhoWaitsForAStoppedProcessEndsInTime(t *testing.T) {
	w := newWorld(t)
	arrived, released := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(released) }) // before the server is closed
	w.aws.Inject(awsfake.Fault{Action: "GetSessionToken", Times: 1, Before: func() { close(arrived); <-released }})
	helper := []string{"credential-process", "-s", aliceDevice}
	holder := exec.CommandContext(w.ctx, os.Args[0], append(helper, "--code-command", "echo "+w.code())...)
	holder.Env = append(w.environ(), startedAgo+"=0s", "PATH="+os.Getenv("PATH"))
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-arrived:
	case <-time.After(patience):
		t.Fatal("the holder has not called AWS")
	}
	if err := holder.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	w.aws.ResetCalls()

	const left = 2 * time.Second
	w.startedAgo = helperTime - left
	began := time.Now()
	r := w.run(helper...)
	took := time.Since(began)
	w.ends(r, exitNobody, 0)
	w.says(r, fmt.Sprintf("mfa-session: time is up: another mfa-session (process %d, since ", holder.Process.Pid), ", stopped) is getting this session\nmfa-session: hint: wait for it, or end it, then: mfa-session login\n")
	if strings.Count(r.stderr, "\n") != 2 || r.stdout != "" || took < left-time.Second || took > left+5*time.Second {
		t.Errorf("after %v, %d bytes on stdout; stderr\n%s", took, len(r.stdout), r.stderr)
	}

	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // it was killed
	w.startedAgo = 0
	w.ends(w.run(append(helper, "--code-command", "echo "+w.aws.CodeAt(aliceDevice, 1))...), exitOK, 1)
}

// An SDK that gives a helper 50 seconds counts the time that the process takes to end.
func TestAHelperHasTimeToEnd(t *testing.T) {
	r := &run{Process: &Process{Started: time.Now()}}
	ctx, cancel := r.deadline(t.Context(), true)
	defer cancel()
	deadline, ok := ctx.Deadline()
	if given := deadline.Sub(r.Started); !ok || given > 50*time.Second-400*time.Millisecond || given < 49*time.Second {
		t.Errorf("it waits for %v", given)
	}
}
