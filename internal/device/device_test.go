package device_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
)

const (
	phone  = device.SerialNumber("arn:aws:iam::111122223333:mfa/alice-phone")
	tablet = device.SerialNumber("arn:aws:iam::111122223333:mfa/alice/tablet")
	fob    = device.SerialNumber("GAHT12345678")
	key    = device.SerialNumber("arn:aws:iam::111122223333:u2f/user/alice/key-NSSQURFMVVHQLMHYNZQJFH4EHM")
	sms    = device.SerialNumber("arn:aws:iam::111122223333:sms-mfa/alice")
)

func TestSerialNumber(t *testing.T) {
	type facts struct {
		Kind               device.Kind
		Partition, Account string
		Name               string
	}
	tests := map[device.SerialNumber]facts{
		phone:                                 {device.Virtual, "aws", "111122223333", "alice-phone"},
		tablet:                                {device.Virtual, "aws", "111122223333", "tablet"},
		fob:                                   {device.Hardware, "", "", "GAHT12345678"},
		key:                                   {device.SecurityKey, "aws", "111122223333", "key-NSSQURFMVVHQLMHYNZQJFH4EHM"},
		sms:                                   {device.SMS, "aws", "111122223333", "alice"},
		"":                                    {device.Unknown, "", "", ""},
		"arn:aws-cn:iam::111122223333:mfa/li": {device.Virtual, "aws-cn", "111122223333", "li"},
		"arn:aws-us-gov:iam::111122223333:mfa/bo":     {device.Virtual, "aws-us-gov", "111122223333", "bo"},
		"arn:aws:iam::111122223333:user/alice":        {device.Unknown, "aws", "111122223333", "alice"},
		"arn:aws:iam::111122223333:mfa/":              {device.Unknown, "aws", "111122223333", ""},
		"arn:aws:iam::1111:mfa/alice":                 {device.Unknown, "", "", "alice"},
		"arn:aws:iam::111122223333:mfa-thing/alice":   {device.Unknown, "aws", "111122223333", "alice"},
		"arn:aws:s3:::bucket":                         {device.Unknown, "", "", "arn:aws:s3:::bucket"},
		"arn:aws:iam::111122223333:mfa/alice\nexport": {device.Unknown, "", "", "alice\nexport"},
	}
	for serial, want := range tests {
		got := facts{serial.Kind(), serial.Partition(), serial.AccountID(), serial.Name()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", serial, diff)
		}
		if gives := want.Kind == device.Virtual || want.Kind == device.Hardware; serial.GivesCodes() != gives {
			t.Errorf("%q: GivesCodes() = %v", serial, !gives)
		}
	}
}

func TestParseSerialNumberTellsWhatItIsInstead(t *testing.T) {
	tests := map[string]device.Reason{
		"":                                      device.ReasonNotASerialNumber,
		"GAHT1234":                              device.ReasonNotASerialNumber, // eight characters
		"has space":                             device.ReasonNotASerialNumber,
		"arn:aws:iam::111122223333:mfa/alice\n": device.ReasonNotASerialNumber,
		strings.Repeat("x", 257):                device.ReasonNotASerialNumber,
		"arn:aws:iam::111122223333:user/alice":  device.ReasonUserARN,
		"arn:aws:iam::111122223333:role/admin":  device.ReasonRoleARN,
		"arn:aws:iam::111122223333:group/staff": device.ReasonOtherARN,
		"arn:aws:sts::111122223333:mfa/alice":   device.ReasonOtherARN,
		string(key):                             device.ReasonSecurityKey,
		string(sms):                             device.ReasonSMS,
	}
	for text, want := range tests {
		_, err := device.ParseSerialNumber(text)
		var e *device.SerialNumberError
		if !errors.As(err, &e) || e.Reason != want || e.SerialNumber != text {
			t.Errorf("ParseSerialNumber(%q) = %v, want reason %d", text, err, want)
		}
	}
	for _, text := range []device.SerialNumber{phone, tablet, fob, "GAHT12345", device.SerialNumber(strings.Repeat("x", 256))} {
		if got, err := device.ParseSerialNumber(string(text)); err != nil || got != text {
			t.Errorf("ParseSerialNumber(%q) = %q, %v", text, got, err)
		}
	}
}

