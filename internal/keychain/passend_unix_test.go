//go:build unix

package keychain

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A pass that hangs is ended with all that it has started, however much it has said.
func TestAHungPassDoesNotOutliveTheCall(t *testing.T) {
	const load = "load"
	for _, tt := range []struct{ name, begins, call string }{
		{"in silence", "", load},
		{"after a flood", "head -c 3000000 /dev/zero | tr '\\0' x >&2; ", load},
		{"deaf to signals", "trap '' TERM INT HUP; ", load},
		{"with something in the background", "(sleep 600; :) & ", load},
		{"while it writes", "", "save"},
		{"while it deletes", "", "delete"},
		{"while it deletes all", "", "delete all"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, here := fakePass(t, tt.begins+hangs)
			c.patience = patience{silent: 5 * time.Second, dialog: 5 * time.Second}
			failsWith(t, callsOf(Open(c))[tt.call](t.Context()), ErrTooSlow, Pass)
			haveEnded(t, here)
		})
	}
}

func TestAnInterruptEndsPass(t *testing.T) {
	c, here := fakePass(t, hangs)
	ctx, cancel := context.WithCancel(t.Context())
	ends := make(chan error)
	go func() {
		_, err := Open(c).Load(ctx, alice())
		ends <- err
	}()
	for len(pidsOf(t, here)) < 2 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	err := <-ends
	failsWith(t, err, context.Canceled, Pass)
	if errors.Is(err, ErrTooSlow) {
		t.Errorf("%v blames the keychain", err)
	}
	haveEnded(t, here)
}

// hangs is a pass that writes down its process and one that it started.
const hangs = `sleep 600 & echo $$ $! >>"$here/pids"; wait; wait`

func pidsOf(t *testing.T, here string) []int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(here, "pids"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var pids []int
	for _, word := range strings.Fields(string(content)) {
		pid, err := strconv.Atoi(word)
		mustDo(t, err)
		pids = append(pids, pid)
	}
	return pids
}

// haveEnded waits for the end of what a fake pass has started; they were killed, but who is to bury
// them may take a moment.
func haveEnded(t *testing.T, here string) {
	t.Helper()
	pids := pidsOf(t, here)
	if len(pids) < 2 {
		t.Fatal("pass was not started")
	}
	for _, pid := range pids {
		for end := time.Now().Add(10 * time.Second); isAlive(pid); {
			if time.Now().After(end) {
				t.Fatalf("process %d of pass lives on", pid)
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// isAlive says that a process is there and no zombie.
func isAlive(pid int) bool {
	state, err := exec.Command("ps", "-o", "state=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(string(state), "Z")
}
