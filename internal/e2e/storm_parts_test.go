//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// codeProgram is a code program that writes down which process asked it, and prints the first of the
// codes at the first time, the second at the second, and so on. It returns its command line.
func (w *world) codeProgram(t *testing.T, codes ...string) string {
	t.Helper()
	w.write(t, "codes", strings.Join(codes, "\n")+"\n", 0o600)
	w.write(t, "program", `#!/bin/sh
cd `+w.dir+`
echo $PPID >>asked
until [ -e codes ]; do sleep 0.1; done
sed -n "$(wc -l <asked)p" codes
`, 0o700)
	return filepath.Join(w.dir, "program")
}

// holdCodes makes the code program wait until the release.
func (w *world) holdCodes(t *testing.T) (release func()) {
	t.Helper()
	codes := filepath.Join(w.dir, "codes")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	move(codes, codes+"-held")
	return func() { move(codes+"-held", codes) }
}

// asked are the processes that asked the code program, in order.
func (w *world) asked(t *testing.T) []int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, "asked"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var processes []int
	for line := range strings.Lines(string(content)) {
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		processes = append(processes, pid)
	}
	return processes
}

// hold makes AWS hold the first call of an action. The channel tells when the call is there; it is
// answered after the release.
func (w *world) hold(t *testing.T, action string) (there <-chan struct{}, release func()) {
	t.Helper()
	arrived, released := make(chan struct{}), make(chan struct{})
	release = sync.OnceFunc(func() { close(released) })
	t.Cleanup(release) // the server does not close before
	w.server.Inject(awsfake.Fault{Action: action, Times: 1, Before: func() {
		close(arrived)
		<-released
	}})
	return arrived, release
}

// awaitTold waits for something that another goroutine tells.
func awaitTold[T any](t *testing.T, what string, told <-chan T) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(stormPatience):
		t.Fatalf("waited in vain for %s", what)
	}
}
