package awsfake_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// The refusals of STS, as users quote them.
var (
	invalidCode = refusal{http.StatusForbidden, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "}
	unableMFA   = refusal{http.StatusForbidden, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.  " +
		"Please verify your MFA serial number is valid and associated with this user."}
)

func TestGetSessionTokenIssuesASession(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	device := s.AddVirtualDevice(alice, "alice-phone")
	out, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber:    aws.String(device.SerialNumber),
		TokenCode:       aws.String(s.Code(device.SerialNumber)),
		DurationSeconds: aws.Int32(900),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := keysOfSession(out.Credentials)
	if !regexp.MustCompile(`^ASIA[A-Z0-9]{16}$`).MatchString(got.id) || len(got.secret) != 40 {
		t.Errorf("a key of another form: %s, and a secret of %d letters", got.id, len(got.secret))
	}
	if left := out.Credentials.Expiration.Sub(s.Now()); left < 890*time.Second || left > 900*time.Second {
		t.Errorf("expires in %v, want 15 minutes", left)
	}
	if size := int(aws.ToInt32(out.SessionTokenSize)); size != len(got.token) || size < 300 || size > 500 {
		t.Errorf("the token has %d bytes and says %d, want about 400", len(got.token), size)
	}
	identity, err := stsClient(s, got).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if arn := aws.ToString(identity.Arn); arn != alice.ARN() || aws.ToString(identity.Account) != "111122223333" {
		t.Errorf("the session is that of %s", arn)
	}
}

func TestSessionTokenSizeIsWhatIsSet(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	device := s.AddVirtualDevice(alice, "alice-phone")
	for _, size := range []int{64, 4096} {
		s.SetSessionTokenSize(size)
		session := keysOfSession(sessionFor(t, s, alice, device))
		if len(session.token) != size {
			t.Errorf("%d bytes, want %d", len(session.token), size)
		}
		if err := whoAmI(t.Context(), stsClient(s, session)); err != nil {
			t.Errorf("with %d bytes: %v", size, err)
		}
	}
}

func TestSessionsExpire(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	device := s.AddVirtualDevice(alice, "alice-phone")
	// Within what signatures tolerate, so that only the session is out of its time.
	s.SetClockOffset(-14 * time.Minute)
	out, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(device.SerialNumber), TokenCode: aws.String(s.Code(device.SerialNumber)), DurationSeconds: aws.Int32(900),
	})
	if err != nil {
		t.Fatal(err)
	}
	session := keysOfSession(out.Credentials)
	if err := whoAmI(t.Context(), stsClient(s, session)); err != nil {
		t.Errorf("while it lasts: %v", err)
	}
	s.SetClockOffset(2 * time.Minute)
	want := refusal{http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"}
	if diff := cmp.Diff(want, refusalIn(t, whoAmI(t.Context(), stsClient(s, session)))); diff != "" {
		t.Errorf("after its time (-want +got):\n%s", diff)
	}
}

func TestParametersAreValidated(t *testing.T) {
	s := started(t)
	client := stsClient(s, keysOf(s.NewUser("alice")))
	const serial = "arn:aws:iam::111122223333:mfa/alice-phone"
	for name, tc := range map[string]struct {
		in   sts.GetSessionTokenInput
		want string
	}{
		"code too short": {
			sts.GetSessionTokenInput{SerialNumber: aws.String(serial), TokenCode: aws.String("12345")},
			"1 validation error detected: Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
		},
		"code too long": {
			sts.GetSessionTokenInput{SerialNumber: aws.String(serial), TokenCode: aws.String("1234567")},
			"1 validation error detected: Value '1234567' at 'tokenCode' failed to satisfy constraint: Member must have length less than or equal to 6",
		},
		"code of letters": {
			sts.GetSessionTokenInput{SerialNumber: aws.String(serial), TokenCode: aws.String("abcdef")},
			`1 validation error detected: Value 'abcdef' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]*`,
		},
		"duration too short": {
			sts.GetSessionTokenInput{DurationSeconds: aws.Int32(20)},
			"1 validation error detected: Value '20' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
		},
		"duration too long": {
			sts.GetSessionTokenInput{DurationSeconds: aws.Int32(129601)},
			"1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600",
		},
		"serial number too short, and a bad duration": {
			sts.GetSessionTokenInput{SerialNumber: aws.String("GAHT1"), TokenCode: aws.String("123456"), DurationSeconds: aws.Int32(1)},
			"2 validation errors detected: Value 'GAHT1' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9; " +
				"Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
		},
		"serial number with a space": {
			sts.GetSessionTokenInput{SerialNumber: aws.String("GAHT 2345678"), TokenCode: aws.String("123456")},
			`1 validation error detected: Value 'GAHT 2345678' at 'serialNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=/:,.@-]*`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.GetSessionToken(t.Context(), &tc.in)
			want := refusal{http.StatusBadRequest, "ValidationError", tc.want}
			if diff := cmp.Diff(want, refusalIn(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionCredentialsGetNoSession(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	device := s.AddVirtualDevice(alice, "alice-phone")
	session := keysOfSession(sessionFor(t, s, alice, device))
	_, err := stsClient(s, session).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(device.SerialNumber), TokenCode: aws.String(s.Code(device.SerialNumber)),
	})
	want := refusal{http.StatusForbidden, "AccessDenied", "Cannot call GetSessionToken with session credentials"}
	if diff := cmp.Diff(want, refusalIn(t, err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSessionsWithoutMFAAreGoodForLittle(t *testing.T) {
	s := started(t)
	out, err := stsClient(s, keysOf(s.NewUser("alice"))).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	if err != nil {
		t.Fatal(err)
	}
	session := keysOfSession(out.Credentials)
	if err := whoAmI(t.Context(), stsClient(s, session)); err != nil {
		t.Errorf("GetCallerIdentity: %v", err)
	}
	_, err = iamClient(s, session).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
	want := refusal{http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid."}
	if diff := cmp.Diff(want, refusalIn(t, err)); diff != "" {
		t.Errorf("IAM (-want +got):\n%s", diff)
	}
	_, err = stsClient(s, session).AssumeRole(t.Context(), assume("arn:aws:iam::111122223333:role/admin"))
	if got := refusalIn(t, err); got.Code != "AccessDenied" {
		t.Errorf("AssumeRole: %+v", got)
	}
}

func TestRegionSaysWhichPartitionIsMeant(t *testing.T) {
	for partition, region := range map[string]string{
		"aws": "eu-west-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1",
		"aws-iso": "us-iso-east-1", "aws-iso-b": "us-isob-east-1",
	} {
		t.Run(partition, func(t *testing.T) {
			s := started(t)
			u := awsfake.User{Partition: partition, Name: "alice", AccessKeyID: "AKIAEXAMPLEALICE2222", SecretAccessKey: "secretEXAMPLE"}
			s.AddUser(u)
			there := func(o *sts.Options) { o.Region = region }
			if err := whoAmI(t.Context(), stsClient(s, keysOf(u), there)); err != nil {
				t.Error(err)
			}
		})
	}
}
