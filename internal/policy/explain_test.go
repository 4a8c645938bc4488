package policy

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// explained is an explanation in short: key alone, console without MFA, MFA session, role, root, each
// as in testdata/decisions, with n for what another policy may allow.
func explained(e Explanation) map[string]string {
	rows := map[string]string{}
	for _, a := range e.Rows {
		var cells strings.Builder
		for _, c := range a.Cells {
			cells.WriteString(map[Outcome]string{Allowed: "A", ExplicitlyDenied: "D", NotAllowed: "n", CannotTell: "?"}[c.Outcome])
		}
		rows[strings.TrimSpace(a.Action+" "+a.Object)] = cells.String()
	}
	return rows
}

func published(t *testing.T, name string) Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "published", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return document(t, string(data))
}

func TestExplainSaysWhoMayDoWhat(t *testing.T) {
	built, err := Build(BuildOptions{Profile: SelfService})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		document Document
		kind     Type
		want     map[string]string
	}{
		{"AWS's own", published(t, "aws-self-manage"), "", map[string]string{
			"iam:CreateVirtualMFADevice any name": "AAAAA", "iam:EnableMFADevice own": "AAAnA", "iam:ListMFADevices own": "AAAnA",
			"iam:GetUser own": "AAAnA", "iam:ResyncMFADevice own": "AAAnA", "iam:EnableMFADevice another's": "nnnnA",
			"iam:DeactivateMFADevice own": "DDADA", "iam:DeactivateMFADevice another's": "DDnDA", "iam:DeleteVirtualMFADevice another's": "DDnDA",
			"iam:ChangePassword own": "DDADA", "iam:CreateLoginProfile own": "DDnDA", "iam:CreateAccessKey own": "DDADA", "iam:ListUsers": "DDnDA",
			"s3:ListAllMyBuckets": "DDnDA", "s3:GetObject any": "DDnDA", "sts:AssumeRole any": "DDnDA", "sts:GetSessionToken": "AAAAA",
		}},
		{"ours", built, IdentityPolicy, map[string]string{
			"iam:CreateVirtualMFADevice any name": "AAAAA", "iam:EnableMFADevice own": "AAA?A", "iam:ListMFADevices own": "AAA?A",
			"iam:GetUser own": "AAA?A", "iam:ResyncMFADevice own": "AAA?A", "iam:EnableMFADevice another's": "DDn?A",
			"iam:DeactivateMFADevice own": "DDADA", "iam:DeactivateMFADevice another's": "DDnDA", "iam:DeleteVirtualMFADevice another's": "DDnDA",
			"iam:ChangePassword own": "DDADA", "iam:CreateLoginProfile own": "DDnDA", "iam:CreateAccessKey own": "DDADA", "iam:ListUsers": "DDnDA",
			"s3:ListAllMyBuckets": "DDnDA", "s3:GetObject any": "DDnDA", "sts:AssumeRole any": "DDnDA", "sts:GetSessionToken": "AAAAA",
		}},
		{"an SCP that names no principals", published(t, "deny-scp"), ServiceControlPolicy, map[string]string{
			"iam:CreateVirtualMFADevice any name": "DDADD", "iam:EnableMFADevice own": "DDADD", "iam:ListMFADevices own": "DDnDD",
			"iam:GetUser own": "DDnDD", "iam:ResyncMFADevice own": "DDADD", "iam:EnableMFADevice another's": "DDADD",
			"iam:DeactivateMFADevice own": "DDnDD", "iam:DeactivateMFADevice another's": "DDnDD", "iam:DeleteVirtualMFADevice another's": "DDADD",
			"iam:ChangePassword own": "DDnDD", "iam:CreateLoginProfile own": "DDnDD", "iam:CreateAccessKey own": "DDnDD", "iam:ListUsers": "DDnDD",
			"s3:ListAllMyBuckets": "DDnDD", "s3:GetObject any": "DDnDD", "sts:AssumeRole any": "DDnDD", "sts:GetSessionToken": "AAAAA",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, explained(Explain(c.document, ExplainOptions{Type: c.kind}))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExplainAnswersWhatIsAsked(t *testing.T) {
	d := published(t, "aws-self-manage")
	for _, c := range []struct {
		name string
		o    ExplainOptions
		want map[string]string
	}{
		{"a user with a path is not covered", ExplainOptions{User: "/dept/carol", Actions: []string{"iam:ListMFADevices"}}, map[string]string{"iam:ListMFADevices own": "nnnnA"}},
		{"a user by name", ExplainOptions{User: "carol", Actions: []string{"iam:ListMFADevices"}}, map[string]string{"iam:ListMFADevices own": "AAAnA"}},
		{"somebody else", ExplainOptions{Actions: []string{"iam:listmfadevices"}, Resource: bob}, map[string]string{"iam:listmfadevices": "nnnnA"}},
		{"two actions", ExplainOptions{Actions: []string{"ec2:RunInstances", "sts:AssumeRole"}}, map[string]string{"ec2:RunInstances": "DDnDA", "sts:AssumeRole any": "DDnDA"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, explained(Explain(d, c.o))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if e := Explain(d, ExplainOptions{Resource: bob}); len(e.Rows) != 15 { // each action once
		t.Errorf("for one resource there are %d rows", len(e.Rows))
	}
}

func TestExplainNamesTheStatement(t *testing.T) {
	d := published(t, "aws-self-manage")
	c := Explain(d, ExplainOptions{Actions: []string{"s3:ListAllMyBuckets"}}).Rows[0].Cells[0]
	if c.Statement == nil || d.NameOf(c.Statement) != "DenyAllExceptListedIfNoMFA" || c.Statement.Where.Line != 89 {
		t.Errorf("the Deny is %+v", c.Statement)
	}
}

func TestExplainNotesWhatTheDocumentDoesNotSay(t *testing.T) {
	aged := document(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*",
		"Condition": {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}}]}`)
	split := document(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*",
		"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}`)
	notes := func(d Document, kind Type, action string) string {
		return strings.Join(Explain(d, ExplainOptions{Type: kind, Actions: []string{action}}).Notes, "\n")
	}
	for _, c := range []struct {
		notes, with string
		there       bool
	}{
		{notes(aged, "", "s3:GetObject"), "longer ago than the policy takes", true},
		{notes(split, "", "s3:GetObject"), "longer ago than the policy takes", false},
		{notes(aged, "", "s3:GetObject"), "never to roles", true},
		{notes(aged, "", "iam:EnableMFADevice"), "AWS itself asks for MFA", true},
		{notes(aged, "", "iam:ListUsers"), "AWS itself asks for MFA", false},
		{notes(aged, "", "sts:GetSessionToken"), "No policy allows or denies", true},
		{notes(aged, "", "iam:ListUsers"), "No policy of users and roles binds root", true},
		{notes(aged, ServiceControlPolicy, "iam:ListUsers"), "not the management account", true},
	} {
		if strings.Contains(c.notes, c.with) != c.there {
			t.Errorf("notes with %q: %v; they are\n%s", c.with, !c.there, c.notes)
		}
	}
	role := Explain(split, ExplainOptions{Actions: []string{"s3:GetObject"}}).Rows[0].Cells[3]
	if role.Outcome != CannotTell || !strings.Contains(strings.Join(role.Open, ""), presentKey) {
		t.Errorf("a role that may or may not have the key is %v, %q", role.Outcome, role.Open)
	}
}

func TestExplainTakesTheAccountAndPartitionOfTheDocument(t *testing.T) {
	d := document(t, `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws-cn:iam::444455556666:user/${aws:username}"}}`)
	a := Explain(d, ExplainOptions{Actions: []string{"iam:GetUser"}}).Rows[0]
	if a.Resource != "arn:aws-cn:iam::444455556666:user/alice" || a.Cells[0].Outcome != Allowed {
		t.Errorf("%s: %v", a.Resource, a.Cells[0].Outcome)
	}
}

func TestExplainableLeavesOutPoliciesOfResources(t *testing.T) {
	trust := `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}}`
	if _, err := Explainable([]byte(trust)); !errors.Is(err, ErrOfResource) {
		t.Errorf("a trust policy: %v", err)
	}
	found, err := Explainable([]byte(`{"a": ` + trust + `, "b": ` + allowAll + `}`))
	if err != nil || len(found) != 1 || found[0].Path != "b" {
		t.Errorf("%+v, %v", found, err)
	}
	var syntax *SyntaxError
	if _, err := Explainable([]byte(`{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}`)); !errors.As(err, &syntax) {
		t.Errorf("a malformed one: %v", err)
	}
}
