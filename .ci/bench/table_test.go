//go:build linux

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTableSaysWhatHolds(t *testing.T) {
	var tab table
	tab.atMost("time", " ms", 3.2, 3.2)
	tab.atMost("size", " MB", 15.1, 15)
	tab.atLeast("gain", 59.9, 60)
	tab.tell("beside", "not measured")
	var out strings.Builder
	tab.print(&out)
	var got [][]string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Fields(line))
	}
	want := [][]string{
		{"what", "ours", "must", "holds"},
		{"time", "3.2", "ms", "≤", "3.2", "ms", "yes"},
		{"size", "15.1", "MB", "≤", "15", "MB", "NO"},
		{"gain", "59.9", "≥", "60", "NO"},
		{"beside", "not", "measured"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestComparisonsAreNetOfProcessStart(t *testing.T) {
	const empty, hello, hit = time.Millisecond, 1750 * time.Microsecond, 3750 * time.Microsecond
	if got := timesHello(hit, hello, empty); got != 3 {
		t.Errorf("a hit of 2.75 ms is %v hellos of 0.75 ms, want 3: each has 0.25 ms added", got)
	}
	if got := ratio(3*time.Millisecond, 2*time.Millisecond, empty); got != 2 {
		t.Errorf("2 ms are %v times 1 ms, want 2", got)
	}
}

func TestMedianIsNotMovedByOutliers(t *testing.T) {
	if got := median([]int64{900, 3, 1, 2, 1000}); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
}
