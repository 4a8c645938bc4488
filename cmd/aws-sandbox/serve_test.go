package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"
)

// served is a sandbox that serves in this process.
type served struct {
	environ []string
	stderr  *bytes.Buffer // to be read after stop
	stop    func() int    // ends it and gives its exit code
}

// get is the value of a variable that the sandbox printed.
func (s *served) get(name string) string { return (&program{environ: s.environ}).getenv(name) }

// aws is a client that the variables lead to the sandbox.
func (s *served) aws() aws.Config {
	return aws.Config{
		Region:       s.get("AWS_REGION"),
		BaseEndpoint: aws.String(s.get(endpointVariable)),
		Credentials:  credentials.NewStaticCredentialsProvider(s.get("AWS_ACCESS_KEY_ID"), s.get("AWS_SECRET_ACCESS_KEY"), ""),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
}

var exportLine = regexp.MustCompile(`\Aexport ([A-Z_]+)='([^']+)'\z`)

// serving starts a sandbox and reads what it prints, up to the end of its stdout.
func serving(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	s := &served{stderr: &bytes.Buffer{}}
	p := &program{stdout: write, stderr: s.stderr, now: time.Now}
	ended := make(chan int, 1)
	go func() { ended <- p.main(ctx, args) }()
	s.stop = func() int {
		cancel()
		code := <-ended
		ended <- code
		return code
	}
	t.Cleanup(func() { s.stop() })
	printed, err := io.ReadAll(read)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(printed)) {
		m := exportLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			t.Fatal("a line that a shell may misread")
		}
		s.environ = append(s.environ, m[1]+"="+m[2])
	}
	return s
}

func TestServePrintsAnEnvironmentThatWorks(t *testing.T) {
	s := serving(t)
	var names []string
	for _, pair := range s.environ {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	want := []string{
		"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION",
		"MFA_SANDBOX_SERIAL", "MFA_SANDBOX_SEED", "MFA_SANDBOX_PID",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if got := s.get(serialVariable); got != "arn:aws:iam::111122223333:mfa/alice-phone" {
		t.Errorf("the device is %s", got)
	}
	code, err := totp.GenerateCode(s.get(seedVariable), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, err = sts.NewFromConfig(s.aws()).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(s.get(serialVariable)), TokenCode: aws.String(code),
	})
	if err != nil {
		t.Errorf("a session: %v", err)
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	introduction := regexp.MustCompile(`\Aaws-sandbox: STS and IAM for alice at http://127\.0\.0\.1:\d+; kill \d+ ends them\n` +
		`aws-sandbox: alice-phone shows \d{6}; the code of any later moment: aws-sandbox code\n\z`)
	if !introduction.MatchString(s.stderr.String()) {
		t.Error("the introduction is another one")
	}
}

func TestServeKnowsItsFlags(t *testing.T) {
	s := serving(t, "--user", "bob", "--devices", "3")
	var serials []string
	pages := iam.NewListMFADevicesPaginator(iam.NewFromConfig(s.aws()), &iam.ListMFADevicesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.MFADevices {
			serials = append(serials, aws.ToString(d.SerialNumber))
		}
	}
	const arn = "arn:aws:iam::111122223333:mfa/bob-phone"
	if diff := cmp.Diff([]string{arn, arn + "-2", arn + "-3"}, serials); diff != "" {
		t.Errorf("devices (-want +got):\n%s", diff)
	}
}

func TestDeviceCanBeEnrolledAndRemoved(t *testing.T) {
	s := serving(t, "--without-device")
	listed := func() int {
		t.Helper()
		out, err := iam.NewFromConfig(s.aws()).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.MFADevices)
	}
	for i, step := range []struct {
		command string
		want    result
		devices int
	}{
		{"remove", result{exitError, "", "aws-sandbox: alice-phone is not registered\n"}, 0},
		{"enrol", result{}, 1},
		{"enrol", result{exitError, "", "aws-sandbox: alice-phone is registered already\n"}, 1},
		{"remove", result{}, 0},
		{"enrol", result{}, 1},
	} {
		if diff := cmp.Diff(step.want, runProgram(t.Context(), s.environ, step.command)); diff != "" {
			t.Errorf("step %d, %s (-want +got):\n%s", i, step.command, diff)
		}
		if got := listed(); got != step.devices {
			t.Errorf("step %d, %s: %d devices, want %d", i, step.command, got, step.devices)
		}
	}
	s.stop()
	if !strings.HasSuffix(s.stderr.String(), "aws-sandbox: alice has no MFA device; aws-sandbox enrol registers alice-phone\n") {
		t.Errorf("the introduction: %s", s.stderr)
	}
}

func TestCallsAreCountedAndForgotten(t *testing.T) {
	s := serving(t)
	for range 2 {
		if _, err := iam.NewFromConfig(s.aws()).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sts.NewFromConfig(s.aws()).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ line, want string }{
		{"calls", "GetCallerIdentity 1\nListMFADevices 2\n"},
		{"calls", "GetCallerIdentity 1\nListMFADevices 2\n"}, // asking is not counted
		{"calls --reset", ""},
		{"calls", ""},
	} {
		got := runProgram(t.Context(), s.environ, strings.Fields(step.line)...)
		if diff := cmp.Diff(result{Stdout: step.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.line, diff)
		}
	}
}

func TestCommandsWithoutSandboxSaySo(t *testing.T) {
	gone := serving(t)
	gone.stop()
	for name, tc := range map[string]struct{ endpoint, want string }{
		"no endpoint":      {"", "AWS_ENDPOINT_URL is not that of a sandbox"},
		"another endpoint": {"https://sts.amazonaws.com", "AWS_ENDPOINT_URL is not that of a sandbox"},
		"one that ended":   {gone.get(endpointVariable), "asking the sandbox: "},
	} {
		t.Run(name, func(t *testing.T) {
			got := runProgram(t.Context(), []string{endpointVariable + "=" + tc.endpoint}, "calls")
			if got.Code != exitError || got.Stdout != "" || !strings.HasPrefix(got.Stderr, "aws-sandbox: "+tc.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestWebPagesCannotReachTheSandbox(t *testing.T) {
	s := serving(t)
	for name, change := range map[string]func(*http.Request){
		"by another name":   func(r *http.Request) { r.Host = "rebound.example" },
		"from another page": func(r *http.Request) { r.Header.Set("Origin", "https://page.example") },
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.get(endpointVariable)+"/_sandbox/remove", nil)
			if err != nil {
				t.Fatal(err)
			}
			change(r)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("status %d", resp.StatusCode)
			}
		})
	}
}
