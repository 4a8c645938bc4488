//go:build unix

package e2e_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// cost is the time of processors that a storm takes. Unlike the time on the clock it hardly depends on
// what else the machine does.
type cost struct {
	world    *world
	children time.Duration
	daemons  time.Duration
}

// costs begins to count.
func (w *world) costs(t *testing.T) *cost {
	t.Helper()
	return &cost{w, spentByChildren(t), w.spentByDaemons(t)}
}

// since is what was spent since then, by the storm and by those who serve it.
func (c *cost) since(t *testing.T) time.Duration {
	t.Helper()
	spent := spentByChildren(t) - c.children + c.world.spentByDaemons(t) - c.daemons
	return spent.Round(10 * time.Millisecond)
}

// spentByChildren counts those that have ended and were waited for, also by each other.
func spentByChildren(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// spentByDaemons counts those that live on and have the home of the world: an agent, a bus, a keyring.
// Where the system does not show processes as files it is nothing.
func (w *world) spentByDaemons(t *testing.T) time.Duration {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	home := []byte("HOME=" + filepath.Join(w.dir, "home") + "\x00")
	var ticks int64
	for _, process := range processes {
		environ, err := os.ReadFile(filepath.Join(process, "environ"))
		if err != nil || !bytes.Contains(environ, home) {
			continue // of another user, or it has ended
		}
		stat, err := os.ReadFile(filepath.Join(process, "stat"))
		if err != nil {
			continue
		}
		_, rest, _ := bytes.Cut(stat, []byte(") ")) // the name may have anything in it
		fields := bytes.Fields(rest)                // from the third on, as proc(5) counts them
		for _, field := range fields[11:13] {
			n, err := strconv.ParseInt(string(field), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			ticks += n
		}
	}
	const tick = 10 * time.Millisecond // of every Linux that Go runs on
	return time.Duration(ticks) * tick
}
