package command

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	soundPolicy = `{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice",
		"iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
		"Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}}}`
	warnedPolicy = `{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice",
		"iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "sts:GetSessionToken"],
		"Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}}}`
	brokenPolicy = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Sid\": \"Re\u202Ead\", \"Effect\": \"Allow\", \"Action\": \"iam:GetUser\",\n     \"Resource\": \"arn:aws:iam::*:user/\"}\n  ]\n}\n"
)

func TestPolicyLint(t *testing.T) {
	w := newWorld(t)
	sound, warned, broken := w.write("sound.json", soundPolicy), w.write("warned.json", warnedPolicy), w.write("broken.json", brokenPolicy)
	for _, c := range []struct {
		name   string
		args   []string
		code   int
		lines  int // on stdout
		stderr string
	}{
		{"nothing found", []string{"--type", "scp", sound}, 0, 0, "mfa-session: nothing found in 1 document\n"},
		{"quiet", []string{"--type", "scp", "-q", sound}, 0, 0, ""},
		{"a warning", []string{"--type", "scp", warned}, 0, 2, "mfa-session: 1 warning in 1 document\n"},
		{"a warning is enough", []string{"--type=scp", warned, "--strict"}, 9, 2, "mfa-session: 1 warning in 1 document\n"},
		{"errors", []string{broken}, 9, 6, "mfa-session: 3 errors in 1 document\n"},
		{"several files", []string{"--type", "scp", broken, sound, warned}, 9, 8, "mfa-session: 3 errors, 1 warning in 3 documents\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := w.run(append([]string{"policy", "lint"}, c.args...)...)
			w.ends(r, c.code, 0)
			if n := strings.Count(r.stdout, "\n"); n != c.lines || r.stderr != c.stderr {
				t.Errorf("%d lines, stderr %q, stdout:\n%s", n, r.stderr, r.stdout)
			}
		})
	}
}

func TestPolicyLintPrintsOneFindingALine(t *testing.T) {
	w := newWorld(t)
	w.stdin = brokenPolicy
	r := w.run("policy", "lint", "-")
	var heads []string
	for i, line := range strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n") {
		head, _, _ := strings.Cut(line, ": \"")
		if i%2 == 1 {
			head, _, _ = strings.Cut(line, "fix: ")
		}
		heads = append(heads, head)
	}
	want := []string{
		"-:1: error no-enforcing-deny: no statement denies daily work without MFA, so MFA is not enforced by this document", "    ",
		"-:4: error sid-invalid [Read]: Read: a Sid has letters and digits only, and stands once in a document: AWS answers MalformedPolicyDocument", "    ",
		"-:5: error variable-eaten [Read]: arn:aws:iam::*:user/: a shell or template has replaced ${aws:username} by nothing, so it matches no user and nobody may do it", "    ",
	}
	if diff := cmp.Diff(want, heads); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPolicyLintPrintsJSON(t *testing.T) {
	w := newWorld(t)
	w.stdin = brokenPolicy
	sound := w.write("sound.json", soundPolicy)
	r := w.run("policy", "lint", "--json", "-")
	w.ends(r, 9, 0)
	var got struct {
		Schema   int                          `json:"schema_version"`
		Findings []map[string]json.RawMessage `json:"findings"`
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || got.Schema != 1 || len(got.Findings) != 3 {
		t.Fatalf("%v: %+v", err, got)
	}
	for _, f := range got.Findings {
		var names []string
		for name := range f {
			names = append(names, name)
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"file", "fix", "line", "message", "rule", "severity", "statement"}) {
			t.Errorf("a finding has %q", names)
		}
	}
	if last := got.Findings[2]; string(last["rule"]) != `"variable-eaten"` || string(last["line"]) != "5" || string(last["severity"]) != `"error"` {
		t.Errorf("%s", last)
	}
	r = w.run("policy", "lint", "--json", "--type", "scp", sound)
	w.ends(r, 0, 0)
	if r.stdout != "{\n  \"schema_version\": 1,\n  \"findings\": []\n}\n" {
		t.Errorf("nothing found is %s", r.stdout)
	}
}

func TestPolicyLintGoesOnWhereAFileCannotBeRead(t *testing.T) {
	w := newWorld(t)
	warned := w.write("warned.json", warnedPolicy)
	large := w.write("large.json", strings.Repeat(" ", 10<<20+1))
	missing := filepath.Join(w.home, "missing.json")
	r := w.run("policy", "lint", "--type", "scp", missing, large, warned, w.home)
	w.ends(r, 1, 0)
	w.says(r, "reading "+quoted(missing)+": ", "reading "+quoted(large)+": it is larger than 10 MiB\n", "reading "+quoted(w.home)+": it is a directory\n",
		"mfa-session: 1 warning in 1 document\n")
	if !strings.Contains(r.stdout, ": warning exempt-missing-resync") {
		t.Errorf("the one that could be read was not judged: %q", r.stdout)
	}
	w.stdin = strings.Repeat(" ", 10<<20+1)
	r = w.run("policy", "lint", "-")
	w.ends(r, 1, 0)
	if r.stdout != "" || r.stderr != "mfa-session: reading standard input: it is larger than 10 MiB\nmfa-session: hint: "+policyInput+"\n" {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
}

// What fails prints nothing: no findings are not the same as none found.
func TestPolicyLintOfNothingReadPrintsNothing(t *testing.T) {
	w := newWorld(t)
	for _, args := range [][]string{{"nowhere.json"}, {"--json", "nowhere.json"}, {"--json", w.home, "nowhere.json"}} {
		r := w.run(append([]string{"policy", "lint"}, args...)...)
		w.ends(r, exitUnexpected, 0)
		w.says(r, "mfa-session: reading nowhere.json: no such file or directory\nmfa-session: hint: ")
		if r.stdout != "" {
			t.Errorf("%q: stdout %q", args, r.stdout)
		}
	}
}

func TestPolicyLintUsage(t *testing.T) {
	w := newWorld(t)
	for line, want := range map[string]string{
		"policy lint":                       "lint needs a file\nmfa-session: hint: mfa-session policy lint FILE, or - for standard input\n",
		"policy lint --type bucket x":       "--type is identity or scp\nmfa-session: hint: see: mfa-session policy lint --help\n",
		"policy lint --partition arn:aws x": "--partition is aws, aws-cn, aws-us-gov or the like\nmfa-session: hint: see: mfa-session policy lint --help\n",
		"policy lnt":                        "policy has no command \"lnt\"\nmfa-session: hint: did you mean: mfa-session policy lint\n",
		"policy frobnicate":                 "policy has no command \"frobnicate\"\nmfa-session: hint: one of render, lint, explain\n",
		"policy -- lint x":                  "policy has no command \"lint\"\nmfa-session: hint: did you mean: mfa-session policy lint\n",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, 2, 0)
		if r.stdout != "" || r.stderr != "mfa-session: "+want {
			t.Errorf("%s: stdout %q, stderr %q", line, r.stdout, r.stderr)
		}
	}
}
