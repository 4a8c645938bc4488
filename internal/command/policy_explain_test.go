package command

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	twoStatements = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "iam:ListMFADevices", "Resource": "arn:aws:iam::*:user/${aws:username}"},
  {"Sid": "NoMFA", "Effect": "Deny", "NotAction": ["iam:ListMFADevices"], "Resource": "*",
   "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}`
	refused = "An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: " +
		"iam:ListUsers on resource: arn:aws:iam::111122223333:user/ with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/MFA"
)

func TestPolicyExplain(t *testing.T) {
	w := newWorld(t)
	file := w.write("policy.json", twoStatements)
	r := w.run("policy", "explain", file, "--action", "iam:ListMFADevices", "--action", "s3:ListAllMyBuckets")
	w.ends(r, 0, 0)
	//nolint:dupword // a table
	want := `ACTION                    KEY ALONE  CONSOLE  MFA SESSION  ROLE        ROOT
iam:ListMFADevices (own)  allowed    allowed  allowed      if allowed  allowed
s3:ListAllMyBuckets       denied     denied   if allowed   denied      allowed

Denied by NoMFA, line 3, if BoolIfExists aws:MultiFactorAuthPresent false
  for key alone, console without MFA, role: s3:ListAllMyBuckets

"if allowed": this policy neither allows nor denies it, so another policy has to allow it. No policy of users and roles binds root.

Sessions of roles carry no MFA of their own, so it denies them too: attach it to groups of users, never to roles.
`
	if diff := cmp.Diff(want, r.stdout); diff != "" || r.stderr != "" {
		t.Errorf("stderr %q, (-want +got):\n%s", r.stderr, diff)
	}
}

func TestPolicyExplainAsksTheUsualQuestions(t *testing.T) {
	w := newWorld(t)
	w.stdin = `{"a": ` + twoStatements + `, "b": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:x": "\u001b[31m"}}}}}`
	r := w.run("policy", "explain", "-")
	w.ends(r, 0, 0)
	for _, says := range []string{"The policy of a:\n", "The policy of b:\n", "iam:DeactivateMFADevice (another's)", "Cannot tell without knowing the key aws:x\n"} {
		if !strings.Contains(r.stdout, says) {
			t.Errorf("it does not say %q:\n%s", says, r.stdout)
		}
	}
	if n := strings.Count(r.stdout, "\n"); n < 40 || strings.ContainsRune(r.stdout, '\x1b') {
		t.Errorf("%d lines:\n%q", n, r.stdout)
	}
}

func TestPolicyExplainPrintsJSON(t *testing.T) {
	w := newWorld(t)
	r := w.run("policy", "explain", "--json", "--type=scp", "--user", "/dept/carol", "--action", "s3:GetObject", w.write("policy.json", twoStatements))
	w.ends(r, 0, 0)
	var got struct {
		Schema  int `json:"schema_version"`
		Answers []struct {
			Caller, Action, Resource, Outcome, Statement string
			Line                                         int
			Open                                         []string
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || got.Schema != 1 || len(got.Answers) != 5 {
		t.Fatalf("%v: %s", err, r.stdout)
	}
	var short []string
	for _, a := range got.Answers {
		short = append(short, strings.Join([]string{a.Caller, a.Action, a.Resource, a.Outcome, a.Statement}, " "))
	}
	want := []string{
		"key_alone s3:GetObject * denied NoMFA", "console_without_mfa s3:GetObject * denied NoMFA", "mfa_session s3:GetObject * not_allowed ",
		"role s3:GetObject * denied NoMFA", "root s3:GetObject * denied NoMFA",
	}
	if diff := cmp.Diff(want, short); diff != "" || got.Answers[0].Line != 3 || got.Answers[0].Open == nil {
		t.Errorf("%+v (-want +got):\n%s", got.Answers[0], diff)
	}
}

func TestPolicyExplainReadsARefusal(t *testing.T) {
	w := newWorld(t)
	file := w.write("policy.json", twoStatements)
	const advice = "The user alice of account 111122223333 was refused iam:ListUsers on arn:aws:iam::111122223333:user/: an identity-based policy, " +
		"arn:aws:iam::111122223333:policy/MFA, denies it. Most such statements ask for MFA, and these credentials may be without: " +
		"eval \"$(mfa-session 123456)\", and try again. Where a session with MFA is refused too, an administrator of the account has to change the statement."
	where := " In " + quoted(file) + " it is the statement NoMFA in line 3; it denies this without MFA only, so a session gets past it: eval \"$(mfa-session 123456)\"."
	for _, c := range []struct {
		name, stdin string
		args        []string
		want        string
	}{
		{"given", "", []string{"--error", refused}, advice},
		{"piped", refused + "\n", []string{"--error", "-"}, advice},
		{"with the policy", "", []string{"--error=" + refused, file}, advice + where},
		{"with the policy, piped", refused, []string{file, "--error", "-"}, advice + where},
		{
			"with an id", refused + ". Go to https://x, or call the GetRequestAuthorizationDetails API with the following authorization id: abc",
			[]string{"--error", "-"},
			advice + " AWS tells more of it by the id abc.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.stdin = c.stdin
			r := w.run(append([]string{"policy", "explain"}, c.args...)...)
			w.ends(r, 0, 0)
			if r.stdout != c.want+"\n" || r.stderr != "" {
				t.Errorf("stderr %q (-want +got):\n%s", r.stderr, cmp.Diff(c.want+"\n", r.stdout))
			}
		})
	}
}

func TestPolicyExplainPrintsARefusalAsJSON(t *testing.T) {
	w := newWorld(t)
	r := w.run("policy", "explain", "--json", "--error", refused)
	w.ends(r, 0, 0)
	var got map[string]any
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatal(err)
	}
	advice, _ := got["advice"].(string)
	delete(got, "advice")
	want := map[string]any{
		"schema_version": 1.0, "caller": "arn:aws:iam::111122223333:user/alice", "action": "iam:ListUsers", "resource": "arn:aws:iam::111122223333:user/",
		"policy_kind": "identity-based policy", "explicit": true, "policy": "arn:aws:iam::111122223333:policy/MFA", "authorization_id": "",
	}
	if diff := cmp.Diff(want, got); diff != "" || !strings.HasPrefix(advice, "The user alice") {
		t.Errorf("advice %q (-want +got):\n%s", advice, diff)
	}
}

