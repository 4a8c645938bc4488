package internal_test

import (
	"bytes"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	// leastInputs is what each fuzz target has checked in, beside the seeds in its code.
	leastInputs = 4
	// mostOfInput is in bytes: what is larger nobody reads when it fails.
	mostOfInput = 4 << 10
)

var (
	accessKeys    = regexp.MustCompile(`(AKIA|ASIA)[A-Z0-9]{12,}`)
	placesOfUsers = regexp.MustCompile(`/(home|root|Users|tmp)/`)
)

// fuzzTargets are the directories of inputs that there must be.
func fuzzTargets(all []source) (dirs []string) {
	for _, s := range all {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.isTest() && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
				dirs = append(dirs, path.Join(path.Dir(s.path), "testdata", "fuzz", f.Name.Name))
			}
		}
	}
	slices.Sort(dirs)
	return dirs
}

func TestEveryFuzzTargetHasInputs(t *testing.T) {
	targets := fuzzTargets(sources(t))
	if len(targets) < 45 {
		t.Errorf("%d fuzz targets were found", len(targets))
	}
	for _, dir := range targets {
		names, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(dir), "*"))
		if err != nil || len(names) < leastInputs {
			t.Errorf("%s has %d inputs, want %d at least: %v", dir, len(names), leastInputs, err)
		}
		for _, name := range names {
			for _, fault := range faultsOfInput(t, name) {
				t.Errorf("%s: %s", name, fault)
			}
		}
	}
	kept, err := filepath.Glob(filepath.Join("*", "testdata", "fuzz", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range kept {
		if !slices.Contains(targets, "internal/"+filepath.ToSlash(dir)) {
			t.Errorf("%s has inputs for no target", dir)
		}
	}
}

func faultsOfInput(t *testing.T, name string) (faults []string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		return []string{err.Error()}
	}
	if len(data) > mostOfInput || !bytes.HasPrefix(data, []byte("go test fuzz v1\n")) {
		faults = append(faults, "it is too large, or no input")
	}
	for _, key := range accessKeys.FindAll(data, -1) {
		if !bytes.Contains(key, []byte("EXAMPLE")) {
			faults = append(faults, "it has what looks like an access key")
		}
	}
	if placesOfUsers.Match(data) {
		faults = append(faults, "it has a path of a machine")
	}
	return faults
}

func TestInputsWithKeysAndPathsAreFound(t *testing.T) {
	name := filepath.Join(t.TempDir(), "input")
	for content, want := range map[string]int{
		"go test fuzz v1\nstring(\"AKIAEXAMPLE000000001 /etc/x\")\n":                          0,
		"go test fuzz v1\nstring(\"AKIA" + "Q3EGRIZQ7ABCDEFG\")\nstring(\"/home/alice/x\")\n": 2,
		"string(\"\")\n": 1,
		"go test fuzz v1\nstring(\"" + strings.Repeat("x", mostOfInput) + "\")\n": 1,
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := faultsOfInput(t, name); len(got) != want {
			t.Errorf("%.60q: %q, want %d", content, got, want)
		}
	}
}
