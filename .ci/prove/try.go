package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// attempt is how the mutants of a package are tried.
type attempt struct {
	tree, dir string // of the module, of the package
	scratch   string
	files     []string // that the package has on this system
	slow      []string // the tests that take long; they are run where the others noticed nothing
	limit     time.Duration
	quick     time.Duration // the limit of all but the slow ones
}

const (
	// timesAsLong as without a change may the tests take, and atLeast: the machine may be busy.
	timesAsLong = 5
	atLeast     = 30 * time.Second
	// slowTest is how long a test takes that is run last.
	slowTest = 250 * time.Millisecond
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
		if mu.fate == untried {
			next <- mu
		}
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
	a.files = strings.Fields(string(out))
	began := time.Now()
	if err := a.unchanged(ctx, perTrial); err != nil {
		return a, err
	}
	a.limit = max(timesAsLong*time.Since(began), atLeast)
	a.quick = min(a.limit, atLeast)
	return a, nil
}

var testFailed = regexp.MustCompile(`(?m)^ *--- FAIL: .*$`)

var testTook = regexp.MustCompile(`(?m)^--- PASS: (\w+) \((\d+\.\d+)s\)$`)

// slowTests are those of a verbose run that took long.
func slowTests(output string) (names []string) {
	for _, found := range testTook.FindAllStringSubmatch(output, -1) {
		if took, err := time.ParseDuration(found[2] + "s"); err == nil && took >= slowTest {
			names = append(names, found[1])
		}
	}
	return names
}

var errFailsByItself = errors.New("the tests fail without a change")

// unchanged runs all tests, and notes which of them are slow.
func (a *attempt) unchanged(ctx context.Context, limit time.Duration) error {
	b := built{program: filepath.Join(a.scratch, "unchanged")}
	if out, err := a.build(ctx, b); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	var out strings.Builder
	if f := a.run(ctx, &out, limit, b, "-test.v"); f != lived {
		return fmt.Errorf("%w: %s, %s", errFailsByItself, f, strings.Join(testFailed.FindAllString(out.String(), -1), ", "))
	}
	a.slow = slowTests(out.String())
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
	if !slices.Contains(a.files, m.file) {
		return elsewhere
	}
	b := built{program: filepath.Join(dir, "tests"), overlay: filepath.Join(dir, "overlay.json")}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: filepath.Join(dir, "mutant.go")}})
	if err != nil || os.MkdirAll(dir, 0o700) != nil ||
		os.WriteFile(filepath.Join(dir, "mutant.go"), []byte(changed), 0o600) != nil ||
		os.WriteFile(b.overlay, overlay, 0o600) != nil {
		return untried
	}
	if _, err := a.build(ctx, b); err != nil {
		return notGo
	}
	return a.test(ctx, b)
}

// built are the tests of the package.
type built struct {
	program string
	overlay string // tells the compiler of the change; empty: there is none
}

// environment has what the tests build by themselves changed too.
func (b built) environment() []string {
	environ := testEnvironment(os.Environ())
	if b.overlay != "" {
		environ = append(environ, "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+b.overlay))
	}
	return environ
}

func (a *attempt) build(ctx context.Context, b built) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-o="+b.program, ".") //nolint:gosec // the compiler
	cmd.Dir, cmd.Env = a.dir, b.environment()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// test runs the quick tests, and the others when those noticed nothing.
func (a *attempt) test(ctx context.Context, b built) fate {
	if len(a.slow) == 0 {
		return a.run(ctx, nil, a.limit, b)
	}
	slow := "^(" + strings.Join(a.slow, "|") + ")$"
	if f := a.run(ctx, nil, a.quick, b, "-test.skip="+slow); f != lived {
		return f
	}
	return a.run(ctx, nil, a.limit, b, "-test.run="+slow)
}

// run runs tests. The parts that take long, as the crowds of processes, say so and are left out.
func (a *attempt) run(ctx context.Context, out io.Writer, limit time.Duration, b built, flags ...string) fate {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, b.program, append([]string{"-test.short", "-test.failfast"}, flags...)...) //nolint:gosec // it was built here
	cmd.Dir, cmd.Env, cmd.Stdout = a.dir, b.environment(), out
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
