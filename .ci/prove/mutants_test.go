package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAChangeIsAppliedToItsPlace(t *testing.T) {
	const source = "package p\n\n// a\nvar x = a >= b && c > d - 1\nfunc f() { i++ }\n"
	for _, c := range []struct {
		line, column  int
		kind, becomes string
	}{
		{4, 11, "CONDITIONALS_BOUNDARY", "var x = a > b && c > d - 1"},
		{4, 11, "CONDITIONALS_NEGATION", "var x = a < b && c > d - 1"},
		{4, 21, "CONDITIONALS_BOUNDARY", "var x = a >= b && c >= d - 1"},
		{4, 25, "ARITHMETIC_BASE", "var x = a >= b && c > d + 1"},
		{5, 13, "INCREMENT_DECREMENT", "func f() { i-- }"},
		{4, 12, "CONDITIONALS_BOUNDARY", ""},
		{9, 1, "CONDITIONALS_BOUNDARY", ""},
		{4, 99, "CONDITIONALS_BOUNDARY", ""},
		{4, 11, "INVERT_LOOPCTRL", ""},
	} {
		m := &mutant{line: c.line, column: c.column, kind: c.kind}
		if _, err := m.apply(source); m.becomes != c.becomes || (err != nil) != (c.becomes == "") {
			t.Errorf("%+v: %q, %v", c, m.becomes, err)
		}
	}
}

func TestSurvivorsAreNamedWithTheirReason(t *testing.T) {
	m := &mutantsOf{pkg: "queue"}
	err := m.read([]byte(`{"files":[{"file_name":"place.go","mutations":[
		{"line":8,"column":3,"type":"CONDITIONALS_BOUNDARY","status":"NOT COVERED"},
		{"line":7,"column":3,"type":"CONDITIONALS_BOUNDARY","status":"RUNNABLE"}]},
		{"file_name":"within/a.go","mutations":[{"line":7,"column":3,"type":"CONDITIONALS_BOUNDARY","status":"RUNNABLE"}]}]}`))
	if err != nil || len(m.all) != 2 {
		t.Fatal(m.all, err)
	}
	m.all[0].fate, m.all[0].becomes, m.all[1].fate = lived, "if a <= b {", killed
	s := m.survivors()
	if len(s) != 1 || s[0].where() != "queue/place.go:7" || m.count()[killed] != 1 {
		t.Fatalf("%+v", s)
	}
	name := filepath.Join(t.TempDir(), "harmless.txt")
	write(t, name, "# why\n\nqueue/place.go\tif a <= b {\tone look more\nqueue/place.go\thalf\n")
	reasons, err := readHarmless(name)
	if diff := cmp.Diff(map[string]string{s[0].key(): "one look more"}, reasons); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	m := &mutantsOf{all: []*mutant{{}, {}, {}, {}, {}}}
	m.leaveOut(2, 0)
	if n := m.count(); n[untried] != 3 || n[leftOut] != 2 || m.all[0].fate != untried {
		t.Error(n)
	}
	m = &mutantsOf{all: []*mutant{{}, {}, {}, {}, {}}}
	m.leaveOut(2, 1)
	if n := m.count(); n[untried] != 2 || n[leftOut] != 3 || m.all[1].fate != untried {
		t.Error(n)
	}
	m = &mutantsOf{all: []*mutant{{}, {}}}
	m.leaveOut(0, 1)
	if n := m.count(); n[leftOut] != 0 {
		t.Error(n)
	}
}

func TestOnlyWhatSurvivedIsTriedAgain(t *testing.T) {
	of := func(fates ...fate) *mutantsOf {
		m := &mutantsOf{pkg: "queue"}
		for i, f := range fates {
			m.all = append(m.all, &mutant{pkg: "queue", file: "a.go", becomes: string(rune('a' + i/2)), fate: f}) // two of each look alike
		}
		return m
	}
	dir := filepath.Join(t.TempDir(), "mutants")
	if _, err := of(untried).recall(dir); err == nil {
		t.Error("nothing was recalled without an error")
	}
	if err := of(killed, killed, killed, lived, noEnd, noEnd, notGo, notGo, elsewhere, elsewhere, untried, untried).remember(dir, "abc"); err != nil {
		t.Fatal(err)
	}
	m := of(make([]fate, 14)...)
	commit, err := m.recall(dir)
	if commit != "abc" || err != nil {
		t.Errorf("%s, %v", commit, err)
	}
	var got []fate
	for _, mu := range m.all {
		got = append(got, mu.fate)
	}
	want := []fate{killed, killed, untried, untried, untried, untried, notGo, notGo, elsewhere, elsewhere, untried, untried, untried, untried}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// What survived stays a survivor where it is left out this time.
	m = of(leftOut, untried, leftOut, leftOut, leftOut, leftOut, leftOut, leftOut, leftOut, leftOut, leftOut, leftOut)
	if _, err := m.recall(dir); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[fate]int{killed: 2, lived: 2, noEnd: 2, notGo: 2, elsewhere: 2, leftOut: 2}, m.count()); diff != "" {
		t.Error(diff)
	}
}

