package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	asked    = "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListMFADevices on resource: user alice"
	byRole   = "User: arn:aws:sts::111122223333:assumed-role/app/i-0123 is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\""
	enforced = "arn:aws:iam::111122223333:policy/EnforceMFA"
)

func TestReadRefusalReadsAllForms(t *testing.T) {
	of := func(kind Source, explicit bool, more ...string) Refusal {
		r := Refusal{Caller: alice, Action: "iam:ListMFADevices", Resource: "user alice", Kind: kind, Explicit: explicit}
		if len(more) > 0 {
			r.Policy = more[0]
		}
		if len(more) > 1 {
			r.Authorization = more[1]
		}
		return r
	}
	for _, c := range []struct {
		name, text string
		want       Refusal
	}{
		{"older, without a reason", asked, of("", false)},
		{"older, explicit", asked + " with an explicit deny", of("", true)},
		{"identity", asked + " with an explicit deny in an identity-based policy", of(IdentityKind, true)},
		{"SCP", asked + " with an explicit deny in a service control policy", of(ServiceControlKind, true)},
		{"RCP", asked + " with an explicit deny in a resource control policy", of(ResourceControlKind, true)},
		{"boundary", asked + " with an explicit deny in a permissions boundary", of(BoundaryKind, true)},
		{"resource", asked + " with an explicit deny in a resource-based policy", of(ResourceKind, true)},
		{"session", asked + " with an explicit deny in a session policy", of(SessionKind, true)},
		{"endpoint", asked + " with an explicit deny in a VPC endpoint policy", of(EndpointKind, true)},
		{"no identity", asked + " because no identity-based policy allows the iam:ListMFADevices action", of(IdentityKind, false)},
		{"no SCP", asked + " because no service control policy allows the iam:ListMFADevices action", of(ServiceControlKind, false)},
		{"no RCP", asked + " because no resource control policy allows the iam:ListMFADevices action", of(ResourceControlKind, false)},
		{"no boundary", asked + " because no permissions boundary allows the iam:ListMFADevices action", of(BoundaryKind, false)},
		{"no resource", asked + " because no resource-based policy allows the iam:ListMFADevices action", of(ResourceKind, false)},
		{"no session", asked + " because no session policy allows the iam:ListMFADevices action", of(SessionKind, false)},
		{"no endpoint", asked + " because no VPC endpoint policy allows the iam:ListMFADevices action", of(EndpointKind, false)},
		{"the policy's ARN", asked + " with an explicit deny in an identity-based policy: " + enforced, of(IdentityKind, true, enforced)},
		{
			"the id of 2026",
			asked + " with an explicit deny in an identity-based policy: " + enforced + ". Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/abc-123 for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: abc-123",
			of(IdentityKind, true, enforced, "abc-123"),
		},
		{
			"the id without an ARN",
			asked + " because no identity-based policy allows the iam:ListMFADevices action. Go to https://x for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: abc-123.",
			of(IdentityKind, false, "", "abc-123"),
		},
		{
			"botocore", "\nAn error occurred (AccessDenied) when calling the ListMFADevices operation: " + asked + " with an explicit deny in an identity-based policy\n",
			of(IdentityKind, true),
		},
		{
			"the Go SDK",
			"operation error IAM: ListMFADevices, https response error StatusCode: 403, RequestID: 1-2-3, api error AccessDenied: " + asked + " with an explicit deny in an identity-based policy",
			of(IdentityKind, true),
		},
		{
			"Java", "com.amazonaws.services.identitymanagement.model.AmazonIdentityManagementException: " + asked + " (Service: AmazonIdentityManagement; Status Code: 403; Error Code: AccessDenied)",
			of("", false),
		},
		{"XML", "<Error><Code>AccessDenied</Code><Message>" + asked + "</Message></Error>", of("", false)},
		{"JSON", `{"__type":"AccessDeniedException","Message":"` + asked + ` with an explicit deny in a service control policy"}`, of(ServiceControlKind, true)},
		{
			"Terraform", "╷\n│ Error: reading IAM User: operation error IAM: GetUser, api error AccessDenied:\n│ " + strings.ReplaceAll(asked, " on ", "\n│ on ") + " with an explicit deny in\n│ an identity-based policy\n│\n╵",
			of(IdentityKind, true),
		},
		{
			"no resource", "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action",
			Refusal{Caller: alice, Action: "ec2:DescribeInstances", Kind: IdentityKind},
		},
		{
			"EC2", "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/alice is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:111122223333:instance/* with an explicit deny in an identity-based policy. Encoded authorization failure message: AbC",
			Refusal{Caller: alice, Action: "ec2:RunInstances", Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*", Kind: IdentityKind, Explicit: true},
		},
		{
			"a role and S3", byRole + " because no identity-based policy allows the s3:GetObject action",
			Refusal{Caller: "arn:aws:sts::111122223333:assumed-role/app/i-0123", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Kind: IdentityKind},
		},
		{
			"AssumeRole", "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/admin",
			Refusal{Caller: alice, Action: "sts:AssumeRole", Resource: "arn:aws:iam::444455556666:role/admin"},
		},
		{"AWS's own rule", "An error occurred (AccessDenied) when calling the DeactivateMFADevice operation: To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.", Refusal{Rule: OwnDeviceRule}},
		{"session keys", "Cannot call GetSessionToken with session credentials", Refusal{Rule: SessionRule}},
		{"a code", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", Refusal{Rule: CodeRule}},
		{"a serial number", "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.", Refusal{Rule: SerialRule}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := ReadRefusal(c.text)
			if diff := cmp.Diff(c.want, got); !ok || diff != "" {
				t.Errorf("%v (-want +got):\n%s", ok, diff)
			}
		})
	}
}

func TestReadRefusalReadsNothingElse(t *testing.T) {
	for _, text := range []string{
		"", "AccessDenied", "Access Denied", "is not authorized to perform: ", " is not authorized to perform: iam:GetUser", "arn: is not authorized to perform",
		"User: bob is not authorized to perform: iam:GetUser", "User: arn:aws:iam::1:user/alice is not authorized to perform: everything",
		"Unable to locate credentials", "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied",
	} {
		if r, ok := ReadRefusal(text); ok {
			t.Errorf("%q is %+v", text, r)
		}
	}
}

func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		name, text string
		says       []string
		not        string
	}{
		{
			"a Deny", asked + " with an explicit deny in an identity-based policy: " + enforced,
			[]string{"The user alice of account 111122223333 was refused iam:ListMFADevices on user alice: an identity-based policy, " + enforced + ", denies it.", loadSession, "an administrator of the account"},
			"",
		},
		{"an SCP", asked + " with an explicit deny in a service control policy", []string{": a service control policy denies it.", loadSession, "whoever manages the organization"}, ""},
		{"no Allow", asked + " because no identity-based policy allows the iam:ListMFADevices action", []string{": no identity-based policy allows it. An administrator of the account has to allow it", loadSession}, ""},
		{"a session policy", asked + " because no session policy allows the iam:ListMFADevices action", []string{"get one without, or with iam:ListMFADevices allowed"}, loadSession},
		{"a bucket policy", asked + " with an explicit deny in a resource-based policy", []string{"the owner of the resource"}, ""},
		{"an endpoint", asked + " because no VPC endpoint policy allows the iam:ListMFADevices action", []string{"Whoever runs the network"}, ""},
		{"a role", byRole + " with an explicit deny in an identity-based policy", []string{"The role app of account 111122223333 (session i-0123) was refused s3:GetObject on arn:aws:s3:::b/k", "should not bind roles"}, loadSession},
		{"a role without Allow", byRole + " because no identity-based policy allows the s3:GetObject action", []string{"has to allow it."}, loadSession},
		{
			"a device's name", "User: arn:aws:iam::111122223333:user/dept/alice is not authorized to perform: iam:CreateVirtualMFADevice on resource: arn:aws:iam::111122223333:mfa/phone because no identity-based policy allows the iam:CreateVirtualMFADevice action",
			[]string{"give it the name alice"},
			loadSession,
		},
		{"without a reason", asked, []string{"; AWS does not say by which policy.", loadSession}, ""},
		{"root", strings.Replace(asked, "user/alice", "root", 1) + " with an explicit deny in a service control policy", []string{"The root user of account 111122223333"}, ""},
		{"AWS's own rule", "authenticated with an MFA device that is enabled for this user", []string{"a rule of AWS's own", loadSession}, ""},
		{"session keys", "Cannot call GetSessionToken with session credentials", []string{"mfa-session unset"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, ok := ReadRefusal(c.text)
			advice := r.Advice()
			if !ok || c.not != "" && strings.Contains(advice, c.not) {
				t.Errorf("%v: %s", ok, advice)
			}
			for _, says := range c.says {
				if !strings.Contains(advice, says) {
					t.Errorf("it does not say %q: %s", says, advice)
				}
			}
		})
	}
}

