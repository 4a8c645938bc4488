package awsfake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

const wrongSignature = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

func TestKeysThatAWSDoesNotKnow(t *testing.T) {
	s := started(t)
	alice, inactive := s.NewUser("alice"), s.NewUser("inactive")
	s.DeactivateKey(inactive.AccessKeyID)
	chinese := awsfake.User{Partition: "aws-cn", Name: "li", AccessKeyID: "AKIAEXAMPLECHINESE22", SecretAccessKey: "secretEXAMPLE"}
	s.AddUser(chinese)
	session := keysOfSession(sessionFor(t, s, alice, s.AddVirtualDevice(alice, "alice-phone")))

	invalid := refusal{http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid"}
	for name, tc := range map[string]struct {
		keys keys
		want refusal
	}{
		"a good key":                    {keysOf(alice), refusal{}},
		"a good session":                {session, refusal{}},
		"an unknown key":                {keys{id: "AKIAEXAMPLEUNKNOWN22", secret: "secretEXAMPLE"}, invalid},
		"an inactive key":               {keysOf(inactive), invalid},
		"a key of another partition":    {keysOf(chinese), invalid},
		"a session without its token":   {keys{id: session.id, secret: session.secret}, invalid},
		"a session with another token":  {keys{session.id, session.secret, "otherEXAMPLE"}, invalid},
		"a long-term key with a token":  {keys{alice.AccessKeyID, alice.SecretAccessKey, session.token}, invalid},
		"a key with another secret":     {keys{id: alice.AccessKeyID, secret: "otherEXAMPLE"}, refusal{http.StatusForbidden, "SignatureDoesNotMatch", wrongSignature}},
		"a session with another secret": {keys{session.id, "otherEXAMPLE", session.token}, refusal{http.StatusForbidden, "SignatureDoesNotMatch", wrongSignature}},
	} {
		t.Run(name, func(t *testing.T) {
			got := refusalIn(t, whoAmI(t.Context(), stsClient(s, tc.keys)))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("IAM ends its text with a full stop", func(t *testing.T) {
		_, err := iamClient(s, keysOf(inactive)).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
		if got := refusalIn(t, err); got.Message != invalid.Message+"." {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("the key of another partition is good in a region of that partition", func(t *testing.T) {
		inChina := func(o *sts.Options) { o.Region = "cn-north-1" }
		if err := whoAmI(t.Context(), stsClient(s, keysOf(chinese), inChina)); err != nil {
			t.Error(err)
		}
	})
}

func TestRequestsTamperedWithAfterSigning(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	device := s.AddVirtualDevice(alice, "alice-phone")
	for name, change := range map[string]func(*http.Request){
		"body": func(r *http.Request) { replaceBody(r, "TokenCode=000000", "TokenCode=111111") },
		"query": func(r *http.Request) {
			r.URL.RawQuery = "DurationSeconds=900"
		},
		"signed header": func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		},
		"claimed hash": func(r *http.Request) {
			r.Header.Set("X-Amz-Content-Sha256", strings.Repeat("0", 64))
			addSignedHeader(r, "x-amz-content-sha256")
		},
		"date": func(r *http.Request) {
			r.Header.Set("X-Amz-Date", time.Now().Add(-time.Minute).UTC().Format("20060102T150405Z"))
		},
		"signature": func(r *http.Request) {
			header := r.Header.Get("Authorization")
			r.Header.Set("Authorization", header[:len(header)-6]+"000000")
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stsClient(s, keysOf(alice), tampering(change)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
				SerialNumber: aws.String(device.SerialNumber),
				TokenCode:    aws.String("000000"),
			})
			want := refusal{http.StatusForbidden, "SignatureDoesNotMatch", wrongSignature}
			if diff := cmp.Diff(want, refusalIn(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func replaceBody(r *http.Request, old, replacement string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(bytes.Replace(body, []byte(old), []byte(replacement), 1)))
}

func addSignedHeader(r *http.Request, name string) {
	header := r.Header.Get("Authorization")
	r.Header.Set("Authorization", strings.Replace(header, "SignedHeaders=", "SignedHeaders="+name+";", 1))
}

func TestSignaturesOutOfTheirTime(t *testing.T) {
	for name, tc := range map[string]struct {
		offset time.Duration // of the server's clock
		want   string        // a pattern; empty for success
	}{
		"fourteen minutes old":   {14 * time.Minute, ""},
		"sixteen minutes old":    {16 * time.Minute, `^Signature expired: TIME is now earlier than TIME \(TIME - 15 min\.\)$`},
		"fourteen minutes early": {-14 * time.Minute, ""},
		"sixteen minutes early":  {-16 * time.Minute, `^Signature not yet current: TIME is still later than TIME \(TIME \+ 15 min\.\)$`},
	} {
		t.Run(name, func(t *testing.T) {
			s := started(t)
			s.SetClockOffset(tc.offset)
			got := refusalIn(t, whoAmI(t.Context(), stsClient(s, keysOf(s.NewUser("alice")))))
			if tc.want == "" {
				if got != (refusal{}) {
					t.Errorf("refused: %+v", got)
				}
				return
			}
			pattern := regexp.MustCompile(strings.ReplaceAll(tc.want, "TIME", `\d{8}T\d{6}Z`))
			if got.Code != "SignatureDoesNotMatch" || got.Status != http.StatusForbidden || !pattern.MatchString(got.Message) {
				t.Errorf("got %+v, want %s", got, pattern)
			}
		})
	}
}

// TestScopesAndHeadersThatNoSDKWouldSign signs by hand what the clients never sign wrongly.
func TestScopesAndHeadersThatNoSDKWouldSign(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	now := time.Now().UTC()
	for name, tc := range map[string]struct {
		service string
		change  func(*http.Request)
		status  int
		want    string // a part of the text; empty for success
	}{
		"as it should be":     {service: "sts", status: 200},
		"for another service": {service: "iam", status: 403, want: "Credential should be scoped to correct service: 'sts'"},
		"an x-amz- header not signed": {
			service: "sts", change: func(r *http.Request) { r.Header.Set("X-Amz-Extra", "1") },
			status: 403, want: "'x-amz-extra' must be a 'SignedHeader'",
		},
		"host not signed": {service: "sts", change: editAuthorization("host;", ""), status: 403, want: "'Host' or ':authority' must be a 'SignedHeader'"},
		"another day in the scope": {
			service: "sts", change: editAuthorization(now.Format("/20060102/"), "/20010101/"),
			status: 403, want: "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20010101' != ",
		},
		"another terminator": {
			service: "sts", change: editAuthorization("aws4_request", "aws5_request"),
			status: 403, want: "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'",
		},
		"no region": {
			service: "sts", change: editAuthorization("/us-east-1/", "//"),
			status: 403, want: "Credential should be scoped to a valid region",
		},
		"short scope": {
			service: "sts", change: editAuthorization("/us-east-1/", "/"),
			status: 400, want: "Credential must have exactly 5 slash-delimited elements",
		},
		"no signature":     {service: "sts", change: editAuthorization("Signature=", "Sig="), status: 400, want: "requires 'Signature' parameter"},
		"other algorithm":  {service: "sts", change: editAuthorization("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5"), status: 400, want: "Unsupported AWS 'algorithm'"},
		"no date":          {service: "sts", change: func(r *http.Request) { r.Header.Del("X-Amz-Date") }, status: 400, want: "Date must be in ISO-8601 'basic format'"},
		"no authorization": {service: "sts", change: func(r *http.Request) { r.Header.Del("Authorization") }, status: 403, want: "Request is missing Authentication Token"},
	} {
		t.Run(name, func(t *testing.T) {
			r := signedByHand(t, s, alice, tc.service, now)
			if tc.change != nil {
				tc.change(r)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("&#39;", "'", "&#34;", `"`).Replace(string(body))
			if resp.StatusCode != tc.status || !strings.Contains(text, tc.want) {
				t.Errorf("status %d, want %d, and %q in:\n%s", resp.StatusCode, tc.status, tc.want, text)
			}
		})
	}
}

// signedByHand is a GetCallerIdentity by GET, whose parameters are in the query.
func signedByHand(t *testing.T, s *awsfake.Server, u awsfake.User, service string, now time.Time) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		s.URL()+"/?Version=2011-06-15&Action=GetCallerIdentity&Z=a%20b&Z=A+%7E%2A", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Meta", "  much   white space ")
	empty := sha256.Sum256(nil)
	creds := aws.Credentials{AccessKeyID: u.AccessKeyID, SecretAccessKey: u.SecretAccessKey}
	err = v4.NewSigner().SignHTTP(context.Background(), creds, r, hex.EncodeToString(empty[:]), service, "us-east-1", now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func editAuthorization(old, replacement string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, replacement, 1))
	}
}
