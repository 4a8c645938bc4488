package awsfake_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"
)

const adminRole = "arn:aws:iam::444455556666:role/team/admin"

func TestSessionWithMFAAssumesARoleThatHasNone(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	session := keysOfSession(sessionFor(t, s, alice, s.AddVirtualDevice(alice, "alice-phone")))
	out, err := stsClient(s, session).AssumeRole(t.Context(), assume(adminRole))
	if err != nil {
		t.Fatal(err)
	}
	const want = "arn:aws:sts::444455556666:assumed-role/admin/test"
	if got := aws.ToString(out.AssumedRoleUser.Arn); got != want {
		t.Errorf("the role is %s, want %s", got, want)
	}
	assumed := stsClient(s, keysOfSession(out.Credentials))
	identity, err := assumed.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(identity.Arn); got != want {
		t.Errorf("the caller is %s, want %s", got, want)
	}
	_, err = assumed.AssumeRole(t.Context(), assume(adminRole))
	if got := refusalIn(t, err); got.Code != "AccessDenied" {
		t.Errorf("a second role: %+v", got)
	}
}

func TestLongTermKeyAssumesARoleWithACode(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	in := assume(adminRole)
	in.SerialNumber, in.TokenCode = aws.String(serial), aws.String(s.Code(serial))
	if _, err := stsClient(s, keysOf(alice)).AssumeRole(t.Context(), in); err != nil {
		t.Error(err)
	}
	_, err := stsClient(s, keysOf(alice)).AssumeRole(t.Context(), in)
	if diff := cmp.Diff(invalidCode, refusalIn(t, err)); diff != "" {
		t.Errorf("the same code again (-want +got):\n%s", diff)
	}
}

func TestRefusalsOfAssumeRole(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	for name, tc := range map[string]struct {
		role string
		want refusal
	}{
		"a long-term key alone": {adminRole, refusal{
			http.StatusForbidden, "AccessDenied",
			"User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: " + adminRole,
		}},
		"the ARN of a user": {"arn:aws:iam::444455556666:user/bob", refusal{
			http.StatusBadRequest, "ValidationError", "arn:aws:iam::444455556666:user/bob is invalid",
		}},
		"no ARN": {"admin", refusal{
			http.StatusBadRequest, "ValidationError",
			"1 validation error detected: Value 'admin' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stsClient(s, keysOf(alice)).AssumeRole(t.Context(), assume(tc.role))
			if diff := cmp.Diff(tc.want, refusalIn(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func assume(role string) *sts.AssumeRoleInput {
	return &sts.AssumeRoleInput{RoleArn: aws.String(role), RoleSessionName: aws.String("test")}
}