func TestSlowTestsAreTold(t *testing.T) {
	got := slowTests("=== RUN   TestA\n--- PASS: TestA (0.24s)\n--- PASS: TestB (0.25s)\n    --- PASS: TestB/c (3.00s)\n--- SKIP: TestD (4.00s)\n--- PASS: FuzzE (12.30s)\nPASS\n")
	if diff := cmp.Diff([]string{"TestB", "FuzzE"}, got); diff != "" {
		t.Error(diff)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every fate, on a package of two tests.
func TestEachMutantMeetsItsFate(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("go is not there")
	}
	tree := t.TempDir()
	dir := filepath.Join(tree, "internal", "p")
	write(t, filepath.Join(tree, "go.mod"), "module example.com/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "p.go"), `package p

func less(a, b int) bool { return a < b }

func sum(n int) (s int) {
	for i := 0; i < n; i++ {
		s += i
	}
	return s
}

func name(s string) string { return "a" + s }
`)
	write(t, filepath.Join(dir, "p_windows.go"), "package p\n\nvar x = 1 + 1\n")
	write(t, filepath.Join(dir, "p_test.go"), `package p

import "testing"

func TestAll(t *testing.T) {
	if !less(1, 2) || less(2, 1) || sum(3) != 3 || name("b") != "ab" {
		t.Fatal()
	}
}
`)
	m := &mutantsOf{pkg: "p", tree: tree, all: []*mutant{
		{pkg: "p", file: "p.go", line: 3, column: 37, kind: "CONDITIONALS_NEGATION"},
		{pkg: "p", file: "p.go", line: 3, column: 37, kind: "CONDITIONALS_BOUNDARY"},
		{pkg: "p", file: "p.go", line: 6, column: 22, kind: "INCREMENT_DECREMENT"},
		{pkg: "p", file: "p.go", line: 12, column: 41, kind: "ARITHMETIC_BASE"},
		{pkg: "p", file: "p_windows.go", line: 3, column: 11, kind: "ARITHMETIC_BASE"},
		{pkg: "p", file: "p.go", line: 1, column: 1, kind: "ARITHMETIC_BASE"},
	}}
	a, err := m.prepare(t.Context())
	t.Cleanup(func() { _ = os.RemoveAll(a.scratch) })
	if err != nil {
		t.Fatal(err)
	}
	a.limit = 2 * time.Second
	for i, want := range []fate{killed, lived, noEnd, notGo, elsewhere, untried} {
		if got := a.one(t.Context(), m.all[i], filepath.Join(a.scratch, "0")); got != want {
			t.Errorf("%s: %s, want %s", m.all[i].becomes, got, want)
		}
	}
	// What only a slow test notices is noticed.
	a.slow = []string{"TestAll"}
	if got := a.one(t.Context(), m.all[0], filepath.Join(a.scratch, "0")); got != killed {
		t.Errorf("%s: %s by a slow test", m.all[0].becomes, got)
	}
	a.slow = []string{"TestNoSuch"}
	if got := a.one(t.Context(), m.all[0], filepath.Join(a.scratch, "0")); got != killed {
		t.Errorf("%s: %s by a quick test", m.all[0].becomes, got)
	}
	// What the tests build is changed too.
	write(t, filepath.Join(dir, "p_test.go"), `package p

import (
	"os/exec"
	"testing"
)

func TestBuilt(t *testing.T) {
	if out, err := exec.Command("go", "run", "./within").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
`)
	write(t, filepath.Join(dir, "p.go"), "package p\n\nfunc Less(a, b int) bool { return a < b }\n")
	write(t, filepath.Join(dir, "within", "main.go"), "package main\n\nimport \"example.com/m/internal/p\"\n\nfunc main() {\n\tif !p.Less(1, 2) {\n\t\tpanic(1)\n\t}\n}\n")
	a.slow, a.limit = nil, perTrial
	if got := a.one(t.Context(), m.all[0], filepath.Join(a.scratch, "0")); got != killed {
		t.Errorf("%s: %s by a program that a test builds", m.all[0].becomes, got)
	}
	if got := a.one(t.Context(), m.all[1], filepath.Join(a.scratch, "0")); got != lived {
		t.Errorf("%s: %s by a program that a test builds", m.all[1].becomes, got)
	}
	write(t, filepath.Join(dir, "q_test.go"), "package p\n\nimport \"testing\"\n\nfunc TestNone(t *testing.T) { t.Fail() }\n")
	if err := a.unchanged(t.Context(), perTrial); err == nil {
		t.Error("tests that fail by themselves judge mutants")
	}
}

func TestTheCommitsOfSeveralRunsAreTheFirstAndTheLast(t *testing.T) {
	for _, c := range []struct{ earlier, at, want string }{
		{"aaa", "aaa", "aaa"},
		{"aaa", "bbb", "aaa to bbb"},
		{"aaa to bbb", "ccc", "aaa to ccc"},
		{"aaa to bbb", "aaa", "aaa"},
	} {
		if got := since(c.earlier, c.at); got != c.want {
			t.Errorf("%q after %q: %q, want %q", c.at, c.earlier, got, c.want)
		}
	}
}
