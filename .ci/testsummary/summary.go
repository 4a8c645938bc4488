package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output string
}

// test names a test, or a whole package when Name is empty.
type test struct{ Package, Name string }

// summary counts what ended and keeps the output of what has not.
type summary struct {
	passed, failed int
	skipped        []string
	output         map[test][]string
	broken         map[string]bool // packages with a test that failed
}

var (
	// What a package prints as its last word.
	closing = regexp.MustCompile(`^(ok  |FAIL|\?   )\t`)
	// How a test ended; the framework's own line within its output.
	verdict = regexp.MustCompile(`^\s*--- (PASS|FAIL|SKIP): `)
)

// read takes all events from in and prints to out what needs no waiting for the end.
func (s *summary) read(in io.Reader, out io.Writer) error {
	s.output = map[test][]string{}
	s.broken = map[string]bool{}
	events := json.NewDecoder(in)
	for {
		var e event
		err := events.Decode(&e)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading test events: %w", err)
		}
		s.take(e, out)
	}
}

func (s *summary) take(e event, out io.Writer) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "output":
		s.keep(t, e.Output, out)
	case "pass":
		s.pass(t)
	case "skip":
		s.skip(t)
	case "fail":
		s.fail(t, out)
	}
}

func (s *summary) keep(t test, line string, out io.Writer) {
	if t.Name == "" && closing.MatchString(line) {
		s.flush(t.Package, line, out)
		fmt.Fprint(out, line)
		return
	}
	if !strings.HasPrefix(line, "=== ") { // RUN, PAUSE, CONT and NAME tell nobody anything
		s.output[t] = append(s.output[t], line)
	}
}

// flush prints, before the closing line of a package that failed, all that is still kept of it: the
// output of a test that a panic ended has no event of its own.
func (s *summary) flush(pkg, line string, out io.Writer) {
	for t, lines := range s.output {
		if t.Package != pkg {
			continue
		}
		if strings.HasPrefix(line, "FAIL") {
			fmt.Fprint(out, strings.Join(lines, ""))
		}
		delete(s.output, t)
	}
}

func (s *summary) pass(t test) {
	if t.Name != "" {
		s.passed++
	}
	delete(s.output, t)
}

// skip takes the last line that the test itself printed for the reason. A package without tests is
// reported as skipped too; its closing line says so.
func (s *summary) skip(t test) {
	if t.Name == "" {
		return
	}
	reason := "no reason given"
	for _, line := range s.output[t] {
		if !verdict.MatchString(line) && strings.TrimSpace(line) != "" {
			reason = strings.TrimSpace(line)
		}
	}
	s.skipped = append(s.skipped, fmt.Sprintf("%s %s: %s", t.Package, t.Name, reason))
	delete(s.output, t)
}

// fail counts a package only when none of its tests failed: it did not build, or TestMain ended it.
func (s *summary) fail(t test, out io.Writer) {
	if t.Name != "" || !s.broken[t.Package] {
		s.failed++
	}
	s.broken[t.Package] = true
	fmt.Fprint(out, strings.Join(s.output[t], ""))
	delete(s.output, t)
}

func (s *summary) print(out io.Writer) {
	fmt.Fprintf(out, "\ntests: %d passed, %d failed, %d skipped\n", s.passed, s.failed, len(s.skipped))
	for _, line := range s.skipped {
		fmt.Fprintln(out, "skipped:", line)
	}
	if len(s.skipped) == 0 {
		fmt.Fprintln(out, "skipped: nothing")
	}
}
