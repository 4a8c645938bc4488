package e2e_test

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// The demo of the README does what it says: `make demo` runs the same script.
func TestDemoTellsTheWholeStory(t *testing.T) {
	need(t, "bash")
	cmd := exec.CommandContext(t.Context(), "bash", "../../docs/demo.sh")
	cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(), "MFA_SESSION_PROFILE=not-for-the-demo"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		`(?m)^  mfa-session: profile work: no MFA device is registered for this user$`,
		`(?m)^  mfa-session: hint: enrol one: mfa-session device enrol$`,
		`(?m)^  mfa-session: the session of profile work is stored until `,
		`(?m)^  work +alice-phone +file +fresh +11h59m$`,
		`(?s)eval.*\n  arn:aws:iam::111122223333:user/alice with the key ASIA…\n.*AWS_PROFILE=work sdkclient\n  arn:aws:iam::111122223333:user/alice with the key ASIA…\n`,
		`(?m)^\$ aws-sandbox calls .*\n  GetCallerIdentity 1\n\n`,
		`(?m)^  mfa-session: this token code of alice-phone was used already$`,
		`(?m)^  mfa-session: no session of profile work is stored here any more$`,
	} {
		if !regexp.MustCompile(want).Match(out) {
			t.Errorf("the demo does not print %s:\n%s", want, out)
		}
	}
}
