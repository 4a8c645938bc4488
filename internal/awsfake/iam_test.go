package awsfake_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// serialsOf lists with the paginator of the SDK, as clients should.
func serialsOf(t *testing.T, c *iam.Client, in *iam.ListMFADevicesInput) ([]string, refusal) {
	t.Helper()
	var serials []string
	pages := iam.NewListMFADevicesPaginator(c, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			return serials, refusalIn(t, err)
		}
		for _, d := range page.MFADevices {
			serials = append(serials, aws.ToString(d.SerialNumber))
		}
	}
	return serials, refusal{}
}

func TestListMFADevicesHasAllKindsOfTheCaller(t *testing.T) {
	s := started(t)
	alice, bob := s.NewUser("alice"), s.NewUser("bob")
	phone := s.AddVirtualDevice(alice, "alice-phone")
	s.AddVirtualDevice(bob, "bob-phone")
	fob := s.AddHardwareDevice(alice, "GAHT12345678")
	key := s.AddSecurityKey(alice, "alice-key")
	if !strings.HasPrefix(key.SerialNumber, "arn:aws:iam::111122223333:u2f/user/alice/alice-key-") || key.Seed != "" {
		t.Errorf("the security key is %s", key.SerialNumber)
	}
	want := []string{phone.SerialNumber, fob.SerialNumber, key.SerialNumber}

	for name, in := range map[string]*iam.ListMFADevicesInput{
		"without a name": {},
		"by name":        {UserName: aws.String("alice")},
		"in pages":       {MaxItems: aws.Int32(1)},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := serialsOf(t, iamClient(s, keysOf(alice)), in)
			if refused != (refusal{}) {
				t.Fatalf("refused: %+v", refused)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("as a session with MFA", func(t *testing.T) {
		session := keysOfSession(sessionFor(t, s, alice, phone))
		got, _ := serialsOf(t, iamClient(s, session), &iam.ListMFADevicesInput{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("after one was removed", func(t *testing.T) {
		s.RemoveDevice(phone.SerialNumber)
		got, _ := serialsOf(t, iamClient(s, keysOf(alice)), &iam.ListMFADevicesInput{})
		if diff := cmp.Diff(want[1:], got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestListMFADevicesShowsOwnerAndDate(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	enabled := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	device := s.AddDevice(alice, awsfake.Device{SerialNumber: "GAHT12345678", Seed: "JBSWY3DPEHPK3PXP", EnabledAt: enabled})
	out, err := iamClient(s, keysOf(alice)).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
	if err != nil {
		t.Fatal(err)
	}
	got := out.MFADevices[0]
	if aws.ToString(got.UserName) != "alice" || aws.ToString(got.SerialNumber) != device.SerialNumber || !got.EnableDate.Equal(enabled) {
		t.Errorf("got %s of %s since %v", aws.ToString(got.SerialNumber), aws.ToString(got.UserName), got.EnableDate)
	}
}

func TestPageSizeOfTheServerBindsTheClient(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		s.AddVirtualDevice(alice, name)
	}
	s.SetPageSize(2)
	got, refused := serialsOf(t, iamClient(s, keysOf(alice)), &iam.ListMFADevicesInput{})
	if refused != (refusal{}) || len(got) != 5 {
		t.Errorf("%d devices, %+v", len(got), refused)
	}
	if calls := s.Calls("ListMFADevices"); calls != 3 {
		t.Errorf("%d calls, want 3 pages", calls)
	}
}

func TestRefusalsOfIAM(t *testing.T) {
	s := started(t)
	alice, bob, denied := s.NewUser("alice"), s.NewUser("bob"), s.NewUser("denied")
	unnamed := s.NewUser("unnamed")
	s.DenyListing(denied)
	s.DenyUnnamedListing(unnamed)
	phone := s.AddVirtualDevice(alice, "alice-phone")
	role, err := stsClient(s, keysOfSession(sessionFor(t, s, alice, phone))).AssumeRole(t.Context(), assume("arn:aws:iam::111122223333:role/admin"))
	if err != nil {
		t.Fatal(err)
	}
	const user = "User: arn:aws:iam::111122223333:user/"
	for name, tc := range map[string]struct {
		keys keys
		in   iam.ListMFADevicesInput
		want refusal
	}{
		"another user": {keysOf(alice), iam.ListMFADevicesInput{UserName: aws.String(bob.Name)}, refusal{http.StatusForbidden, "AccessDenied", user +
			"alice is not authorized to perform: iam:ListMFADevices on resource: user bob because no identity-based policy allows the iam:ListMFADevices action"}},
		"a user that does not exist": {
			keysOf(alice),
			iam.ListMFADevicesInput{UserName: aws.String("nobody")},
			refusal{http.StatusNotFound, "NoSuchEntity", "The user with name nobody cannot be found."},
		},
		"an explicit deny": {keysOf(denied), iam.ListMFADevicesInput{}, refusal{http.StatusForbidden, "AccessDenied", user +
			"denied is not authorized to perform: iam:ListMFADevices on resource: user denied with an explicit deny in an identity-based policy"}},
		"no name where the policy wants one": {keysOf(unnamed), iam.ListMFADevicesInput{}, refusal{http.StatusForbidden, "AccessDenied", user +
			"unnamed is not authorized to perform: iam:ListMFADevices on resource: user * because no identity-based policy allows the iam:ListMFADevices action"}},
		"the name the policy wants": {keysOf(unnamed), iam.ListMFADevicesInput{UserName: aws.String("unnamed")}, refusal{}},
		"a role without a name": {
			keysOfSession(role.Credentials),
			iam.ListMFADevicesInput{},
			refusal{http.StatusBadRequest, "ValidationError", "Must specify userName when calling with non-User credentials"},
		},
		"a marker of nowhere": {
			keysOf(alice),
			iam.ListMFADevicesInput{Marker: aws.String("nowhere")},
			refusal{http.StatusBadRequest, "ValidationError", "Invalid Marker."},
		},
		"a page of nothing": {keysOf(alice), iam.ListMFADevicesInput{MaxItems: aws.Int32(0)}, refusal{
			http.StatusBadRequest, "ValidationError",
			"1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := iamClient(s, tc.keys).ListMFADevices(t.Context(), &tc.in)
			if diff := cmp.Diff(tc.want, refusalIn(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDenyListingEndsWithMFA(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	phone := s.AddVirtualDevice(alice, "alice-phone")
	s.DenyListing(alice)
	session := keysOfSession(sessionFor(t, s, alice, phone))
	if _, refused := serialsOf(t, iamClient(s, session), &iam.ListMFADevicesInput{}); refused != (refusal{}) {
		t.Errorf("refused: %+v", refused)
	}
}

func TestGetUserKnowsPathAndPartition(t *testing.T) {
	s := started(t)
	u := awsfake.User{
		AccountID: "444455556666", Partition: "aws-cn", Path: "/team/", Name: "li",
		AccessKeyID: "AKIAEXAMPLELI2222222", SecretAccessKey: "secretEXAMPLE",
	}
	s.AddUser(u)
	inChina := func(o *iam.Options) { o.Region = "cn-north-1" }
	for _, in := range []*iam.GetUserInput{{}, {UserName: aws.String("li")}} {
		out, err := iamClient(s, keysOf(u), inChina).GetUser(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		const want = "arn:aws-cn:iam::444455556666:user/team/li"
		if got := aws.ToString(out.User.Arn); got != want || got != u.ARN() || aws.ToString(out.User.Path) != "/team/" {
			t.Errorf("the user is %s, want %s", got, want)
		}
	}
}

func TestSecondKeyOfAUserIsTheSameUser(t *testing.T) {
	s := started(t)
	first := s.NewUser("alice")
	phone := s.AddVirtualDevice(first, "alice-phone")
	second := first
	second.AccessKeyID, second.SecretAccessKey = "AKIAEXAMPLESECOND222", "secretEXAMPLE"
	s.AddUser(second)
	s.DeactivateKey(first.AccessKeyID)
	if got, _ := serialsOf(t, iamClient(s, keysOf(second)), &iam.ListMFADevicesInput{}); len(got) != 1 || got[0] != phone.SerialNumber {
		t.Errorf("the second key sees %v", got)
	}
}

func TestSessionOutlivesTheKeyItWasIssuedFor(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	session := keysOfSession(sessionFor(t, s, alice, s.AddVirtualDevice(alice, "alice-phone")))
	s.DeactivateKey(alice.AccessKeyID)
	if err := whoAmI(t.Context(), stsClient(s, session)); err != nil {
		t.Error(err)
	}
	_, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	if got := refusalIn(t, err); got.Code != "InvalidClientTokenId" {
		t.Errorf("the key: %+v", got)
	}
}

func TestMistakesOfATestPanic(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	phone := s.AddVirtualDevice(alice, "alice-phone")
	key := s.AddSecurityKey(alice, "alice-key")
	for name, mistake := range map[string]func(){
		"a device of a user that was not added": func() { s.AddVirtualDevice(awsfake.User{Name: "nobody"}, "phone") },
		"a serial number twice":                 func() { s.AddDevice(alice, phone) },
		"a seed that is not base32":             func() { s.AddDevice(alice, awsfake.Device{SerialNumber: "GAHT12345678", Seed: "1!"}) },
		"a code of a security key":              func() { s.Code(key.SerialNumber) },
		"a code of no device":                   func() { s.Code("GAHT00000000") },
		"a token beyond AWS's limit":            func() { s.SetSessionTokenSize(4097) },
		"an empty page":                         func() { s.SetPageSize(0) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake()
		})
	}
	if err := whoAmI(t.Context(), stsClient(s, keysOf(alice))); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
