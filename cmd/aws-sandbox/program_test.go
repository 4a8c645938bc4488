package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// asProgram is the variable that makes the test binary be aws-sandbox itself, and asCommand the one
// that makes it a command for aws-sandbox run: so the tests need no other programs.
const (
	asProgram = "SANDBOX_TEST_AS_PROGRAM"
	asCommand = "SANDBOX_TEST_AS_COMMAND"
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(asCommand) != "":
		os.Exit(command(os.Getenv(asCommand)))
	case os.Getenv(asProgram) != "":
		main()
	}
	os.Exit(m.Run())
}

// result is what a command line came to.
type result struct {
	Code           int
	Stdout, Stderr string
}

// output is a stdout that can be closed.
type output struct{ bytes.Buffer }

func (*output) Close() error { return nil }

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// runProgram runs a command line in this process.
func runProgram(ctx context.Context, environ []string, args ...string) result {
	var stdout output
	var stderr bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, environ: environ, now: noon}
	code := p.main(ctx, args)
	return result{code, stdout.String(), stderr.String()}
}

func TestUsageErrorsExit2AndPrintNothingOnStdout(t *testing.T) {
	for line, want := range map[string]string{
		"bogus":                        `no such command: "bogus"`,
		"--bogus":                      "flag provided but not defined: -bogus",
		"--user alice extra":           `unexpected argument: "extra"`,
		"--user ali'ce":                "--user takes 1 to 56 letters, digits, dots, hyphens and underscores",
		"--devices 9":                  "--devices takes 1 to 8",
		"--devices 0":                  "--devices takes 1 to 8",
		"--devices many":               `invalid value "many" for flag -devices: parse error`,
		"--devices 2 --without-device": "--devices and --without-device exclude each other",
		"run":                          "run takes a command: aws-sandbox run -- COMMAND...",
		"run --":                       "run takes a command: aws-sandbox run -- COMMAND...",
		"run --devices 9 -- true":      "--devices takes 1 to 8",
		"code now":                     `unexpected argument: "now"`,
		"calls --all":                  "flag provided but not defined: -all",
		"enrol phone":                  `unexpected argument: "phone"`,
		"remove --force":               "flag provided but not defined: -force",
	} {
		t.Run(line, func(t *testing.T) {
			want := result{exitUsage, "", "aws-sandbox: " + want + "\naws-sandbox: hint: aws-sandbox --help\n"}
			if diff := cmp.Diff(want, runProgram(t.Context(), nil, strings.Fields(line)...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHelpIsAResult(t *testing.T) {
	for _, line := range []string{"--help", "-h", "help", "run --help", "code --help", "calls --help", "enrol --help"} {
		t.Run(line, func(t *testing.T) {
			if diff := cmp.Diff(result{Stdout: usage}, runProgram(t.Context(), nil, strings.Fields(line)...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
