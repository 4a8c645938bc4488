package awsapi_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/awsfake"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// strict is a server that verifies signatures, codes and owners as AWS does, with two users.
type strict struct {
	*awsfake.Server
	alice, bob awsfake.User
	phone      device.SerialNumber // alice's
}

func startStrict(t *testing.T) *strict {
	t.Helper()
	s, err := awsfake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f := &strict{Server: s, alice: s.NewUser("alice"), bob: s.NewUser("bob")}
	f.phone = device.SerialNumber(s.AddVirtualDevice(f.alice, "phone").SerialNumber)
	return f
}

func (f *strict) client(keys aws.Credentials) *awsapi.Client {
	c := awsapi.New(awsapi.Settings{Region: "us-east-1", STSEndpoint: f.URL(), IAMEndpoint: f.URL()}, keys, time.Now)
	c.Quick()
	return c
}

func keysOf(u awsfake.User) aws.Credentials {
	return aws.Credentials{AccessKeyID: u.AccessKeyID, SecretAccessKey: u.SecretAccessKey}
}

func (f *strict) issue(keys aws.Credentials, serial device.SerialNumber, code string) (session.Session, error) {
	return f.client(keys).Issue(context.Background(), session.IssueRequest{
		SerialNumber: serial, Code: session.TokenCode(code), Duration: 36 * time.Hour,
	})
}

func TestASessionOfAStrictServer(t *testing.T) {
	f := startStrict(t)
	f.SetSessionTokenSize(4096)
	current := f.Code(string(f.phone))
	got, err := f.issue(keysOf(f.alice), f.phone, current)
	if err != nil {
		t.Fatal(err)
	}
	if devices, err := f.client(got.Credentials).ListDevices(context.Background()); err != nil || len(devices) != 1 {
		t.Errorf("with the session: %v, %v", devices, err)
	}
	_, err = f.issue(keysOf(f.alice), f.phone, current)
	conditions(t, err, session.ErrCodeRejected)
	if errors.Is(err, awsapi.ErrDeviceNotValidated) {
		t.Errorf("a code used before: %v", err)
	}
	_, err = f.issue(got.Credentials, f.phone, f.CodeAt(string(f.phone), 1))
	wantKeysError(t, err, awsapi.TemporaryKeys)
}

func wantKeysError(t *testing.T, err error, want awsapi.KeysReason) {
	t.Helper()
	conditions(t, err, session.ErrKeysRejected)
	var e *awsapi.KeysError
	if !errors.As(err, &e) || e.Reason != want {
		t.Errorf("error %v", err)
	}
}

func TestRefusalsOfAStrictServer(t *testing.T) {
	f := startStrict(t)
	current := f.Code(string(f.phone))
	_, err := f.issue(keysOf(f.bob), f.phone, current)
	conditions(t, err, session.ErrCodeRejected)
	if !errors.Is(err, awsapi.ErrDeviceNotValidated) {
		t.Errorf("another user's device: %v", err)
	}
	_, err = f.issue(aws.Credentials{AccessKeyID: f.alice.AccessKeyID, SecretAccessKey: f.bob.SecretAccessKey}, f.phone, current)
	wantKeysError(t, err, awsapi.WrongSecret)
	f.DeactivateKey(f.bob.AccessKeyID)
	_, err = f.issue(keysOf(f.bob), f.phone, current)
	wantKeysError(t, err, awsapi.UnknownKey)
}

func TestTheClockOfAStrictServer(t *testing.T) {
	for _, offset := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
		f := startStrict(t)
		f.SetClockOffset(offset)
		_, err := f.issue(keysOf(f.alice), f.phone, f.Code(string(f.phone)))
		conditions(t, err, session.ErrAWS, session.ErrClockWrong)
		var e *awsapi.ClockSkewError
		if !errors.As(err, &e) || (e.Skew+offset).Abs() > time.Minute {
			t.Errorf("the server's clock is off by %v: %v", offset, err)
		}
		if n := f.Calls("GetSessionToken"); n != 1 {
			t.Errorf("%d calls", n)
		}
	}
}

func TestTheListOfAStrictServer(t *testing.T) {
	f := startStrict(t)
	f.AddHardwareDevice(f.alice, "GAHT12345678")
	f.AddSecurityKey(f.alice, "yubikey")
	f.SetPageSize(1)
	list := func() ([]device.Device, error) { return f.client(keysOf(f.alice)).ListDevices(context.Background()) }
	if devices, err := list(); err != nil || len(devices) != 3 || devices[0].UserName != "alice" {
		t.Errorf("%v, %v", devices, err)
	}
	f.DenyUnnamedListing(f.alice)
	if devices, err := list(); err != nil || len(devices) != 3 {
		t.Errorf("by name: %v, %v", devices, err)
	}
	f.DenyListing(f.alice)
	_, err := list()
	conditions(t, err, session.ErrListDenied)
}

// The answer is lost after the server has used the code.
func TestALostAnswerOfAStrictServer(t *testing.T) {
	for name, fault := range map[string]awsfake.Fault{
		"Reset": {Action: "GetSessionToken", ResetAfter: true},
		"Close": {Action: "GetSessionToken", CloseAfter: true},
		"503":   {Action: "GetSessionToken", ProcessFirst: true, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			f := startStrict(t)
			f.Inject(fault)
			_, err := f.issue(keysOf(f.alice), f.phone, f.Code(string(f.phone)))
			conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent)
			if n := f.Calls("GetSessionToken"); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}
