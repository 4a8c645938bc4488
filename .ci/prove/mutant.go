package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change of one line, as gremlins proposes it.
type mutant struct {
	pkg, file    string
	line, column int
	kind         string // gremlins's name of the change
	becomes      string // the line after it, without the white space around it
	fate         fate
}

// fate is what became of a mutant.
type fate int

const (
	untried   fate = iota
	killed         // a test failed
	lived          // all tests passed
	noEnd          // the tests did not end in time
	notGo          // it does not compile
	elsewhere      // its file is for another system
	leftOut        // only some were to be tried
)

func (f fate) String() string {
	return [...]string{"untried", "killed", "lived", "no end", "not Go any more", "of another system", "left out"}[f]
}

// mutantsOf are those of a package.
type mutantsOf struct {
	pkg  string
	tree string // the module without anything that was built
	all  []*mutant
}

// mutants lists them. gremlins only lists: it would pass over the conditions of a switch without a
// value, which the coverage of Go does not see, take a change that does not compile for a killed one,
// and leave running what does not end.
func mutants(ctx context.Context, gremlins, tree, pkg string) (*mutantsOf, error) {
	program, err := filepath.Abs(gremlins)
	if err != nil {
		return nil, err
	}
	result := filepath.Join(tree, "mutants.json")
	//nolint:gosec // the program is the one that was asked for
	cmd := exec.CommandContext(ctx, program, "unleash", "--dry-run", "--silent", "--output="+result, "./internal/"+pkg)
	cmd.Dir, cmd.Stderr = tree, os.Stderr
	cmd.Env = append(testEnvironment(os.Environ()), "GOFLAGS=-run=^$") // its tests say nothing here
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", gremlins, err)
	}
	data, err := os.ReadFile(result)
	if err != nil {
		return nil, err
	}
	m := &mutantsOf{pkg: pkg, tree: tree}
	return m, errors.Join(m.read(data), m.spellOut())
}

// spellOut notes of each what its line becomes.
func (m *mutantsOf) spellOut() error {
	sources := map[string]string{}
	for _, mu := range m.all {
		if _, known := sources[mu.file]; !known {
			data, err := os.ReadFile(filepath.Join(m.tree, "internal", m.pkg, mu.file))
			if err != nil {
				return err
			}
			sources[mu.file] = string(data)
		}
		if _, err := mu.apply(sources[mu.file]); err != nil {
			return fmt.Errorf("%s: %w", mu.where(), err)
		}
	}
	return nil
}

// read takes what gremlins writes.
func (m *mutantsOf) read(data []byte) error {
	var listed struct {
		Files []struct {
			Name      string `json:"file_name"`
			Mutations []struct {
				Line   int    `json:"line"`
				Column int    `json:"column"`
				Type   string `json:"type"`
			} `json:"mutations"`
		} `json:"files"`
	}
	if err := json.Unmarshal(data, &listed); err != nil {
		return err
	}
	for _, f := range listed.Files {
		if strings.Contains(f.Name, "/") {
			continue // of a package within, which is one of its own
		}
		for _, c := range f.Mutations {
			m.all = append(m.all, &mutant{pkg: m.pkg, file: f.Name, line: c.Line, column: c.Column, kind: c.Type})
		}
	}
	slices.SortFunc(m.all, func(a, b *mutant) int {
		return cmp.Or(strings.Compare(a.file, b.file), a.line-b.line, a.column-b.column, strings.Compare(a.kind, b.kind))
	})
	return nil
}

// leaveOut leaves all but every so many-th, counted from the one that is to be the first.
func (m *mutantsOf) leaveOut(every, first int) {
	for i, mu := range m.all {
		if every = max(every, 1); i%every != first%every {
			mu.fate = leftOut
		}
	}
}

func (m *mutantsOf) count() map[fate]int {
	n := map[fate]int{}
	for _, mu := range m.all {
		n[mu.fate]++
	}
	return n
}

// survivors are those that no test noticed.
func (m *mutantsOf) survivors() []*mutant {
	return slices.DeleteFunc(slices.Clone(m.all), func(mu *mutant) bool { return mu.fate != lived && mu.fate != noEnd })
}

// replacements are what an operator becomes by each kind of change (gremlins, mappings.go).
var replacements = map[string]map[string]string{
	"ARITHMETIC_BASE":       {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"},
	"CONDITIONALS_BOUNDARY": {">=": ">", ">": ">=", "<=": "<", "<": "<="},
	"CONDITIONALS_NEGATION": {"==": "!=", "!=": "==", ">=": "<", "<=": ">", ">": "<=", "<": ">="},
	"INCREMENT_DECREMENT":   {"++": "--", "--": "++"},
	"INVERT_NEGATIVES":      {"-": "+"},
}

var errNoSuchChange = errors.New("there is no such operator in the file")

// apply is the source with the change. It notes what the line becomes.
func (m *mutant) apply(source string) (string, error) {
	lines := strings.SplitAfter(source, "\n")
	if m.line > len(lines) || m.column > len(lines[m.line-1]) {
		return "", errNoSuchChange
	}
	before, rest := lines[m.line-1][:m.column-1], lines[m.line-1][m.column-1:]
	for length := 2; length > 0; length-- {
		operator := rest[:min(length, len(rest))]
		if other, ok := replacements[m.kind][operator]; ok {
			lines[m.line-1] = before + other + rest[length:]
			m.becomes = strings.TrimSpace(lines[m.line-1])
			return strings.Join(lines, ""), nil
		}
	}
	return "", errNoSuchChange
}
