//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// peakHelper is the argument that makes this program start another one and print its peak memory.
// The kernel counts what a process had before it became another program, and until then it shares
// the memory of its parent: a measuring program that has grown would be measured itself. One that
// has just begun is smaller than any that is measured.
const peakHelper = "-peak-of"

// printPeak runs a command without its output and prints its ru_maxrss, in KiB on Linux.
func printPeak(argv []string) int {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return 1
	}
	process, err := os.StartProcess(argv[0], argv, &os.ProcAttr{Files: []*os.File{null, null, null}}) //nolint:gosec // what is run is what is measured
	if err != nil {
		return 1
	}
	state, err := process.Wait()
	if err != nil || !state.Success() {
		return 1
	}
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 1
	}
	fmt.Println(usage.Maxrss)
	return 0
}

// peaks is how often the peak of a command is taken.
const peaks = 15

// peak is the median of the peaks of a command, in MiB.
func peak(ctx context.Context, c command) (float64, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	var all []int64
	for range peaks {
		helper := program(ctx, c.env, append([]string{self, peakHelper}, c.argv...)...)
		out, err := helper.Output()
		if err != nil {
			return 0, fmt.Errorf("the peak memory of %q: %w", c.argv, err)
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
		if err != nil {
			return 0, err
		}
		all = append(all, n)
	}
	return float64(median(all)) / 1024, nil
}
