package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// target is a fuzz target of a package.
type target struct{ pkg, name string }

// runFuzzers lets every fuzz target of the module run for a while.
func runFuzzers(ctx context.Context, each time.Duration, r *report) {
	t := r.table(inputsTitle, "target", "inputs", "crashes", "time")
	targets, err := fuzzTargets(ctx)
	if err != nil || len(targets) == 0 {
		t.fail("listing the fuzz targets", err, nil)
		return
	}
	for _, tg := range targets {
		name := strings.TrimPrefix(tg.pkg, modulePath) + "." + tg.name
		fmt.Fprintln(os.Stderr, "prove: fuzzing", name)
		inputs, err := fuzz(ctx, tg, each)
		crashes := 0
		if err != nil {
			crashes = 1
			t.fail(name, err, nil)
		}
		t.row(name, thousands(inputs), strconv.Itoa(crashes), each.String())
	}
}

const modulePath = "github.com/mfa-session/mfa-session/internal/"

var fuzzName = regexp.MustCompile(`^Fuzz\w+$`)

// fuzzTargets lists them package by package, since go test -list does not say whose they are.
func fuzzTargets(ctx context.Context) ([]target, error) {
	packages, err := lines(ctx, "go", "list", "./internal/...")
	if err != nil {
		return nil, err
	}
	var targets []target
	for _, pkg := range packages {
		names, err := lines(ctx, "go", "test", "-list=^Fuzz", pkg)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if fuzzName.MatchString(name) {
				targets = append(targets, target{pkg, name})
			}
		}
	}
	return targets, nil
}

func lines(ctx context.Context, name string, args ...string) ([]string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output() //nolint:gosec // commands of go itself
	return slices.DeleteFunc(strings.Split(string(out), "\n"), func(l string) bool { return l == "" }), err
}

// fuzz runs one target and says how many inputs it tried. Inputs are not made smaller: of a target that
// starts programs that would take most of the time.
func fuzz(ctx context.Context, t target, each time.Duration) (inputs int, err error) {
	ctx, cancel := context.WithTimeout(ctx, each+10*time.Minute)
	defer cancel()
	//nolint:gosec // the names come from go itself
	cmd := exec.CommandContext(ctx, "go", "test", "-vet=off", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+each.String(),
		"-fuzzminimizetime=1x", t.pkg)
	cmd.Env = testEnvironment(os.Environ())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	var last []string
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if n, ok := execs(scanner.Text()); ok {
			inputs = n
			continue
		}
		last = append(last, scanner.Text())
	}
	err = cmd.Wait()
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		err = errors.Join(err, scanner.Err())
	}
	if err != nil && inputs > 0 && timeWasUp(last) {
		return inputs, nil
	}
	if err != nil {
		err = fmt.Errorf("%w: %s", err, strings.Join(last[max(0, len(last)-5):], "; "))
	}
	return inputs, err
}

// timeWasUp tells the end of the time, which now and then meets an input under way and is said to be a
// failure of the target, from a failure: that one leaves its input.
func timeWasUp(said []string) bool {
	has := func(text string) bool {
		return slices.ContainsFunc(said, func(line string) bool { return strings.Contains(line, text) })
	}
	return has("    context deadline exceeded") && !has("Failing input written to")
}

var execsOf = regexp.MustCompile(`^fuzz: elapsed: .*, execs: (\d+) `)

// execs reads a line of progress.
func execs(line string) (int, bool) {
	found := execsOf.FindStringSubmatch(line)
	if found == nil {
		return 0, false
	}
	n, err := strconv.Atoi(found[1])
	return n, err == nil
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
