package awsapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

const requestID = "c6104cbe-af31-11e0-8154-cbc7ccf896c7"

// The texts are AWS's own, double and trailing spaces included.
func TestErrorsOfAWS(t *testing.T) {
	const signature = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	tests := map[string]struct {
		status        int
		code, message string
		is            error
		as            error // of which type, with which facts; nil: none
		text          string
	}{
		"WrongOrReusedCode": {
			403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
			session.ErrCodeRejected, nil, "AWS did not accept the token code",
		},
		"DeviceNotValidated": {
			403, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
			awsapi.ErrDeviceNotValidated, nil, "AWS did not accept the token code: it could not validate a code of this device",
		},
		"SessionCredentials": {
			403, "AccessDenied", "Cannot call GetSessionToken with session credentials",
			session.ErrKeysRejected, &awsapi.KeysError{Reason: awsapi.TemporaryKeys},
			"AWS did not accept the keys: they are temporary, and a session needs long-term keys",
		},
		"UnknownKey": {
			403, "InvalidClientTokenId", "The security token included in the request is invalid.",
			session.ErrKeysRejected, &awsapi.KeysError{Reason: awsapi.UnknownKey},
			"AWS did not accept the access key: it is unknown or inactive",
		},
		"UnknownClient": {
			403, "UnrecognizedClientException", "The security token included in the request is invalid",
			session.ErrKeysRejected, &awsapi.KeysError{Reason: awsapi.UnknownKey},
			"AWS did not accept the access key: it is unknown or inactive",
		},
		"ExpiredToken": {
			403, "ExpiredToken", "The security token included in the request is expired",
			session.ErrKeysRejected, &awsapi.KeysError{Reason: awsapi.TemporaryKeys},
			"AWS did not accept the keys: they are temporary, and a session needs long-term keys",
		},
		"WrongSecret": {
			403, "SignatureDoesNotMatch", signature,
			session.ErrKeysRejected, &awsapi.KeysError{Reason: awsapi.WrongSecret},
			"AWS did not accept the secret access key: it does not belong to the access key id",
		},
		"RegionDisabled": {
			403, "RegionDisabledException", "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			session.ErrAWS, &awsapi.RegionDisabledError{Region: "eu-west-1"},
			"STS is not activated in the region eu-west-1 for this account",
		},
		"DeniedOtherwise": {
			403, "AccessDenied", "no way",
			session.ErrAWS, &awsapi.APIError{Operation: "GetSessionToken", Code: "AccessDenied", Message: "no way", RequestID: requestID, Status: 403},
			"a policy denies the call (GetSessionToken: AccessDenied: no way; request " + requestID + ")",
		},
		"NoCodeInMessages": {
			400, "ValidationError", "1 validation error detected: Value '123456' at 'tokenCode' failed to satisfy constraint",
			session.ErrAWS, &awsapi.APIError{
				Operation: "GetSessionToken", Code: "ValidationError", RequestID: requestID, Status: 400,
				Message: "1 validation error detected: Value '[token code]' at 'tokenCode' failed to satisfy constraint",
			},
			"AWS did not take a value (GetSessionToken: ValidationError: 1 validation error detected: Value '[token code]' at 'tokenCode' failed to satisfy constraint; request " + requestID + ")",
		},
		"NoEscapesInMessages": {
			400, "Odd\u009b31m", "a\u202eb &#10; \u009b31mred" + strings.Repeat("x", 1000),
			session.ErrAWS, &awsapi.APIError{
				Operation: "GetSessionToken", Code: "Odd31m", RequestID: requestID, Status: 400, Message: "ab 31mred" + strings.Repeat("x", 291),
			},
			"AWS refused (GetSessionToken: Odd31m: ab 31mred" + strings.Repeat("x", 291) + "; request " + requestID + ")",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, refuse(tt.status, tt.code, tt.message))
			_, err := issue(client(s.URL))
			if !errors.Is(err, tt.is) || err.Error() != tt.text {
				t.Fatalf("error %q, want %q", err, tt.text)
			}
			if errors.Is(err, session.ErrCodeMayBeSpent) || errors.Is(err, session.ErrNotSent) {
				t.Errorf("conditions of %v", err)
			}
			if diff := cmp.Diff(tt.as, facts(err)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			s.wantCodes(t, 1)
		})
	}
}

// facts is the error of this package that says more than its text; nil if there is none.
func facts(err error) error {
	var (
		keys   *awsapi.KeysError
		region *awsapi.RegionDisabledError
		skew   *awsapi.ClockSkewError
		denied *awsapi.ListDeniedError
		api    *awsapi.APIError
	)
	switch {
	case errors.As(err, &keys):
		return keys
	case errors.As(err, &region):
		return region
	case errors.As(err, &skew):
		return skew
	case errors.As(err, &denied):
		return denied
	case errors.As(err, &api):
		return api
	}
	return nil
}

