package policy

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

const denyWithout = `{"Version": "2012-10-17", "Statement": [{"Sid": "D", "Effect": "Deny", "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice",
	"iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
	"Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}`

// inString is a document as a string of JSON.
func inString(document string) string { return jsonString(document) }

func TestLintFindsPoliciesWhereTheyAreKept(t *testing.T) {
	const notIfExists, hitsRoles = "deny-bool-not-ifexists", "scp-hits-roles"
	for _, c := range []struct {
		name, input string
		documents   int
		found, not  string
	}{
		{"the document", denyWithout, 1, notIfExists, hitsRoles},
		{"get-policy-version", `{"PolicyVersion": {"Document": ` + denyWithout + `, "VersionId": "v3", "IsDefaultVersion": true}}`, 1, notIfExists, ""},
		{"an answer is judged though it does not speak of MFA", `{"UserName": "a", "PolicyDocument": ` + allowAll + `}`, 1, "no-enforcing-deny", ""},
		{"another document is not", `{"x": ` + allowAll + `}`, 1, "", "no-enforcing-deny"},
		{"a version that is not in effect", `{"PolicyVersionList": [{"Document": ` + denyWithout + `, "IsDefaultVersion": false}, {"Document": ` + allowAll + `, "IsDefaultVersion": true}]}`, 1, "", notIfExists},
		{"as the API sends it", `{"PolicyDocument": "` + url.PathEscape(denyWithout) + `"}`, 1, notIfExists, ""},
		{"percent signs alone", url.PathEscape(denyWithout), 1, notIfExists, ""},
		{"describe-policy", `{"Policy": {"PolicySummary": {"Type": "SERVICE_CONTROL_POLICY"}, "Content": ` + inString(denyWithout) + `}}`, 1, hitsRoles, ""},
		{"Terraform", `{"values": {"root_module": {"resources": [
			{"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "values": {"policy": ` + inString(denyWithout) + `}},
			{"address": "data.x", "mode": "data", "type": "aws_iam_policy_document", "values": {"json": ` + inString(allowAll) + `}}]}}}`, 1, notIfExists, hitsRoles},
		{"Terraform, an organization", `{"values": {"root_module": {"resources": [
			{"address": "aws_organizations_policy.p", "type": "aws_organizations_policy", "values": {"content": ` + inString(denyWithout) + `}}]}}}`, 1, hitsRoles, "user-path-uncovered"},
		{"a plan is what will be", `{"planned_values": {"p": ` + inString(allowAll) + `}, "prior_state": {"p": ` + inString(denyWithout) + `}}`, 1, "", notIfExists},
		{"CloudFormation, an organization", `{"Resources": {"P": {"Type": "AWS::Organizations::Policy", "Properties": {"Type": "SERVICE_CONTROL_POLICY", "Content": ` + denyWithout + `}}}}`, 1, hitsRoles, ""},
		{"a string in Fn::Sub", `{"P": {"Fn::Sub": ` + inString(strings.ReplaceAll(denyWithout, `"*"`, `"arn:${AWS::Partition}:iam::${AWS::AccountId}:user/${!aws:username}"`)) + `}}`, 1, "deny-resource-narrow", "variable-escape-leaked"},
		{"a web application firewall", `{"Rules": [{"Statement": {"ManagedRuleGroupStatement": {"Name": "x"}}}], "P": ` + denyWithout + `}`, 1, notIfExists, malformedID},
		{"the policy of a bucket", `{"a": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}, "b": ` + denyWithout + `}`, 1, notIfExists, "principal-in-identity-policy"},
		{"one of two enforces", `{"a": ` + denyWithout + `, "b": {"Statement": {"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "*"}}}`, 2, "own-device-scope", "no-enforcing-deny"},
		{"a broken one in a string", `{"p": "{\"Statement\" oops"}`, 1, malformedID, ""},
		{"a name that stands twice around it", `{"a": 1, "a": 2, "b": ` + denyWithout + `}`, 1, malformedID, ""},
		{"a condition that a template decides", strings.ReplaceAll(denyWithout, `{"Bool": {"aws:MultiFactorAuthPresent": "false"}}`, `{"Fn::If": ["x", {}, {}]}`), 1, "", malformedID},
		{"a statement that a template decides", strings.ReplaceAll(denyWithout, `[{"Sid"`, `[{"Fn::If": ["x", {}, {}]}, {"Sid"`), 1, notIfExists, malformedID},
		{"no policy", `{"a": [1, 2]}`, 1, malformedID, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := LintJSON([]byte(c.input), LintOptions{})
			got := rulesOf(r.Findings)
			if r.Documents != c.documents || c.found != "" && !slices.Contains(got, c.found) || c.not != "" && slices.Contains(got, c.not) {
				t.Errorf("%d documents, found %q; want %d, with %s, without %s", r.Documents, got, c.documents, c.found, c.not)
			}
		})
	}
}