func TestPolicyExplainSaysWhatItCannotRead(t *testing.T) {
	w := newWorld(t)
	trust := w.write("trust.json", `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}}`)
	broken := w.write("broken.json", "{\n \"Statement\": [}")
	missing := filepath.Join(w.home, "missing.json")
	for _, c := range []struct {
		name   string
		args   []string
		stderr string
	}{
		{"no message", []string{"--error", "Unable to locate credentials"}, "the text is no refusal of AWS\nmfa-session: hint: give the whole message: "},
		{"no message on stdin", []string{"--error", "-"}, "the text is no refusal of AWS\n"},
		{
			"an encoded message",
			[]string{"--error", "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: EXAMPLE"},
			"the message does not say who was refused what: that is encoded in it\nmfa-session: hint: who may, reads it so: aws sts decode-authorization-message ",
		},
		{
			"a message that says nothing",
			[]string{"--error", "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied"},
			"the message does not say who was refused what\nmfa-session: hint: where AWS said more, give all of it; else ask what a policy says to it: mfa-session policy explain --action s3:ListBucket FILE\n",
		},
		{"a missing file", []string{missing}, "reading " + quoted(missing) + ": "},
		{"no JSON", []string{broken}, quoted(broken) + " is no policy: line 2, column 17: "},
		{"a trust policy", []string{trust}, "reading " + quoted(trust) + ": it is the policy of a resource or of a role"},
		{"a file of which nothing is known, with a message", []string{missing, "--error", refused}, "reading " + quoted(missing) + ": "},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := w.run(append([]string{"policy", "explain"}, c.args...)...)
			w.ends(r, 1, 0)
			if r.stdout != "" || !strings.HasPrefix(r.stderr, "mfa-session: "+c.stderr) || !strings.Contains(r.stderr, "\nmfa-session: hint: ") {
				t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
			}
		})
	}
}

func TestPolicyExplainUsage(t *testing.T) {
	w := newWorld(t)
	for line, want := range map[string]string{
		"policy explain":                          "explain needs a file, or what AWS said\nmfa-session: hint: mfa-session policy explain FILE, or --error TEXT\n",
		"policy explain a b":                      "explain takes one file\nmfa-session: hint: mfa-session policy explain FILE, or --error TEXT, quoted\n",
		"policy explain - --error -":              "standard input is the policy or the message, not both\nmfa-session: hint: see: mfa-session policy explain --help\n",
		"policy explain a --type bucket":          "--type is identity or scp\nmfa-session: hint: see: mfa-session policy explain --help\n",
		"policy explain a --action iam:List*":     "iam:List* is not an action\nmfa-session: hint: write it like iam:ListUsers, without wildcards\n",
		"policy explain a --action ListUsers":     "ListUsers is not an action\nmfa-session: hint: write it like iam:ListUsers, without wildcards\n",
		"policy explain a --user /":               "--user: / is not the name of a user\nmfa-session: hint: write it like alice, or /dept/alice\n",
		"policy explain a --user arn:aws:iam::1:": "--user: arn:aws:iam::1: is not the name of a user\nmfa-session: hint: write it like alice, or /dept/alice\n",
		"policy explain --error x --user alice":   "--error tells who did what to what: --action, --resource and --user have no place\nmfa-session: hint: see: mfa-session policy explain --help\n",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, 2, 0)
		if r.stdout != "" || r.stderr != "mfa-session: "+want {
			t.Errorf("%s: stdout %q, stderr %q", line, r.stdout, r.stderr)
		}
	}
}
