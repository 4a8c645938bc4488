package awsfake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// atStepStart sets the server's clock to the start of a three-minute window, so that a test has
// half a minute before the step changes and three minutes before the attempts are forgotten.
func atStepStart(s *awsfake.Server) {
	s.SetClockOffset(0)
	now := s.Now()
	s.SetClockOffset(now.Truncate(3 * time.Minute).Add(3 * time.Minute).Sub(now))
}

// try sends a code and gives what STS says.
func try(t *testing.T, s *awsfake.Server, k keys, serial, code string) refusal {
	t.Helper()
	_, err := stsClient(s, k).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(serial), TokenCode: aws.String(code),
	})
	return refusalIn(t, err)
}

func TestCodesOfFiveStepsAreAcceptedOnceEach(t *testing.T) {
	s := started(t)
	atStepStart(s)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	for _, step := range []struct {
		offset int
		want   refusal
	}{
		{-3, invalidCode},
		{2, refusal{}},
		{-2, refusal{}},
		{0, refusal{}},
		{0, invalidCode}, // used
		{1, refusal{}},   // in any order
		{-1, refusal{}},
		{3, invalidCode},
	} {
		got := try(t, s, keysOf(alice), serial, s.CodeAt(serial, step.offset))
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("step %+d (-want +got):\n%s", step.offset, diff)
		}
	}
}

func TestNineAttemptsPerDeviceAndWindow(t *testing.T) {
	s := started(t)
	atStepStart(s)
	alice := s.NewUser("alice")
	phone := s.AddVirtualDevice(alice, "alice-phone")
	other := s.AddVirtualDevice(alice, "alice-tablet").SerialNumber
	serial := phone.SerialNumber
	right := s.CodeAt(serial, 1)

	attempts := []string{right, right, wrongCode(s, serial), wrongCode(s, serial), wrongCode(s, serial), wrongCode(s, serial), right, right, right}
	for i, code := range attempts {
		want := invalidCode
		if i == 0 {
			want = refusal{}
		}
		if got := try(t, s, keysOf(alice), serial, code); got != want {
			t.Errorf("attempt %d: %+v", i+1, got)
		}
	}
	if got := try(t, s, keysOf(alice), serial, s.Code(serial)); got != unableMFA {
		t.Errorf("a right code in the tenth attempt: %+v", got)
	}
	s.RemoveDevice(serial)
	s.AddDevice(alice, phone)
	if got := try(t, s, keysOf(alice), serial, s.Code(serial)); got != unableMFA {
		t.Errorf("a right code of the device made anew: %+v", got)
	}
	if got := try(t, s, keysOf(alice), other, s.Code(other)); got != (refusal{}) {
		t.Errorf("another device of the user: %+v", got)
	}
	s.SetClockOffset(time.Until(s.Now().Add(3 * time.Minute)))
	if got := try(t, s, keysOf(alice), serial, s.Code(serial)); got != (refusal{}) {
		t.Errorf("a right code in the next window: %+v", got)
	}
}

func TestForgetCodesGivesAllAttemptsAndCodesBack(t *testing.T) {
	s := started(t)
	atStepStart(s)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	code := s.CodeAt(serial, 0)
	for range 10 {
		try(t, s, keysOf(alice), serial, code)
	}
	s.ForgetCodes(serial)
	if got := try(t, s, keysOf(alice), serial, code); got != (refusal{}) {
		t.Errorf("got %+v", got)
	}
}

// wrongCode is a code of none of the accepted steps.
func wrongCode(s *awsfake.Server, serial string) string {
	right := map[string]bool{}
	for offset := -3; offset <= 3; offset++ {
		right[s.CodeAt(serial, offset)] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !right[code] {
			return code
		}
	}
}

