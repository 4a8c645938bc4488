package command

import (
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/policy"
)

func TestPolicyRenderPrintsThePolicyAndNothingElse(t *testing.T) {
	w := newWorld(t)
	for _, profile := range policy.Profiles() {
		for _, form := range policy.Forms() {
			r := w.run("policy", "render", string(profile), "--as", string(form))
			want, err := policy.Render(form, policy.RenderOptions{BuildOptions: policy.BuildOptions{Profile: profile}})
			if err != nil || want == "" || r.stdout != want {
				t.Errorf("%s as %s: %v, stdout:\n%s", profile, form, err, r.stdout)
			}
			w.ends(r, 0, 0)
			w.says(r)
		}
	}
	if r := w.run("policy", "render"); r.stdout != w.run("policy", "render", "self-service", "--as", "json").stdout {
		t.Errorf("without a profile and a form:\n%s", r.stdout)
	}
}

// What is printed is what is found right by policy lint.
func TestWhatIsRenderedLintsClean(t *testing.T) {
	w := newWorld(t)
	for _, options := range []string{"", "--first-login --max-age 12h", "--no-key-enrolment --exempt-path /machine/ --allow-list-users --partition aws-cn"} {
		for _, profile := range policy.Profiles() {
			r := w.run(append([]string{"policy", "render", string(profile)}, strings.Fields(options)...)...)
			w.ends(r, 0, 0)
			lint := []string{"policy", "lint", "--strict", "--type", string(profile.Type()), "-"}
			if strings.Contains(options, "aws-cn") {
				lint = append(lint, "--partition", "aws-cn")
			}
			w.stdin = r.stdout
			r = w.run(lint...)
			w.ends(r, 0, 0)
			w.says(r, " in 1 document\n")
		}
	}
}

func TestPolicyRenderPassesItsOptions(t *testing.T) {
	w := newWorld(t)
	r := w.run("policy", "render", "deny-only", "--first-login", "--no-key-enrolment", "--max-age", "90m", "--allow-list-users",
		"--exempt-path", "/machine/", "--partition=aws-us-gov", "--group", "people", "--member", "alice", "--member=a,b", "--name", "P", "--as", "cli")
	w.ends(r, 0, 0)
	for _, want := range []string{
		"policy='P'\n", "group='people'\nmembers=('alice' 'a,b')\n", "partition='aws-us-gov'\n", `"iam:ChangePassword"`, `"aws:TokenIssueTime"`,
		`"aws:MultiFactorAuthAge": "5400"`, `"iam:ListUsers"`, `"arn:aws-us-gov:iam::*:user/machine/*"`,
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("%q is not in\n%s", want, r.stdout)
		}
	}
}

func TestPolicyRenderOnATerminalSaysWhatIsNext(t *testing.T) {
	w := newWorld(t)
	w.onTerminal = true
	for _, c := range []struct{ args, hint string }{
		{"", "this is the policy alone; with its group: --as terraform, cloudformation or cli"},
		{"--as terraform", "save it in a file that ends in .tf, then: terraform plan"},
		{"--as cloudformation", "--capabilities CAPABILITY_NAMED_IAM"},
		{"scp --as cloudformation", "--parameter-overrides TargetIds=r-..."},
		{"--as cli", "save it, read it, then: bash FILE\n"},
		{"scp --as cli", "then: bash FILE TARGET\n"},
	} {
		r := w.run(append([]string{"policy", "render"}, strings.Fields(c.args)...)...)
		w.ends(r, 0, 0)
		w.says(r, "mfa-session: hint: ", c.hint)
	}
	w.says(w.run("policy", "render", "--quiet"))
}

func TestPolicyRenderRefusesWhatMakesNoSense(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"all"}, []string{"there is no policy profile all", "hint: one of self-service, device-only, deny-only, scp"}},
		{[]string{"scp", "deny-only"}, []string{"render takes one profile", "hint: one of self-service"}},
		{[]string{"--as", "yaml"}, []string{"--as: yaml is not a form", "hint: one of json, terraform, terraform-document, cloudformation, cli"}},
		{[]string{"--group", "people"}, []string{"--group has no place in the form json", "hint: add --as terraform, cloudformation or cli"}},
		{[]string{"--member", "alice", "--as", "terraform-document"}, []string{"--member has no place in the form terraform-document"}},
		{[]string{"--name", "P"}, []string{"--name has no place in the form json"}},
		{[]string{"scp", "--as", "cli", "--group", "people"}, []string{"--group: an scp is attached to a target", "hint: leave it out, or render self-service"}},
		{[]string{"scp", "--as", "terraform", "--member", "alice"}, []string{"--member: an scp is attached to a target"}},
		{[]string{"--max-age", "soon"}, []string{"--max-age: soon is not a time from 1s to 36h", "hint: write it like 12h"}},
		{[]string{"--max-age", "37h"}, []string{"--max-age: 37h is not a time"}},
		{[]string{"--max-age", "0"}, []string{"--max-age: 0 is not a time"}},
		{[]string{"--exempt-path", "machine"}, []string{"a path begins and ends with a slash", "hint: see: mfa-session policy render --help"}},
		{[]string{"--partition", "aws:cn"}, []string{"a partition is aws, aws-cn, aws-us-gov or the like"}},
		{[]string{"--as", "cli", "--group", "a b"}, []string{"the name of a group has 1 to 128 letters"}},
		{[]string{"--as", "cli", "--member", "$(id)"}, []string{"the name of a user has 1 to 64 letters"}},
		{[]string{"--as", "cli", "--name", "a'b"}, []string{"the name of a policy has 1 to 128 letters"}},
		{[]string{"--as", "cli", "--group", ""}, []string{"--group needs a value"}},
	} {
		r := w.run(append([]string{"policy", "render"}, c.args...)...)
		w.ends(r, 2, 0)
		w.says(r, append(c.says, "hint: ")...)
		if r.stdout != "" {
			t.Errorf("%q: stdout:\n%s", c.args, r.stdout)
		}
	}
}
