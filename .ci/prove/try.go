package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// attempt is how the mutants of a package are tried.
type attempt struct {
	tree, dir string // of the module, of the package
	scratch   string
	built     []string // the files that the package has on this system
	limit     time.Duration
}

const (
	// timesAsLong as without a change may the tests take, and atLeast: the machine may be busy.
	timesAsLong = 5
	atLeast     = 30 * time.Second
	// workers try at once.
	workers = 2
)

// try runs the tests of the package on every mutant. The tests must pass without a change, before and
// after it: where they fail by themselves no mutant can be judged.
func (m *mutantsOf) try(ctx context.Context) error {
	a, err := m.prepare(ctx)
	defer func() { _ = os.RemoveAll(a.scratch) }()
	if err != nil {
		return err
	}
	next := make(chan *mutant)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			for mu := range next {
				mu.fate = a.one(ctx, mu, filepath.Join(a.scratch, fmt.Sprint(i)))
				fmt.Fprintf(os.Stderr, "prove: %s: %s: %s\n", mu.where(), mu.becomes, mu.fate)
			}
		})
	}
	for _, mu := range m.all {
		next <- mu
	}
	close(next)
	wg.Wait()
	return errors.Join(ctx.Err(), a.unchanged(ctx, a.limit))
}

func (m *mutantsOf) prepare(ctx context.Context) (*attempt, error) {
	a := &attempt{tree: m.tree, dir: filepath.Join(m.tree, "internal", m.pkg)}
	var err error
	if a.scratch, err = os.MkdirTemp("", "mutants"); err != nil {
		return a, err
	}
	list := exec.CommandContext(ctx, "go", "list", "-f", `{{join .GoFiles "\n"}}`, ".")
	list.Dir = a.dir
	out, err := list.Output()
	if err != nil {
		return a, err
	}
	a.built = strings.Fields(string(out))
	began := time.Now()
	if err := a.unchanged(ctx, perTrial); err != nil {
		return a, err
	}
	a.limit = max(timesAsLong*time.Since(began), atLeast)
	return a, nil
}

var errFailsByItself = errors.New("the tests fail without a change")

func (a *attempt) unchanged(ctx context.Context, limit time.Duration) error {
	program := filepath.Join(a.scratch, "unchanged")
	if out, err := a.build(ctx, program); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if f := a.test(ctx, program, limit); f != lived {
		return errFailsByItself
	}
	return nil
}

// one tries a mutant. The source stays as it is: the compiler is told to read another file in its place.
func (a *attempt) one(ctx context.Context, m *mutant, dir string) fate {
	original := filepath.Join(a.dir, m.file)
	source, err := os.ReadFile(original)
	if err != nil {
		return untried
	}
	changed, err := m.apply(string(source))
	if err != nil {
		return untried
	}
	if !slices.Contains(a.built, m.file) {
		return elsewhere
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: filepath.Join(dir, "mutant.go")}})
	if err != nil || os.MkdirAll(dir, 0o700) != nil ||
		os.WriteFile(filepath.Join(dir, "mutant.go"), []byte(changed), 0o600) != nil ||
		os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600) != nil {
		return untried
	}
	program := filepath.Join(dir, "tests")
	if _, err := a.build(ctx, program, "-overlay="+filepath.Join(dir, "overlay.json")); err != nil {
		return notGo
	}
	return a.test(ctx, program, a.limit)
}

func (a *attempt) build(ctx context.Context, program string, flags ...string) (string, error) {
	args := append([]string{"test", "-c", "-vet=off", "-o=" + program}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...) //nolint:gosec // the compiler
	cmd.Dir, cmd.Env = a.dir, testEnvironment(os.Environ())
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// test runs the tests. The parts that take long, as the crowds of processes, say so and are left out.
func (a *attempt) test(ctx context.Context, program string, limit time.Duration) fate {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, program, "-test.short", "-test.failfast")
	cmd.Dir, cmd.Env = a.dir, testEnvironment(os.Environ())
	endWithGroup(cmd)
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return untried
	case limited.Err() != nil:
		return noEnd
	case errors.As(err, &exit):
		return killed
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return untried
	}
	return lived
}
