package awsapi_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

func TestIssue(t *testing.T) {
	s := serve(t, say(200, sessionXML()))
	got, err := issue(client(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	want := aws.Credentials{
		AccessKeyID:     "ASIAIOSFODNN7EXAMPLE",
		SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
		SessionToken:    "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE==",
		CanExpire:       true,
		Expires:         now.Add(12 * time.Hour),
		AccountID:       "111122223333",
	}
	if diff := cmp.Diff(want, got.Credentials); diff != "" {
		t.Errorf("credentials (-want +got):\n%s", diff)
	}
	if got.SerialNumber != phone || !got.IssuedAt.Equal(now) {
		t.Errorf("session of %q issued at %v", got.SerialNumber, got.IssuedAt)
	}
	if len(s.requests) != 1 {
		t.Fatalf("%d requests", len(s.requests))
	}
	wantForm := map[string][]string{
		"Action": {"GetSessionToken"}, "Version": {"2011-06-15"}, "SerialNumber": {string(phone)},
		"TokenCode": {"123456"}, "DurationSeconds": {"43200"},
	}
	if diff := cmp.Diff(wantForm, map[string][]string(s.requests[0].form)); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	header := s.requests[0].header
	if agent := header.Get("User-Agent"); !strings.Contains(agent, "mfa-session/1.2.3") {
		t.Errorf("User-Agent %q", agent)
	}
	if auth := header.Get("Authorization"); !strings.Contains(auth, "Credential="+keyID+"/") || !strings.Contains(auth, "/eu-west-1/sts/aws4_request") {
		t.Errorf("signed for something else: %q", auth)
	}
}

func TestIssueAtOnceByMany(t *testing.T) {
	s := serve(t, say(200, sessionXML()))
	c := client(s.URL)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := issue(c); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.wantCodes(t, 8)
}

// The environment and the config files of the machine have no say: the caller has resolved them.
func TestIssueIsNotMisledByTheEnvironment(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("[default]\nregion = \"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": config, "AWS_PROFILE": "ghost",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
		"AWS_REGION": "cn-north-1", "AWS_MAX_ATTEMPTS": "many", "AWS_RETRY_MODE": "adaptive", "AWS_DEFAULTS_MODE": "auto",
		"AWS_ACCESS_KEY_ID": "ASIAANOTHEREXAMPLE0", "AWS_SECRET_ACCESS_KEY": "another-EXAMPLE", "AWS_SESSION_TOKEN": "token-EXAMPLE",
		"AWS_CA_BUNDLE": "/nowhere/EXAMPLE.pem", "AWS_USE_FIPS_ENDPOINT": "true", "AWS_NEW_RETRIES_2026": "true",
	} {
		t.Setenv(name, value)
	}
	s := serve(t, say(200, sessionXML()))
	if _, err := issue(client(s.URL)); err != nil {
		t.Fatal(err)
	}
	header := s.requests[0].header
	if auth := header.Get("Authorization"); !strings.Contains(auth, "Credential="+keyID+"/") || !strings.Contains(auth, "/eu-west-1/") {
		t.Errorf("signed by or for something else: %q", auth)
	}
	if header.Get("X-Amz-Security-Token") != "" {
		t.Error("a session token of the environment was sent")
	}
}

func TestIssueRefusesWholeWhatIsWrongInPart(t *testing.T) {
	long := func(n int) string { return strings.Repeat("A", n) }
	tests := map[string]struct{ xml, what string }{
		"NoFields":            {`<GetSessionTokenResponse><GetSessionTokenResult><Credentials/></GetSessionTokenResult></GetSessionTokenResponse>`, "access key id"},
		"NoCredentials":       {`<GetSessionTokenResponse><GetSessionTokenResult/></GetSessionTokenResponse>`, "no credentials"},
		"ShellInKeyID":        {sessionXML("AccessKeyId", "AKIA$(touch EXAMPLE);X"), "access key id"},
		"KeyIDTooShort":       {sessionXML("AccessKeyId", "ASIAEXAMPLE"), "access key id"},
		"KeyIDTooLong":        {sessionXML("AccessKeyId", long(129)), "access key id"},
		"LongTermKeyID":       {sessionXML("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"), "not a session's"},
		"LowerCaseKeyID":      {sessionXML("AccessKeyId", "asiaiosfodnn7example"), "access key id"},
		"NewlineInKeyID":      {sessionXML("AccessKeyId", "ASIAIOSFODNN7EXAMPLE\n"), "access key id"},
		"NoSecret":            {sessionXML("SecretAccessKey", ""), "secret access key"},
		"SpaceInSecret":       {sessionXML("SecretAccessKey", "wJalr EXAMPLE"), "secret access key"},
		"SecretNotASCII":      {sessionXML("SecretAccessKey", "EXAMPLÉ"), "secret access key"},
		"NewlineInSecret":     {sessionXML("SecretAccessKey", "EXAMPLE&#10;export X=1"), "secret access key"},
		"NoToken":             {sessionXML("SessionToken", ""), "session token"},
		"EscapeInToken":       {sessionXML("SessionToken", "EXAMPLE\u009b31m"), "session token"},
		"TokenTooLong":        {sessionXML("SessionToken", long(16<<10+1)), "session token"},
		"ExpiredAlready":      {sessionXML("Expiration", now.Add(-time.Second).Format(time.RFC3339)), "expired already"},
		"ExpiresNow":          {sessionXML("Expiration", now.Format(time.RFC3339)), "expired already"},
		"Year9999":            {sessionXML("Expiration", "9999-12-31T23:59:59Z"), "later than any can"},
		"Year1":               {sessionXML("Expiration", "0001-01-01T00:00:00Z"), "expired already"},
		"TooLate":             {sessionXML("Expiration", now.Add(36*time.Hour+15*time.Minute+time.Second).Format(time.RFC3339)), "later than any can"},
		"NoDate":              {sessionXML("Expiration", "tomorrow"), "cannot be read"},
		"LeapingMonth":        {sessionXML("Expiration", "2026-13-01T00:00:00Z"), "cannot be read"},
		"ElementsInsideValue": {sessionXML("AccessKeyId", "<b>ASIA</b>"), "cannot be read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, say(200, tt.xml))
			got, err := issue(client(s.URL))
			if got != (session.Session{}) {
				t.Errorf("a session was returned: %v", got)
			}
			var e *awsapi.AnswerError
			if !errors.As(err, &e) || !strings.Contains(e.What, tt.what) {
				t.Fatalf("error %v, want an AnswerError with %q", err, tt.what)
			}
			conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent)
			s.wantCodes(t, 1)
		})
	}
}

func TestIssueAcceptsTheLimits(t *testing.T) {
	for name, xml := range map[string]string{
		"LongestToken":  sessionXML("SessionToken", strings.Repeat("A", 16<<10)),
		"LongestLife":   sessionXML("Expiration", now.Add(36*time.Hour+15*time.Minute).Format(time.RFC3339)),
		"ShortestLife":  sessionXML("Expiration", now.Add(time.Second).Format(time.RFC3339)),
		"OtherTimeZone": sessionXML("Expiration", now.Add(time.Hour).In(time.FixedZone("", 7200)).Format(time.RFC3339)),
		"Fraction":      sessionXML("Expiration", "2026-11-02T10:00:00.123Z"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := issue(client(serve(t, say(200, xml)).URL))
			if err != nil {
				t.Fatal(err)
			}
			if got.Credentials.Expires.Location() != time.UTC {
				t.Errorf("expires in %v", got.Credentials.Expires.Location())
			}
		})
	}
}
