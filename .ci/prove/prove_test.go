package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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

func TestSurvivorsAreNamedWithTheirReason(t *testing.T) {
	o := outcome{Files: []file{{Name: "internal/queue/place.go", Mutations: []mutation{
		{Line: 7, Column: 3, Type: "CONDITIONALS_BOUNDARY", Status: "LIVED"},
		{Line: 8, Column: 3, Type: "CONDITIONALS_BOUNDARY", Status: "KILLED"},
	}}}}
	s := o.survivors("queue")
	if len(s) != 1 || s[0].where != "queue/place.go:7:3" || s[0].change != "conditionals boundary" {
		t.Fatalf("%+v", s)
	}
	name := filepath.Join(t.TempDir(), "harmless.txt")
	if err := os.WriteFile(name, []byte("# why\nqueue/place.go:7:3 CONDITIONALS_BOUNDARY one look more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	reasons, err := readHarmless(name)
	if err != nil || reasons[s[0].key] != "one look more" {
		t.Errorf("%q, %v", reasons, err)
	}
}

func TestWhatDidNotHoldIsSaid(t *testing.T) {
	r := &report{}
	r.table("Load", "what", "passed").row("a | b", "3")
	r.table("Empty", "what")
	r.fail("pass", nil, []string{"TestX"})
	text := r.text()
	for _, want := range []string{"## Load", `| a \| b | 3 |`, "- pass: did not hold: TestX"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Empty") || !r.failed {
		t.Errorf("failed %v:\n%s", r.failed, text)
	}
}
