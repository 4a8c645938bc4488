package policy

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The evaluator is compared with another, which others keep: @cloud-copilot/iam-simulate. Where the two
// are known to differ, a test below says how, and which of them is as AWS documents it.

var simulated = flag.Int("simulate", 1000, "how many random requests to compare with iam-simulate; 10000 for the whole proof")

// question is a request as testdata/simulate.mjs reads it.
type question struct {
	Principal string              `json:"principal"`
	Account   string              `json:"account"`
	Action    string              `json:"action"`
	Resource  string              `json:"resource"`
	Context   map[string]any      `json:"context"`
	Identity  []json.RawMessage   `json:"identity"`
	Boundary  json.RawMessage     `json:"boundary,omitempty"`
	SCPs      [][]json.RawMessage `json:"scps"`
}

// simulate has the other evaluator answer.
func simulate(t *testing.T, questions []question) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not there: `make deps` installs it")
	}
	packages, err := filepath.Abs(filepath.FromSlash("../../.build/node"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "node_modules", "@cloud-copilot", "iam-simulate")); err != nil {
		t.Skip("the npm package @cloud-copilot/iam-simulate is not there: `make deps` installs it")
	}
	var in bytes.Buffer
	encoder := json.NewEncoder(&in)
	for _, q := range questions {
		if err := encoder.Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "simulate.mjs"), packages)
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.Bytes())
	}
	var answers []string
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		answers = append(answers, lines.Text())
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions: %s", len(answers), len(questions), stderr.Bytes())
	}
	return answers
}

// decided is our answer.
func (q question) decided(t *testing.T) Decision {
	t.Helper()
	return q.policies(t).Decide(Request{Action: q.Action, Resource: q.Resource, Context: q.keys()})
}

// simulatedOutcomes are the words of the other.
var simulatedOutcomes = map[Outcome]string{Allowed: "Allowed", ExplicitlyDenied: "ExplicitlyDenied", NotAllowed: "ImplicitlyDenied"}

func TestAgreesWithIAMSimulate(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(20, 26))}
	questions := make([]question, *simulated)
	for i := range questions {
		questions[i] = g.question()
	}
	count := map[string]int{}
	for i, answer := range simulate(t, questions) {
		d := questions[i].decided(t)
		if d.Outcome == CannotTell {
			t.Errorf("it cannot be told: %q\n%s", d.Open, shown(questions[i]))
		}
		if want := simulatedOutcomes[d.Outcome]; answer != want {
			t.Errorf("iam-simulate says %s, we say %s\n%s", answer, want, shown(questions[i]))
		}
		count[answer]++
		if t.Failed() {
			break
		}
	}
	for _, outcome := range simulatedOutcomes { // a generator of one outcome proves little
		if count[outcome] < *simulated/20 {
			t.Errorf("only %d of %d requests are %s", count[outcome], *simulated, outcome)
		}
	}
	t.Log(count)
}

func shown(q question) string {
	text, _ := json.MarshalIndent(q, "", " ")
	return string(text)
}

// TestWhereIAMSimulateDiffers has each kind of disagreement that the generator leaves out.
func TestWhereIAMSimulateDiffers(t *testing.T) {
	one := func(version, statement string) []json.RawMessage {
		return []json.RawMessage{json.RawMessage(fmt.Sprintf(`{%s"Statement": [{"Effect": "Allow", %s}]}`, version, statement))}
	}
	const current = `"Version": "2012-10-17", `
	cases := []struct {
		name, cites string
		q           question
		ours        Outcome
		theirs      string
	}{
		{
			"a variable without the current Version", "IAM User Guide, Version: without it, variables are literal strings",
			question{
				Action: "iam:GetUser", Resource: alice, Context: map[string]any{"aws:username": "alice"},
				Identity: one("", `"Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username}"`),
			},
			NotAllowed, "Allowed",
		},
		{
			"GetSessionToken", "STS API reference, GetSessionToken, Permissions: no permissions are required",
			question{Action: "sts:GetSessionToken", Resource: alice, Identity: one(current, `"Action": "s3:*", "Resource": "*"`)},
			Allowed, "ImplicitlyDenied",
		},
		{
			"what is negated, on a null variable", "IAM User Guide, Variables and tags, Policy variables with no value: inverted operators match",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"s3:prefix": "a"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"s3:prefix": "${aws:PrincipalTag/team}"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"a year", "IAM User Guide, Date condition operators: W3C's profile of ISO 8601, of which a year is one",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:CurrentTime": "2026-06-01T00:00:00Z"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2026"}}`),
			},
			NotAllowed, "ImplicitlyDenied",
		},
		{
			"seconds since 1970", "IAM User Guide, Date condition operators: ISO 8601 or epoch (Unix) time",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:CurrentTime": "2026-06-01T00:00:00Z"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "1900000000"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"a wildcard that ends its part goes beyond the colon", "IAM User Guide, Resource: it can expand beyond the colon boundaries",
			question{
				Action: "logs:GetLogEvents", Resource: "arn:aws:logs:eu-west-1:" + account + ":log-group:g:log-stream:app",
				Identity: one(current, `"Action": "logs:*", "Resource": "arn:aws:logs:*:log-stream:app"`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"many values without a set operator", "IAM User Guide, Multivalued context keys: they require a set operator; what happens without is not said",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:TagKeys": []string{"a", "b"}},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:TagKeys": "a"}}`),
			},
			CannotTell, "ImplicitlyDenied",
		},
		{
			"an empty value before ForAllValues", "IAM User Guide, Set operators: true where the values resolve to a null data set, such as an empty string",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:TagKeys": []string{""}},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"NotResource of a null variable", "IAM User Guide, Variables and tags: it might cause the entire statement to be invalid",
			question{Action: "iam:GetUser", Resource: alice, Identity: one(current, `"Action": "iam:*", "NotResource": "arn:aws:iam::*:user/${aws:username}"`)},
			CannotTell, "ImplicitlyDenied",
		},
		{
			"another address than one of another kind", "IAM User Guide, IP address condition operators: NotIpAddress is all addresses except the specified",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:SourceIp": "2001:db8::7"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.7"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"all addresses", "RFC 4632, 3.1: a prefix of no bits has all addresses in it",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"aws:SourceIp": "203.0.113.8"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"a star by its variable, where stars are no wildcards", "IAM User Guide, Variables and tags: ${*} can be used in any string where regular variables can be",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"s3:prefix": "*"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"s3:prefix": "${*}"}}`),
			},
			Allowed, "ImplicitlyDenied",
		},
		{
			"a number with something behind", "IAM User Guide, Numeric condition operators: integer or decimal",
			question{
				Action: "s3:GetObject", Resource: anObject, Context: map[string]any{"s3:max-keys": "5"},
				Identity: one(current, `"Action": "s3:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "10 keys"}}`),
			},
			CannotTell, "Allowed",
		},
	}
	var questions []question
	for i := range cases {
		q := &cases[i].q
		q.Principal, q.Account, q.SCPs = alice, account, [][]json.RawMessage{}
		if q.Context == nil {
			q.Context = map[string]any{}
		}
		questions = append(questions, *q)
	}
	answers := simulate(t, questions)
	for i, c := range cases {
		if d := questions[i].decided(t); d.Outcome != c.ours {
			t.Errorf("%s: we say %v, open %q; %s", c.name, d.Outcome, d.Open, c.cites)
		}
		if answers[i] != c.theirs {
			t.Errorf("%s: iam-simulate says %s, not %s: see whether the generator has to leave it out", c.name, answers[i], c.theirs)
		}
	}
}
