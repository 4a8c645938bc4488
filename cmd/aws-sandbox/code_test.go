package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"
)

// exampleSeed is the base32 of "Hello!" and four more bytes, as many examples of TOTP have it.
const exampleSeed = "JBSWY3DPEHPK3PXP"

func codeAt(t *testing.T, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(exampleSeed, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestCodePrintsWhatTheDeviceShows(t *testing.T) {
	got := runProgram(t.Context(), []string{seedVariable + "=" + exampleSeed}, "code")
	if diff := cmp.Diff(result{Stdout: codeAt(t, noon()) + "\n"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCodeNextWaitsForTheNextStep(t *testing.T) {
	var stdout output
	almost := noon().Add(-time.Millisecond)
	p := &program{stdout: &stdout, environ: []string{seedVariable + "=" + exampleSeed}, now: func() time.Time { return almost }}
	if code := p.main(t.Context(), []string{"code", "--next"}); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	if got := strings.TrimSpace(stdout.String()); got != codeAt(t, noon()) || got == codeAt(t, almost) {
		t.Error("not the code of the next step")
	}
}

func TestCodeNextCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := runProgram(ctx, []string{seedVariable + "=" + exampleSeed}, "code", "--next")
	if diff := cmp.Diff(result{exitError, "", "aws-sandbox: interrupted\n"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCodeWithoutSandboxSaysWhatToType(t *testing.T) {
	for name, tc := range map[string]struct {
		environ []string
		want    string
	}{
		"no seed":            {nil, "MFA_SANDBOX_SEED is not that of a sandbox: eval \"$(aws-sandbox &)\" first, or use aws-sandbox run"},
		"an empty seed":      {[]string{seedVariable + "=" + exampleSeed, seedVariable + "="}, "MFA_SANDBOX_SEED is not that of a sandbox: eval \"$(aws-sandbox &)\" first, or use aws-sandbox run"},
		"a seed of no sense": {[]string{seedVariable + "=1!"}, "MFA_SANDBOX_SEED is not base32"},
	} {
		t.Run(name, func(t *testing.T) {
			want := result{exitError, "", "aws-sandbox: " + tc.want + "\n"}
			if diff := cmp.Diff(want, runProgram(t.Context(), tc.environ, "code")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
