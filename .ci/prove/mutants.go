package main

import (
	"bufio"
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

// outcome is what gremlins writes of a package.
type outcome struct {
	Killed     int    `json:"mutants_killed"`
	Lived      int    `json:"mutants_lived"`
	NotCovered int    `json:"mutants_not_covered"`
	Files      []file `json:"files"`
}

type file struct {
	Name      string     `json:"file_name"`
	Mutations []mutation `json:"mutations"`
}

type mutation struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Type   string `json:"type"`
	Status string `json:"status"`
}

const (
	// leastKilled is the demand: of the mutants that tests run into, in percent.
	leastKilled = 85
	// harmlessFile says of each survivor that is known why it is harmless.
	harmlessFile = ".ci/prove/harmless.txt"
)

// runMutants changes the code of each package in small ways and looks whether its tests notice.
// gremlins does not see that the conditions of a switch without a value are covered; what it calls so is
// counted apart.
func runMutants(ctx context.Context, gremlins, packages string, r *report) {
	t := r.table("Mutants", "package", "killed", "lived", "share", "not tried")
	survivors := r.table("Survivors", "where", "change", "why it is harmless")
	tree, err := cleanTree(ctx)
	defer func() { _ = os.RemoveAll(tree) }()
	if err != nil {
		r.fail("a tree for the mutants", err, nil)
		return
	}
	harmless, err := readHarmless(harmlessFile)
	if err != nil {
		r.fail(harmlessFile, err, nil)
	}
	for _, pkg := range strings.Split(packages, ",") {
		fmt.Fprintln(os.Stderr, "prove: changing", pkg)
		o, err := mutate(ctx, gremlins, tree, pkg)
		if err != nil {
			r.fail("mutants of "+pkg, err, nil)
			continue
		}
		share := 100 * o.Killed / max(o.Killed+o.Lived, 1)
		t.row(pkg, fmt.Sprint(o.Killed), fmt.Sprint(o.Lived), fmt.Sprintf("%d %%", share), fmt.Sprint(o.NotCovered))
		if share < leastKilled {
			r.fail("mutants of "+pkg, fmt.Errorf("%d %% killed, %d %% at least", share, leastKilled), nil)
		}
		for _, s := range o.survivors(pkg) {
			survivors.row(s.where, s.change, harmless[s.key])
		}
	}
}

// survivor is a change that no test noticed.
type survivor struct{ where, change, key string }

func (o outcome) survivors(pkg string) []survivor {
	var all []survivor
	for _, f := range o.Files {
		for _, m := range f.Mutations {
			if m.Status != "LIVED" {
				continue
			}
			where := fmt.Sprintf("%s/%s:%d:%d", pkg, filepath.Base(f.Name), m.Line, m.Column)
			all = append(all, survivor{where: where, change: strings.ToLower(strings.ReplaceAll(m.Type, "_", " ")), key: where + " " + m.Type})
		}
	}
	slices.SortFunc(all, func(a, b survivor) int { return strings.Compare(a.where, b.where) })
	return all
}

// cleanTree is the commit without anything that was built: gremlins copies all there is for each mutant.
func cleanTree(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp("", "prove")
	if err != nil {
		return "", err
	}
	archive := exec.CommandContext(ctx, "git", "archive", "HEAD")
	unpack := exec.CommandContext(ctx, "tar", "-x", "-C", dir) //nolint:gosec // a directory of our own
	pipe, err := archive.StdoutPipe()
	if err != nil {
		return dir, err
	}
	unpack.Stdin = pipe
	if err := archive.Start(); err != nil {
		return dir, err
	}
	return dir, errors.Join(unpack.Run(), archive.Wait())
}

func mutate(ctx context.Context, gremlins, tree, pkg string) (outcome, error) {
	program, err := filepath.Abs(gremlins)
	if err != nil {
		return outcome{}, err
	}
	result := filepath.Join(tree, pkg+".json")
	//nolint:gosec // the program is the one that was asked for
	cmd := exec.CommandContext(ctx, program, "unleash", "--workers=2", "--timeout-coefficient=30", "--output="+result, "./internal/"+pkg)
	cmd.Dir = tree
	// The parts that take long, as the crowds of processes and the real programs, say so and are left
	// out: each mutant runs all tests of its package.
	cmd.Env = append(testEnvironment(os.Environ()), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -short"))
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return outcome{}, err
	}
	data, err := os.ReadFile(result)
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	return o, json.Unmarshal(data, &o)
}

// readHarmless reads lines of "PACKAGE/FILE:LINE:COLUMN TYPE REASON".
func readHarmless(name string) (map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	reasons := map[string]string{}
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		fields := strings.SplitN(scanner.Text(), " ", 3)
		if len(fields) == 3 && !strings.HasPrefix(fields[0], "#") {
			reasons[fields[0]+" "+fields[1]] = fields[2]
		}
	}
	return reasons, scanner.Err()
}
