package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// tally counts tests by their leaves: a test that has tests within counts as these.
type tally struct {
	passed, failed, skipped int
	names                   []string // of those that failed
}

// runTests runs the tests of a trial, package by package.
func runTests(ctx context.Context, t trial) (tally, error) {
	selected, err := t.selections("internal")
	if err != nil {
		return tally{}, err
	}
	var sum tally
	for _, s := range selected {
		if len(s.tests) == 0 {
			continue
		}
		got, failed := runPackage(ctx, s, t.flags)
		sum = tally{sum.passed + got.passed, sum.failed + got.failed, sum.skipped + got.skipped, append(sum.names, got.names...)}
		err = errors.Join(err, failed)
	}
	return sum, err
}

func runPackage(ctx context.Context, s selection, flags []string) (tally, error) {
	ctx, cancel := context.WithTimeout(ctx, perTrial)
	defer cancel()
	args := append([]string{"test", "-json", "-count=1", "-vet=off", "-timeout=" + perTrial.String(), "-run=" + s.pattern(), s.pkg}, flags...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the tables of trials are ours
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

// ofThePerson begin the names of variables that belong to the person who runs it: settings, desktop and
// keychains.
var ofThePerson = []string{"AWS_", "MFA_SESSION_", "XDG_", "DBUS_SESSION_BUS_ADDRESS=", "DISPLAY=", "WAYLAND_DISPLAY=", "GNUPGHOME=", "PASSWORD_STORE_DIR="}

func testEnvironment(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(v string) bool {
		return slices.ContainsFunc(ofThePerson, func(prefix string) bool { return strings.HasPrefix(v, prefix) })
	})
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
