package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// command is what the test binary does when aws-sandbox runs it: print a variable, or exit.
func command(what string) int {
	if name, ok := strings.CutPrefix(what, "print "); ok {
		fmt.Println(os.Getenv(name))
		return 0
	}
	code, err := strconv.Atoi(what)
	if err != nil {
		return 99
	}
	return code
}

// runWith lets aws-sandbox run the test binary as the command described.
func runWith(t *testing.T, what string, environ ...string) result {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	environ = append(append(os.Environ(), environ...), asCommand+"="+what)
	return runProgram(t.Context(), environ, "run", "--user", "carol", "--", self, "--flag-of-the-command")
}

func TestRunEndsAsItsCommandDoes(t *testing.T) {
	for _, code := range []int{0, 1, 7, 42} {
		got := runWith(t, strconv.Itoa(code))
		if diff := cmp.Diff(result{Code: code}, got); diff != "" {
			t.Errorf("exit code %d (-want +got):\n%s", code, diff)
		}
	}
}

func TestRunGivesTheSandboxAndNoOtherIdentity(t *testing.T) {
	others := []string{"AWS_PROFILE=other", "AWS_SESSION_TOKEN=other", "AWS_ENDPOINT_URL_STS=other", "AWS_REGION=other", "SANDBOX_TEST_OTHER=kept"}
	for name, want := range map[string]string{
		"MFA_SANDBOX_SERIAL":   "arn:aws:iam::111122223333:mfa/carol-phone",
		"AWS_REGION":           "us-east-1",
		"AWS_PROFILE":          "",
		"AWS_SESSION_TOKEN":    "",
		"AWS_ENDPOINT_URL_STS": "",
		"SANDBOX_TEST_OTHER":   "kept",
	} {
		t.Run(name, func(t *testing.T) {
			got := runWith(t, "print "+name, others...)
			if diff := cmp.Diff(result{Stdout: want + "\n"}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunSaysWhenACommandCannotBeRun(t *testing.T) {
	for name, missing := range map[string]string{
		"not in PATH":  "sandbox-test-no-such-command",
		"no such file": filepath.Join(t.TempDir(), "nothing"),
	} {
		t.Run(name, func(t *testing.T) {
			got := runProgram(t.Context(), os.Environ(), "run", missing)
			if got.Code != exitNotFound || got.Stdout != "" || !strings.HasPrefix(got.Stderr, "aws-sandbox: running ") {
				t.Errorf("got %+v, want exit code %d", got, exitNotFound)
			}
		})
	}
}
