//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// command is a program to be timed.
type command struct {
	argv  []string // the first is its path
	env   []string
	exit  int  // what it must exit with
	alone bool // in a session of its own: without a terminal
}

// time runs the command once and says how long that took, from before its start to after its end.
// Its output goes nowhere: a pipe would need somebody to read it.
func (c command) time(ctx context.Context, null *os.File) (time.Duration, error) {
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	attr := &os.ProcAttr{Env: c.env, Files: []*os.File{null, null, null}, Sys: &syscall.SysProcAttr{Setsid: c.alone}}
	began := time.Now()
	process, err := os.StartProcess(c.argv[0], c.argv, attr)
	if err != nil {
		return 0, err
	}
	state, err := process.Wait()
	took := time.Since(began)
	if err == nil && state.ExitCode() != c.exit {
		err = fmt.Errorf("%q: %s, want exit code %d", c.argv, state, c.exit)
	}
	return took, err
}

// medians times each of the commands as often as the others, in an order that is random in each
// round: what runs after a large process is slower than it is.
func medians(ctx context.Context, runs int, commands ...command) ([]time.Duration, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	for _, c := range commands {
		if err := settle(c.argv[0]); err != nil {
			return nil, err
		}
	}
	times := make([][]time.Duration, len(commands))
	for i := range times {
		times[i] = make([]time.Duration, warmUp+runs)
	}
	for round := range warmUp + runs {
		for _, i := range rand.Perm(len(commands)) { //nolint:gosec // nobody gains by guessing the order
			if times[i][round], err = commands[i].time(ctx, null); err != nil {
				return nil, err
			}
		}
	}
	result := make([]time.Duration, len(commands))
	for i, t := range times {
		result[i] = median(t[warmUp:])
	}
	return result, nil
}

// warmUp is how often each command runs before it counts.
const warmUp = 3

// median sorts the values.
func median[T int64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

// settle writes a file back, drops it from memory and reads it again: a freshly linked program runs
// half as slow again as it does once its pages lie as they are read.
func settle(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Fdatasync(int(f.Fd())); err != nil {
		return fmt.Errorf("flushing %s: %w", path, err)
	}
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return fmt.Errorf("dropping %s: %w", path, err)
	}
	_, err = io.Copy(io.Discard, f)
	return err
}

// emptyProcess is what a process takes that does nothing.
func emptyProcess() command { return command{argv: []string{"/bin/true"}, env: []string{}} }

// startOfAny is added to both sides of a comparison with hello, which itself hardly takes longer than
// an empty process: the quotient would be that of noise.
const startOfAny = 250 * time.Microsecond

// timesHello says how many hellos a command is worth. All three were timed in one run.
func timesHello(took, hello, empty time.Duration) float64 {
	return ratio(took+startOfAny, hello+startOfAny, empty)
}

// ratio compares two times, both net of starting a process.
func ratio(took, other, empty time.Duration) float64 {
	return float64(took-empty) / float64(other-empty)
}
