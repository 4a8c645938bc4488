package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
)

// tally counts tests by their leaves: a test that has tests within counts as these.
type tally struct {
	passed, failed, skipped int
	names                   []string // of those that failed
}

// runTests runs the tests of a trial.
func runTests(ctx context.Context, t trial) (tally, error) {
	ctx, cancel := context.WithTimeout(ctx, perTrial)
	defer cancel()
	pkg := t.pkg
	if pkg == "" {
		pkg = "./internal/e2e"
	}
	args := append([]string{"test", "-json", "-count=1", "-vet=off", "-timeout=" + perTrial.String(), "-run=" + t.tests, pkg}, t.flags...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the table of trials is above
	cmd.Env = testEnvironment(os.Environ())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return tally{}, err
	}
	if err := cmd.Start(); err != nil {
		return tally{}, err
	}
	got, readErr := count(out)
	return got, errors.Join(readErr, cmd.Wait())
}

// testEnvironment leaves out what belongs to the person who runs it.
func testEnvironment(environ []string) []string {
	var kept []string
	for _, v := range environ {
		if !strings.HasPrefix(v, "AWS_") && !strings.HasPrefix(v, "MFA_SESSION_") {
			kept = append(kept, v)
		}
	}
	return kept
}

// count reads the events of go test -json.
func count(in io.Reader) (tally, error) {
	parents, ended := map[string]bool{}, map[string]string{}
	events := json.NewDecoder(in)
	for {
		var e struct{ Action, Test string }
		err := events.Decode(&e)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return tally{}, err
		}
		if e.Test == "" {
			continue
		}
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			parents[e.Test[:i]] = true
		}
		switch e.Action {
		case "pass", "fail", "skip":
			ended[e.Test] = e.Action
		}
	}
	return tallyOf(ended, parents), nil
}

func tallyOf(ended map[string]string, parents map[string]bool) tally {
	var t tally
	for name, action := range ended {
		switch {
		case action == "fail":
			t.names = append(t.names, name)
			if !parents[name] {
				t.failed++
			}
		case parents[name]:
		case action == "pass":
			t.passed++
		case action == "skip":
			t.skipped++
		}
	}
	return t
}