func FuzzParseSerialNumber(f *testing.F) {
	for _, s := range []string{string(phone), string(fob), string(key), string(sms), "arn:aws:iam::111122223333:user/x", "arn:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := device.ParseSerialNumber(s)
		if err == nil && (string(n) != s || !n.GivesCodes() || len(s) < 9 || strings.ContainsAny(s, " \t\n\r'\"$`;*?[")) {
			t.Errorf("accepted %q as %q", s, n)
		}
		if err != nil && n != "" {
			t.Errorf("a refused serial number was returned: %q", n)
		}
	})
}

func TestChoose(t *testing.T) {
	registered := func(serials ...device.SerialNumber) []device.Device {
		var list []device.Device
		for _, s := range serials {
			list = append(list, device.Device{SerialNumber: s, UserName: "alice"})
		}
		return list
	}
	tests := []struct {
		name       string
		registered []device.Device
		want       device.SerialNumber
		chosen     device.SerialNumber
		message    string
	}{
		{"TheOnlyOne", registered(phone), "", phone, ""},
		{"TheOnlyOneThatGivesCodes", registered(key, fob, sms), "", fob, ""},
		{"TheWantedOne", registered(phone, fob), fob, fob, ""},
		{"NothingRegistered", nil, "", "", "no MFA device is registered for this user"},
		{"NothingRegisteredButOneWanted", nil, phone, "", "no MFA device is registered for this user"},
		{"OnlyASecurityKey", registered(key), "", "", "this user has no virtual or hardware MFA device, only " + string(key)},
		{"Several", registered(phone, fob), "", "", "several MFA devices are registered: " + string(phone) + ", GAHT12345678"},
		{"WantedIsNotTheirs", registered(phone), fob, "", "GAHT12345678 is not an MFA device of this user; registered: " + string(phone)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := device.Choose(tt.registered, tt.want)
			if got.SerialNumber != tt.chosen {
				t.Errorf("chose %q, want %q", got.SerialNumber, tt.chosen)
			}
			if message := errorText(err); message != tt.message {
				t.Errorf("error %q, want %q", message, tt.message)
			}
		})
	}
}

func TestErrorsNameTheFault(t *testing.T) {
	for reason, want := range map[device.Reason]string{
		device.ReasonNotASerialNumber: `"x" is not a serial number: 9 to 256 letters, digits or +=/:,.@_-`,
		device.ReasonUserARN:          `"x" is the ARN of a user, not of an MFA device`,
		device.ReasonRoleARN:          `"x" is the ARN of a role, not of an MFA device`,
		device.ReasonOtherARN:         `"x" is not the ARN of an MFA device`,
		device.ReasonSecurityKey:      `"x" is a security key or passkey: it gives no code, and STS takes codes only`,
		device.ReasonSMS:              `"x" is an SMS device, which AWS has discontinued`,
		device.ReasonPartition:        `"x" is not of the partition of the region cn-north-1`,
	} {
		err := &device.SerialNumberError{SerialNumber: "x", Reason: reason, Region: "cn-north-1"}
		if err.Error() != want {
			t.Errorf("reason %d: %q, want %q", reason, err.Error(), want)
		}
	}
	kinds := map[device.Kind]string{
		device.Unknown: "unknown", device.Virtual: "virtual", device.Hardware: "hardware",
		device.SecurityKey: "security-key", device.SMS: "sms",
	}
	for kind, want := range kinds {
		if kind.String() != want {
			t.Errorf("kind %d: %q, want %q", kind, kind.String(), want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