func TestADeviceThatIsNotValidatedIsARejectedCode(t *testing.T) {
	s := serve(t, refuse(403, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code."))
	if _, err := issue(client(s.URL)); !errors.Is(err, session.ErrCodeRejected) {
		t.Errorf("error %v", err)
	}
}

// AWS looks at the signature before it looks at the code.
func TestAWrongClock(t *testing.T) {
	expired := "Signature expired: 20230822T072529Z is now earlier than 20230822T193257Z (20230822T194757Z - 15 min.)"
	tests := map[string]struct {
		code, message, date string
		skew                time.Duration
		text                string
	}{
		"Behind": {
			"SignatureDoesNotMatch", expired, now.Add(2 * time.Hour).Format(http.TimeFormat), -2 * time.Hour,
			"AWS refused the signature: this machine's clock is 2h00m behind AWS's",
		},
		"Ahead": {
			"SignatureDoesNotMatch", "Signature not yet current: 20260101T000000Z is still later than 20250101T000000Z (20250101T000000Z + 5 min.)",
			now.Add(-2 * time.Hour).Format(http.TimeFormat), 2 * time.Hour,
			"AWS refused the signature: this machine's clock is 2h00m ahead of AWS's",
		},
		"OtherCode":  {"RequestExpired", "Request has expired.", now.Add(time.Hour).Format(http.TimeFormat), -time.Hour, "AWS refused the signature: this machine's clock is 1h00m behind AWS's"},
		"NoDate":     {"SignatureDoesNotMatch", "Signature expired: 20261102T093000Z is now earlier than 20261102T111800Z (20261102T113300Z - 15 min.)", "yesterday", -2*time.Hour - 3*time.Minute, "AWS refused the signature: this machine's clock is 2h03m behind AWS's"},
		"Minutes":    {"SignatureDoesNotMatch", expired, now.Add(20*time.Minute + 5*time.Second).Format(http.TimeFormat), -20*time.Minute - 5*time.Second, "AWS refused the signature: this machine's clock is 20m behind AWS's"},
		"OddDate":    {"SignatureDoesNotMatch", "Signature expired", "yesterday", 0, "AWS refused the signature: this machine's clock is wrong"},
		"TooSkewed":  {"RequestTimeTooSkewed", "odd", now.Format(http.TimeFormat), 0, "AWS refused the signature: this machine's clock is wrong"},
		"FarOffDate": {"SignatureDoesNotMatch", expired, "Fri, 31 Dec 9999 23:59:59 GMT", 0, "AWS refused the signature: this machine's clock is wrong"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", tt.date)
				refuse(403, tt.code, tt.message)(w, r)
			})
			_, err := issue(client(s.URL))
			var e *awsapi.ClockSkewError
			if !errors.As(err, &e) || e.Skew != tt.skew || err.Error() != tt.text {
				t.Fatalf("error %q, want %q", err, tt.text)
			}
			conditions(t, err, session.ErrAWS, session.ErrClockWrong)
			s.wantCodes(t, 1)
			if _, err := client(s.URL).ListDevices(context.Background()); !errors.As(err, &e) {
				t.Errorf("ListDevices: %v", err)
			}
		})
	}
}

func TestKindsOfErrors(t *testing.T) {
	for e, want := range map[*awsapi.APIError]awsapi.APIKind{
		{Code: "Throttling", Status: 400}:                 awsapi.Throttled,
		{Code: "Anything", Status: 429}:                   awsapi.Throttled,
		{Code: "ServiceFailure", Status: 400}:             awsapi.Failed,
		{Code: "Anything", Status: 503}:                   awsapi.Failed,
		{Code: "AccessDenied", Status: 403}:               awsapi.Denied,
		{Code: "ValidationError", Status: 400}:            awsapi.BadValue,
		{Code: "MissingAuthenticationToken", Status: 403}: awsapi.Unsigned,
		{Code: "InvalidAction", Status: 400}:              awsapi.NotTheService,
		{Code: "PackedPolicyTooLarge", Status: 400}:       awsapi.Unfamiliar,
	} {
		if got := e.Kind(); got != want || strings.HasPrefix(e.Error(), " ") {
			t.Errorf("%v: kind %d, want %d", e, got, want)
		}
	}
}

// A region that the account has not enabled knows none of its keys; IAM, which is everywhere, does.
func TestAnOptInRegion(t *testing.T) {
	for region, want := range map[string]string{"af-south-1": "af-south-1", "ap-east-1": "ap-east-1", "eu-west-1": "", "aws-global": "", "cn-north-1": "", "us-gov-west-1": ""} {
		s := serve(t, refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid"))
		c := awsapi.New(awsapi.Settings{Region: region, STSEndpoint: s.URL, IAMEndpoint: s.URL},
			aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
		_, err := issue(c)
		var e *awsapi.KeysError
		if !errors.As(err, &e) || e.OptIn != want {
			t.Errorf("%s: %v", region, err)
		}
		_, err = c.ListDevices(context.Background())
		if !errors.As(err, &e) || e.OptIn != "" {
			t.Errorf("%s, listing: %v", region, err)
		}
	}
}

func FuzzCleaned(f *testing.F) {
	f.Add("Cannot exceed quota", 100)
	f.Add("a\x1b[31mb\u202ec\xff\nd", 5)
	f.Add("ééééé", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = min(max(limit, 0), 1000)
		got := awsapi.Cleaned(s, limit)
		if len(got) > limit || got != strings.ToValidUTF8(got, "?") || strings.ContainsFunc(got, unfit) {
			t.Errorf("%q became %q", s, got)
		}
		if again := awsapi.Cleaned(got, limit); again != got {
			t.Errorf("%q became %q when cleaned again", got, again)
		}
	})
}

func unfit(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f
}