func TestTemplatesAreForThePartitionThatIsAsked(t *testing.T) {
	template := `{"P": {"Statement": [{"Effect": "Allow", "Action": "iam:ListMFADevices", "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::*:user/${aws:username}"]]}}]}}`
	for _, partition := range []string{"", "aws-cn"} {
		got := rulesOf(LintJSON([]byte(template), LintOptions{Partition: partition}).Findings)
		if slices.Contains(got, "partition-mismatch") || !slices.Contains(got, "version-no-variables") {
			t.Errorf("%q: found %q", partition, got)
		}
	}
}

func TestAFindingNamesThePolicyInAFile(t *testing.T) {
	input := `{"values": {"root_module": {"resources": [{"address": "aws_iam_policy.p", "values": {"policy": ` + inString(denyWithout) + `}}]}}}`
	for _, f := range LintJSON([]byte(input), LintOptions{}).Findings {
		if !strings.HasSuffix(f.Message, " (policy of aws_iam_policy.p.values.policy)") {
			t.Errorf("%s: %s", f.Rule, f.Message)
		}
	}
}

// TestStatementsMakeGoodForEachOther: a document is judged by what it does.
func TestStatementsMakeGoodForEachOther(t *testing.T) {
	deny := func(condition string) string {
		return strings.ReplaceAll(denyWithout, `{"Bool": {"aws:MultiFactorAuthPresent": "false"}}`, condition)
	}
	and := func(a, b string) string {
		i, j := strings.Index(b, "[")+1, strings.LastIndex(b, "]")
		return strings.Replace(a, `"Statement": [`, `"Statement": [`+strings.Replace(b[i:j], `"Sid": "D"`, `"Sid": "E"`, 1)+",", 1)
	}
	key := deny(`{"Null": {"aws:MultiFactorAuthPresent": "true"}}`)
	both := deny(`{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}`)
	office := deny(`{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}`)
	enrolling := `{"Statement": [{"Effect": "Deny", "Action": "iam:*MFADevice", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}`
	exempting := strings.Replace(both, `"NotAction": [`, `"NotAction": ["iam:DeactivateMFADevice",`, 1)
	for _, c := range []struct {
		name, input string
		found, not  string
	}{
		{"keys and sessions", and(denyWithout, key), "", "deny-bool-not-ifexists"},
		{"keys and sessions", and(denyWithout, key), "", "deny-null"},
		{"the office and everywhere", and(both, office), "", "deny-extra-condition"},
		{"the office only", office, "deny-extra-condition", ""},
		{"a second Deny takes the exemption back", and(both, enrolling), "exempt-missing-enrolment", ""},
		{"a second Deny takes a bad exemption back", and(exempting, enrolling), "", "exempt-deactivate"},
		{"a Deny for keys alone does not", and(exempting, strings.ReplaceAll(enrolling, "BoolIfExists", "Bool")), "exempt-deactivate", ""},
		{"a condition that never holds", deny(`{"Bool": {"aws:MultiFactorAuthPresent": "no"}}`), "no-enforcing-deny", ""},
		{"an operator that there is not", deny(`{"BoolIfExist": {"aws:MultiFactorAuthPresent": "false"}}`), malformedID, ""},
		{"an element that there is not", strings.Replace(denyWithout, `"Condition"`, `"Conditions"`, 1), malformedID, ""},
		{"a wildcard that stands for nothing else", strings.Replace(both, "iam:ListMFADevices", "iam:ListMFADevice*", 1), "", "exempt-wildcard"},
		{"the number of the account", strings.ReplaceAll(and(both, strings.Replace(enrolling, `"Resource": "*"`, `"NotResource": "arn:aws:iam::123456789012:user/${aws:username}"`, 1)), `"x"`, ""), "user-path-uncovered", "enrol-for-others"},
		{"a variable that is never closed", `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username"}]}`, "unknown-variable", ""},
		{"an Allow that a Deny stops", and(both, `{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}]}`), "", "allow-boolifexists-true"},
		{"a name that ends alike", `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "arn:aws:iam::*:user/*${aws:username}"}]}`, "own-device-scope", ""},
		{"an administrator", and(both, allowAll[:strings.Index(allowAll, `{"Effect"`)]+`[{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`), "", "own-device-scope"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rulesOf(LintJSON([]byte(c.input), LintOptions{}).Findings)
			if c.found != "" && !slices.Contains(got, c.found) || c.not != "" && slices.Contains(got, c.not) {
				t.Errorf("found %q; want %s, not %s, in\n%s", got, c.found, c.not, c.input)
			}
		})
	}
}