func TestSerialNumbersBelongToCallers(t *testing.T) {
	s := started(t)
	alice, bob := s.NewUser("alice"), s.NewUser("bob")
	own := s.AddVirtualDevice(alice, "alice-phone")
	hardware := s.AddHardwareDevice(alice, "GAHT12345678")
	key := s.AddSecurityKey(alice, "alice-key")
	bobs := s.AddVirtualDevice(bob, "bob-phone")
	removed := s.AddVirtualDevice(alice, "alice-old")
	removedCode := s.Code(removed.SerialNumber)
	s.RemoveDevice(removed.SerialNumber)

	for name, tc := range map[string]struct {
		serial, code string
		want         refusal
	}{
		"a virtual device of the caller":  {own.SerialNumber, s.Code(own.SerialNumber), refusal{}},
		"a hardware device of the caller": {hardware.SerialNumber, s.Code(hardware.SerialNumber), refusal{}},
		"a device of another user":        {bobs.SerialNumber, s.Code(bobs.SerialNumber), unableMFA},
		"a device that does not exist":    {"arn:aws:iam::111122223333:mfa/nobody", "123456", unableMFA},
		"the ARN of the user":             {alice.ARN(), "123456", unableMFA},
		"a security key":                  {key.SerialNumber, "123456", unableMFA},
		"a device that was removed":       {removed.SerialNumber, removedCode, unableMFA},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, try(t, s, keysOf(alice), tc.serial, tc.code)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if got := try(t, s, keysOf(bob), bobs.SerialNumber, s.Code(bobs.SerialNumber)); got != (refusal{}) {
		t.Errorf("the other user's code was used up: %+v", got)
	}
}

func TestCodeAndSerialNumberComeTogether(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	for name, in := range map[string]*sts.GetSessionTokenInput{
		"no code":          {SerialNumber: aws.String(serial)},
		"no serial number": {TokenCode: aws.String(s.Code(serial))},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), in)
			if got := refusalIn(t, err); got.Code != "AccessDenied" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestCodeIsTheNearestThatIsStillAccepted(t *testing.T) {
	s := started(t)
	atStepStart(s)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	for _, offset := range []int{0, 1, -1, 2, -2} {
		code := s.Code(serial)
		if code != s.CodeAt(serial, offset) {
			t.Errorf("not the code of step %+d", offset)
		}
		if got := try(t, s, keysOf(alice), serial, code); got != (refusal{}) {
			t.Errorf("step %+d: %+v", offset, got)
		}
	}
	if s.Code(serial) != s.CodeAt(serial, 0) {
		t.Error("with all used it is not the current code")
	}
	if got := s.SentCodes(serial); len(got) != 5 {
		t.Errorf("%d codes were sent, want 5", len(got))
	}
}

func TestSeedIsWhatAuthenticatorAppsTake(t *testing.T) {
	s := started(t)
	device := s.AddVirtualDevice(s.NewUser("alice"), "alice-phone")
	if len(device.Seed) != 64 {
		t.Errorf("the seed has %d letters, want the 64 that IAM gives", len(device.Seed))
	}
	atStepStart(s)
	code, err := totp.GenerateCode(device.Seed, s.Now())
	if err != nil {
		t.Fatal(err)
	}
	if code != s.Code(device.SerialNumber) {
		t.Error("an authenticator app shows another code")
	}
}

func TestManyCallersAtOnceSpendACodeOnce(t *testing.T) {
	s := started(t)
	atStepStart(s)
	alice := s.NewUser("alice")
	serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
	in := &sts.GetSessionTokenInput{SerialNumber: aws.String(serial), TokenCode: aws.String(s.Code(serial))}
	const callers = 8
	results := make(chan error, callers)
	for range callers {
		go func() {
			_, err := stsClient(s, keysOf(alice)).GetSessionToken(t.Context(), in)
			results <- err
		}()
	}
	outcomes := map[string]int{}
	for range callers {
		outcomes[fmt.Sprint(refusalIn(t, <-results) == refusal{})]++
	}
	if diff := cmp.Diff(map[string]int{"true": 1, "false": callers - 1}, outcomes); diff != "" {
		t.Errorf("successes (-want +got):\n%s", diff)
	}
}
