package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// The titles of the parts, in the order of the report.
const (
	loadTitle      = "Load held"
	faultsTitle    = "Faults survived"
	comparedTitle  = "Inputs compared with other programs"
	inputsTitle    = "Bad inputs tried"
	mutantsTitle   = "Mutants"
	survivorsTitle = "Survivors"
)

var titles = []string{loadTitle, faultsTitle, comparedTitle, inputsTitle, mutantsTitle, survivorsTitle}

// campaign is what is run.
type campaign struct {
	fuzzTime time.Duration
	packages string
	gremlins string
	every    int
	first    int
	again    bool
}

// perTrial is more than any trial takes on two busy cores.
const perTrial = time.Hour

func (c campaign) run(ctx context.Context, parts []string, r *report) {
	if slices.Contains(parts, "load") {
		runTrials(ctx, loadTitle, load, r)
	}
	if slices.Contains(parts, "faults") {
		runTrials(ctx, faultsTitle, faults, r)
	}
	if slices.Contains(parts, "inputs") {
		runTrials(ctx, comparedTitle, compared, r)
		runFuzzers(ctx, c.fuzzTime, r)
	}
	if slices.Contains(parts, "mutants") {
		c.runMutants(ctx, r)
	}
}

func runTrials(ctx context.Context, title string, trials []trial, r *report) {
	t := r.table(title, "what", "passed", "failed", "skipped", "time")
	for _, tr := range trials {
		fmt.Fprintln(os.Stderr, "prove:", tr.what)
		began := time.Now()
		got, err := runTests(ctx, tr)
		took := time.Since(began).Round(time.Second)
		t.row(tr.what, fmt.Sprint(got.passed), fmt.Sprint(got.failed), fmt.Sprint(got.skipped), took.String())
		if err != nil || got.failed > 0 || got.passed == 0 {
			t.fail(tr.what, err, got.names)
		}
	}
}