func TestARefusalIsFoundInAPolicy(t *testing.T) {
	always := document(t, `{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:List*", "Resource": "*"}}`)
	open := document(t, `{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "x"}}}}`)
	for _, c := range []struct {
		name, text string
		d          Document
		want       string
	}{
		{"without MFA", strings.Replace(asked, "ListMFADevices", "ListAccessKeys", 1), published(t, "aws-self-manage"), "In p it is the statement DenyAllExceptListedIfNoMFA in line 89; it denies this without MFA only, so a session gets past it: " + loadSession + "."},
		{"always", asked, always, "In p it is the statement #1 in line 1, with MFA too."},
		{"allowed", asked, published(t, "aws-self-manage"), "p allows it (the statement AllowManageOwnUserMFA in line 77): another policy refused it."},
		{"neither", byRole, always, "p neither denies nor allows it."},
		{"a role", byRole, published(t, "block-all"), "In p it is the statement BlockAllAccessUnlessSignedInWithMFA in line 4."},
		{"what is not known", asked, open, "What p says of it depends on the key aws:RequestedRegion."},
		{"a rule of AWS", "invalid MFA one time pass code", always, "p has nothing to do with it."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, ok := ReadRefusal(c.text)
			if got := r.In(c.d, IdentityPolicy, "p"); !ok || got != c.want {
				t.Errorf("%v: %s", ok, got)
			}
		})
	}
}

func FuzzReadRefusal(f *testing.F) {
	for _, text := range []string{asked + " with an explicit deny in an identity-based policy: " + enforced, byRole, "│ " + asked + "\n because no session policy", "User: arn::::: is not authorized to perform: :"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := ReadRefusal(text)
		if ok && (r.Rule == NoRule) == (r.Caller == "" || r.Action == "") {
			t.Errorf("%+v", r)
		}
		if ok && r.Advice() == "" {
			t.Error("no advice")
		}
	})
}
