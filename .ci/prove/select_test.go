package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const internal = "../../internal"

// Whoever adds a file of end-to-end tests says here whether it proves load, a fault, or neither.
func TestEveryFileOfEndToEndTestsHasItsPlace(t *testing.T) {
	placed := slices.Clone(ordinary)
	for _, tr := range slices.Concat(load, faults) {
		for _, f := range tr.files {
			if name, ok := strings.CutPrefix(f, "e2e/"); ok && tr.only == "" {
				placed = append(placed, name)
			}
		}
	}
	entries, err := os.ReadDir(internal + "/e2e")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		tests, err := testsIn(internal + "/e2e/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if n := occurrences(placed, e.Name()); len(tests) > 0 && n != 1 {
			t.Errorf("%s has %d places in trials.go, want one", e.Name(), n)
		}
	}
}

func occurrences(names []string, name string) (n int) {
	for _, other := range names {
		if other == name {
			n++
		}
	}
	return n
}

// A test is chosen once, or with other flags again; a trial without tests proves nothing.
func TestTrialsChooseTests(t *testing.T) {
	seen := map[string]string{}
	for _, tr := range slices.Concat(load, faults, compared) {
		selected, err := tr.selections(internal)
		if err != nil {
			t.Errorf("%s: %v", tr.what, err)
		}
		n := 0
		for _, s := range selected {
			n += len(s.tests)
			for _, name := range s.tests {
				key := s.pkg + "." + name + strings.Join(tr.flags, " ")
				if other, twice := seen[key]; twice {
					t.Errorf("%s is chosen for %q and %q", name, other, tr.what)
				}
				seen[key] = tr.what
			}
		}
		if n == 0 || len(tr.flags) > 0 && len(selected) != 1 {
			t.Errorf("%s: %d tests of %d packages; flags are those of one", tr.what, n, len(selected))
		}
	}
}

func TestTestsAreFoundByTheirFiles(t *testing.T) {
	tr := trial{files: []string{"e2e/storm_answers_test.go", "statefile"}, only: "AStormIs|^TestLockWaits$"}
	selected, err := tr.selections(internal)
	if err != nil || len(selected) != 2 || selected[0].pkg != "./internal/e2e" || selected[0].pattern() != "^(TestAStormIsAnsweredByOneCode)$" ||
		!slices.Equal(selected[1].tests, []string{"TestLockWaits"}) {
		t.Errorf("%+v, %v", selected, err)
	}
	if _, err := (trial{files: []string{"e2e/no_such_test.go"}}).selections(internal); err == nil {
		t.Error("a file that is not there is not missed")
	}
}
