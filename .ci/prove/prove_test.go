package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLeavesAreCounted(t *testing.T) {
	got, err := count(strings.NewReader(`{"Action":"run","Test":"TestA"}
{"Action":"pass","Test":"TestA/one"}
{"Action":"fail","Test":"TestA/two"}
{"Action":"skip","Test":"TestA/three"}
{"Action":"fail","Test":"TestA"}
{"Action":"pass","Test":"TestB"}
{"Action":"pass"}
`))
	slices.Sort(got.names)
	if err != nil || got.passed != 2 || got.failed != 1 || got.skipped != 1 || !slices.Equal(got.names, []string{"TestA", "TestA/two"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestProgressOfAFuzzerIsRead(t *testing.T) {
	for line, want := range map[string]int{
		"fuzz: elapsed: 3s, execs: 102345 (34115/sec), new interesting: 2 (total: 40)": 102345,
		"fuzz: elapsed: 0s, gathering baseline coverage: 0/38 completed":               -1,
		"PASS": -1,
	} {
		got, ok := execs(line)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%s: %d, want %d", line, got, want)
		}
	}
	if got := thousands(1234567); got != "1,234,567" {
		t.Error(got)
	}
}

func TestTheEndOfTheTimeIsNoCrash(t *testing.T) {
	end := []string{"--- FAIL: FuzzEnv (3.15s)", "    context deadline exceeded", "FAIL", "exit status 1"}
	crash := []string{
		"--- FAIL: FuzzEnv (0.5s)", "    --- FAIL: FuzzEnv (0.00s)", "        x_test.go:1: context deadline exceeded", "    ",
		"    Failing input written to testdata/fuzz/FuzzEnv/6f835b9f", "FAIL",
	}
	if !timeWasUp(end) || timeWasUp(crash) || timeWasUp([]string{"FAIL", "exit status 1"}) {
		t.Error("the end of the time and a crash are not told apart")
	}
}

func TestWhatDidNotHoldIsSaid(t *testing.T) {
	r := &report{run: "now"}
	table := r.table(loadTitle, "what", "passed")
	table.row("a | b", "3")
	table.fail("pass", nil, []string{"TestX"})
	text := r.text("")
	for _, want := range []string{"## Load held\n\nnow\n", `| a \| b | 3 |`, "Did not hold:\n\n- pass: TestX\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if strings.Contains(text, mutantsTitle) || !r.failed {
		t.Errorf("failed %v:\n%s", r.failed, text)
	}
}

func TestWhatWasNotRunStaysAsItWas(t *testing.T) {
	first := &report{run: "first"}
	first.table(loadTitle, "what").row("storm")
	mutants := first.table(mutantsTitle, "package", "killed")
	mutants.row("device", "1")
	mutants.row("queue", "2")
	mutants.fail("device", errors.New("too few"), nil)
	mutants.fail("queue", errors.New("too few"), nil)
	survivors := first.table(survivorsTitle, "where", "becomes")
	survivors.row("queue/a.go:1", "if a || b {")
	survivors.row("device/a.go:1", "if a < b {")
	first.table(faultsTitle, "what").fail("files", nil, nil)
	earlier := first.text("")

	second := &report{run: "second"}
	again := second.table(mutantsTitle, "package", "killed")
	again.ours = func(first string) bool { return first == "device" }
	again.row("device", "3")
	left := second.table(survivorsTitle, "where", "becomes")
	left.ours = func(first string) bool { return strings.HasPrefix(first, "device/") }
	text := second.text(earlier)
	parts := sections(text)
	if parts[loadTitle] != sections(earlier)[loadTitle] || !strings.Contains(parts[faultsTitle], "- files\n") {
		t.Errorf("what was not run changed:\n%s", text)
	}
	want := "\nsecond\n\n| package | killed |\n| --- | --- |\n| device | 3 |\n| queue | 2 |\n\nDid not hold:\n\n- queue: too few\n"
	if diff := cmp.Diff(want, parts[mutantsTitle]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if s := parts[survivorsTitle]; !strings.Contains(s, `| queue/a.go:1 | if a \|\| b { |`) || strings.Contains(s, "device/") {
		t.Errorf("survivors:\n%s", s)
	}
	if third := (&report{}).text(text); third != text {
		t.Errorf("a run of nothing changed it: %s", cmp.Diff(text, third))
	}
}
