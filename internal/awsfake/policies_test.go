package awsfake_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mfa-session/mfa-session/internal/awsfake"
	"github.com/mfa-session/mfa-session/internal/policy"
)

const allowAll = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`

// denyOnly is the policy that enforces MFA and grants nothing.
func denyOnly(t *testing.T) string {
	t.Helper()
	text, err := policy.Render(policy.JSON, policy.RenderOptions{BuildOptions: policy.BuildOptions{Profile: policy.DenyOnly}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// attempt makes a call as somebody and says what came of it: "done", or the code of the refusal with its reason.
func attempt(t *testing.T, call func(context.Context) error) string {
	t.Helper()
	err := call(t.Context())
	if err == nil {
		return "done"
	}
	r := refusalIn(t, err)
	for _, why := range []string{"explicit deny", "no identity-based policy allows"} {
		if strings.Contains(r.Message, why) {
			return r.Code + ", " + why
		}
	}
	return r.Code
}

func TestPoliciesDecideWhatAUserMayDo(t *testing.T) {
	s := started(t)
	alice, bob := s.NewUser("alice"), s.NewUser("bob")
	phone := s.AddVirtualDevice(alice, "phone")
	session := keysOfSession(sessionFor(t, s, alice, phone))
	without, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	if err != nil {
		t.Fatal(err)
	}
	const denied, notAllowed = "AccessDenied, explicit deny", "AccessDenied, no identity-based policy allows"
	for _, c := range []struct {
		name              string
		who               keys
		own, others, role string // what comes of listing devices, and of a role
		policies          []string
	}{
		{"no policy", keysOf(alice), "done", notAllowed, "AccessDenied", nil},
		{"deny, key alone", keysOf(alice), "done", denied, denied, []string{denyOnly(t), allowAll}},
		{"deny, with MFA", session, "done", "done", "done", []string{denyOnly(t), allowAll}},
		{"deny, without MFA", keysOfSession(without.Credentials), "InvalidClientTokenId", "InvalidClientTokenId", denied, []string{denyOnly(t), allowAll}},
		{"deny alone, with MFA", session, notAllowed, notAllowed, notAllowed, []string{denyOnly(t)}},
		{"allowed, key alone", keysOf(alice), "done", "done", "AccessDenied", []string{allowAll}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.SetPolicies(alice, c.policies...)
			list := func(name *string) func(context.Context) error {
				return func(ctx context.Context) error {
					_, err := iamClient(s, c.who).ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: name})
					return err
				}
			}
			role := func(ctx context.Context) error {
				_, err := stsClient(s, c.who).AssumeRole(ctx, assume("arn:aws:iam::111122223333:role/admin"))
				return err
			}
			for what, got := range map[string][2]string{
				"own devices":   {c.own, attempt(t, list(nil))},
				"another's":     {c.others, attempt(t, list(aws.String(bob.Name)))},
				"assume a role": {c.role, attempt(t, role)},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: %s, want %s", what, got[1], got[0])
				}
			}
		})
	}
}

// administered is a server with an administrator's client.
func administered(t *testing.T) (*awsfake.Server, *iam.Client) {
	t.Helper()
	s := started(t)
	admin := s.NewUser("admin")
	s.SetPolicies(admin, allowAll)
	return s, iamClient(s, keysOf(admin))
}

func TestGroupsBringTheirPoliciesToTheirMembers(t *testing.T) {
	s, admin := administered(t)
	alice := s.NewUser("alice")
	made, err := admin.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("P"), PolicyDocument: aws.String(denyOnly(t))})
	if err != nil {
		t.Fatal(err)
	}
	name, arn := aws.String("people"), made.Policy.Arn
	for what, call := range []func() error{
		func() error {
			_, err := admin.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: name})
			return err
		},
		func() error {
			_, err := admin.AttachGroupPolicy(t.Context(), &iam.AttachGroupPolicyInput{GroupName: name, PolicyArn: arn})
			return err
		},
		func() error {
			_, err := admin.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{GroupName: name, UserName: aws.String("alice")})
			return err
		},
	} {
		if err := call(); err != nil {
			t.Fatalf("%d: %v", what, err)
		}
	}
	group, err := admin.GetGroup(t.Context(), &iam.GetGroupInput{GroupName: name})
	if err != nil || len(group.Users) != 1 || aws.ToString(group.Users[0].UserName) != "alice" {
		t.Errorf("%v, members %+v", err, group)
	}
	_, err = iamClient(s, keysOf(alice)).GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	if got := attempt(t, func(context.Context) error { return err }); got != "AccessDenied, explicit deny" {
		t.Errorf("as a member: %s", got)
	}
}

func TestRefusalsOfManagedPoliciesAndGroups(t *testing.T) {
	s, admin := administered(t)
	alice := iamClient(s, keysOf(s.NewUser("alice")))
	text, name := aws.String(allowAll), aws.String("P")
	made, err := admin.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: name, PolicyDocument: text})
	if err != nil {
		t.Fatal(err)
	}
	arn, missing := made.Policy.Arn, aws.String("arn:aws:iam::111122223333:policy/none")
	version := func(ctx context.Context) error {
		_, err := admin.CreatePolicyVersion(ctx, &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: text})
		return err
	}
	for range 4 {
		if err := version(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for what, c := range map[string]struct {
		call func(context.Context) error
		want string
	}{
		"who has no policy": {func(ctx context.Context) error {
			_, err := alice.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("Q"), PolicyDocument: text})
			return err
		}, "AccessDenied, no identity-based policy allows"},
		"a policy twice": {func(ctx context.Context) error {
			_, err := admin.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: name, PolicyDocument: text})
			return err
		}, "EntityAlreadyExists"},
		"no policy": {func(ctx context.Context) error {
			_, err := admin.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("Q"), PolicyDocument: aws.String("{")})
			return err
		}, "MalformedPolicyDocument"},
		"a policy that is too long": {func(ctx context.Context) error {
			long := strings.Replace(allowAll, `"*"`, `"s3:`+strings.Repeat("x", 6200)+`"`, 1)
			_, err := admin.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("Q"), PolicyDocument: aws.String(long)})
			return err
		}, "LimitExceeded"},
		"a sixth version": {version, "LimitExceeded"},
		"the default version": {func(ctx context.Context) error {
			_, err := admin.DeletePolicyVersion(ctx, &iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v1")})
			return err
		}, "DeleteConflict"},
		"no such policy": {func(ctx context.Context) error {
			_, err := admin.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: missing})
			return err
		}, "NoSuchEntity"},
		"no such group": {func(ctx context.Context) error {
			_, err := admin.GetGroup(ctx, &iam.GetGroupInput{GroupName: name})
			return err
		}, "NoSuchEntity"},
		"no such name": {func(ctx context.Context) error {
			_, err := admin.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: aws.String("a b")})
			return err
		}, "ValidationError"},
	} {
		if got := attempt(t, c.call); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
}

// A key enrols the first device of its user; of a user who has one AWS refuses it, whatever the policies say.
func TestAKeyAloneEnrolsTheFirstDeviceOnly(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	s.SetPolicies(alice, allowAll)
	client := iamClient(s, keysOf(alice))
	create := func(name string) string {
		made, err := client.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String(name), Path: aws.String("/alice/")})
		if err != nil {
			t.Fatal(err)
		}
		return aws.ToString(made.VirtualMFADevice.SerialNumber)
	}
	enable := func(serial string, first, second int) string {
		return attempt(t, func(ctx context.Context) error {
			_, err := client.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
				UserName: aws.String("alice"), SerialNumber: aws.String(serial),
				AuthenticationCode1: aws.String(s.CodeAt(serial, first)), AuthenticationCode2: aws.String(s.CodeAt(serial, second)),
			})
			return err
		})
	}
	phone, tablet := create("phone"), create("tablet")
	for i, c := range []struct{ got, want string }{
		{enable(phone, 0, 0), "InvalidAuthenticationCode"},
		{enable(phone, 1, 0), "InvalidAuthenticationCode"},
		{enable(phone, -1, 0), "done"},
		{enable(phone, -1, 0), "AccessDenied"},
		{enable(tablet, -1, 0), "AccessDenied"},
	} {
		if c.got != c.want {
			t.Errorf("%d: %s, want %s", i, c.got, c.want)
		}
	}
	if session := sessionFor(t, s, alice, awsfake.Device{SerialNumber: phone}); session == nil {
		t.Error("no session with the device")
	}
}
