package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// trial is tests that prove one line of the table.
type trial struct {
	what  string   // as the table says it
	pkg   string   // of the tests
	tests string   // which, as go test -run takes it
	flags []string // of the test program
	unit  string   // what a passed leaf is: "faults", "rounds"; empty: tests
}

// The load that must be held. Sizes are those that the design demands.
var load = []trial{
	{what: "200 processes on a cold store, each keychain", tests: "^TestAStormIsAnsweredByOneCode$", flags: []string{"-storm=200", "-storm-desktop=200"}},
	{what: "500 processes on a cold store, each keychain", tests: "^TestAStormIsAnsweredByOneCode$", flags: []string{"-storm=500", "-storm-desktop=500"}},
	{what: "6,000 reads of a real gnome-keyring, 100 at once", tests: "^TestAHundredHitsAtOnce", flags: []string{"-storm-hits=60"}},
	{what: "6,000 reads of a real pass, 100 at once", tests: "^TestAHundredHitsAtOnceOnPass$", flags: []string{"-hit-rounds=60"}},
	{what: "failures shared by all who wait", tests: "IsShared|AsksNobodyElse|FailureOf"},
}

// The faults that must be survived.
var faults = []trial{
	{what: "processes killed at random moments", tests: "Killed|Kills", flags: []string{"-storm-rounds=1000"}},
	{what: "answers of STS and IAM", tests: "^TestBad", unit: "faults"},
	{what: "files of any kind, content and mode", tests: "File|Disk|Home|Mode", unit: "faults"},
	{what: "signals, streams and limits of the process", tests: "Signal|Stream|Stop|Interrupt|Limit|Clock|Network|Recurs|Harden", unit: "faults"},
	{what: "foreign texts and secrets", tests: "Foreign|Leak|Canary|Secret|Children", unit: "cases"},
	{what: "keychains that hang, are locked, full or garbled", pkg: "./internal/keychain", tests: ".", unit: "cases"},
}

// mutated are the packages whose mistakes would be the worst.
const mutated = "session,device,credformat,profile,keychain,queue"

// campaign is what is run.
type campaign struct {
	fuzzTime time.Duration
	packages string
	gremlins string
}

// perTrial is more than any trial takes on two busy cores.
const perTrial = time.Hour

func (c campaign) run(ctx context.Context, parts []string, r *report) {
	if slices.Contains(parts, "load") {
		runTrials(ctx, "Load held", load, r)
	}
	if slices.Contains(parts, "faults") {
		runTrials(ctx, "Faults survived", faults, r)
	}
	if slices.Contains(parts, "inputs") {
		runFuzzers(ctx, c.fuzzTime, r)
	}
	if slices.Contains(parts, "mutants") {
		runMutants(ctx, c.gremlins, c.packages, r)
	}
}

func runTrials(ctx context.Context, title string, trials []trial, r *report) {
	t := r.table(title, "what", "passed", "failed", "skipped", "time")
	for _, tr := range trials {
		fmt.Fprintln(os.Stderr, "prove:", tr.what)
		began := time.Now()
		got, err := runTests(ctx, tr)
		took := time.Since(began).Round(time.Second)
		unit := tr.unit
		if unit == "" {
			unit = "tests"
		}
		t.row(tr.what, fmt.Sprintf("%d %s", got.passed, unit), fmt.Sprint(got.failed), fmt.Sprint(got.skipped), took.String())
		if err != nil || got.failed > 0 || got.passed == 0 {
			r.fail(tr.what, err, got.names)
		}
	}
}
