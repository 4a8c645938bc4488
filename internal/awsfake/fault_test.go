package awsfake_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

func TestErrorsCanBeInjected(t *testing.T) {
	for name, tc := range map[string]struct {
		fault awsfake.Fault
		want  refusal
	}{
		"throttling": {awsfake.Fault{Code: "Throttling"}, refusal{http.StatusBadRequest, "Throttling", "Rate exceeded"}},
		"region disabled": {awsfake.Fault{Code: "RegionDisabledException"}, refusal{
			http.StatusForbidden, "RegionDisabledException",
			"STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
		}},
		"of a status of its own": {awsfake.Fault{Code: "Throttling", Status: http.StatusTooManyRequests}, refusal{http.StatusTooManyRequests, "Throttling", "Rate exceeded"}},
		"of a text of its own":   {awsfake.Fault{Code: "Odd", Message: "<odd> & 'odd'"}, refusal{http.StatusBadRequest, "Odd", "<odd> & 'odd'"}},
		"internal failure": {awsfake.Fault{Code: "InternalFailure"}, refusal{
			http.StatusInternalServerError, "InternalFailure",
			"The request processing has failed because of an unknown error, exception or failure.",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := started(t)
			s.Inject(tc.fault)
			got := refusalIn(t, whoAmI(t.Context(), stsClient(s, keysOf(s.NewUser("alice")))))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// outcome is what a client sees of an answer, below any SDK.
type outcome struct {
	Status int
	Length int64
	Error  string // of the request or of reading the body: a word that tells the kind
}

func seen(t *testing.T, s *awsfake.Server) outcome {
	t.Helper()
	noRedirects := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noRedirects.Get(s.URL() + "/?Action=GetCallerIdentity&Version=2011-06-15")
	if err != nil {
		return outcome{Error: kindOf(err)}
	}
	defer resp.Body.Close()
	length, err := io.Copy(io.Discard, resp.Body)
	return outcome{resp.StatusCode, length, kindOf(err)}
}

func kindOf(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut off"
	case errors.Is(err, io.EOF):
		return "closed"
	case strings.Contains(err.Error(), "reset") || strings.Contains(err.Error(), "forcibly closed"):
		return "reset"
	}
	return err.Error()
}

func TestAnswersCanBeReplaced(t *testing.T) {
	location := http.Header{"Location": {"http://127.0.0.1:1/"}}
	for name, tc := range map[string]struct {
		fault awsfake.Fault
		want  outcome
	}{
		"reset before":         {awsfake.Fault{ResetBefore: true}, outcome{Error: "reset"}},
		"reset after":          {awsfake.Fault{ResetAfter: true}, outcome{Error: "reset"}},
		"close after":          {awsfake.Fault{CloseAfter: true}, outcome{Error: "closed"}},
		"500":                  {awsfake.Fault{Status: 500}, outcome{Status: 500}},
		"503":                  {awsfake.Fault{Status: 503, RawBody: "<html>"}, outcome{Status: 503, Length: 6}},
		"429":                  {awsfake.Fault{Status: 429}, outcome{Status: 429}},
		"307":                  {awsfake.Fault{Status: 307, Header: location}, outcome{Status: 307}},
		"308":                  {awsfake.Fault{Status: 308, Header: location}, outcome{Status: 308}},
		"empty 200":            {awsfake.Fault{Status: 200}, outcome{Status: 200}},
		"JSON":                 {awsfake.Fault{RawBody: "{}"}, outcome{Status: 200, Length: 2}},
		"truncated":            {awsfake.Fault{TruncateAt: 20}, outcome{Status: 403, Length: 20}},
		"broken off":           {awsfake.Fault{BreakAt: 20}, outcome{Status: 403, Length: 20, Error: "cut off"}},
		"256 MiB":              {awsfake.Fault{RawBody: "<a>", BodySize: 256 << 20}, outcome{Status: 200, Length: 256 << 20}},
		"anything":             {awsfake.Fault{TakeOver: func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 299 Odd\r\n\r\nodd") }}, outcome{Status: 299, Length: 3}},
		"dripping":             {awsfake.Fault{RawBody: "drip", DripInterval: time.Millisecond}, outcome{Status: 200, Length: 4}},
		"late":                 {awsfake.Fault{RawBody: "late", Delay: time.Millisecond}, outcome{Status: 200, Length: 4}},
		"nothing out of order": {awsfake.Fault{Action: "GetSessionToken", Status: 500}, outcome{Status: 403, Length: 286}},
	} {
		t.Run(name, func(t *testing.T) {
			s := started(t)
			s.Inject(tc.fault)
			got := seen(t, s)
			if name == "nothing out of order" {
				got.Length = tc.want.Length // of no interest
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if s.Calls("GetCallerIdentity") != 1 {
				t.Errorf("counted %d times", s.Calls("GetCallerIdentity"))
			}
		})
	}
}

func TestFaultsSpendTheCodeOrDoNot(t *testing.T) {
	for name, tc := range map[string]struct {
		fault awsfake.Fault
		spent bool
	}{
		"reset before":             {awsfake.Fault{ResetBefore: true}, false},
		"reset after":              {awsfake.Fault{ResetAfter: true}, true},
		"close after":              {awsfake.Fault{CloseAfter: true}, true},
		"500 instead":              {awsfake.Fault{Status: 500}, false},
		"500 once it is processed": {awsfake.Fault{Status: 500, ProcessFirst: true}, true},
		"a broken answer":          {awsfake.Fault{BreakAt: 100}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := started(t)
			atStepStart(s)
			alice := s.NewUser("alice")
			serial := s.AddVirtualDevice(alice, "alice-phone").SerialNumber
			in := &sts.GetSessionTokenInput{SerialNumber: aws.String(serial), TokenCode: aws.String(s.Code(serial))}
			tc.fault.Times = 1
			s.Inject(tc.fault)
			client := stsClient(s, keysOf(alice))
			if _, err := client.GetSessionToken(t.Context(), in); err == nil {
				t.Error("the fault was no error")
			}
			_, err := client.GetSessionToken(t.Context(), in)
			if got := refusalIn(t, err); (got == invalidCode) != tc.spent {
				t.Errorf("the same code again: %+v, want spent: %v", got, tc.spent)
			}
			if diff := cmp.Diff([]string{*in.TokenCode, *in.TokenCode}, s.SentCodes(serial)); diff != "" {
				t.Errorf("sent codes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIssuedCredentialsCanBeChangedOnTheirWay(t *testing.T) {
	year9999 := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	for name, tc := range map[string]struct {
		change func(*awsfake.Credentials)
		want   string
	}{
		"an expiration in the past": {func(c *awsfake.Credentials) { c.Expiration = time.Unix(0, 0) }, "expires 1970-01-01T00:00:00Z"},
		"the year 9999":             {func(c *awsfake.Credentials) { c.Expiration = year9999 }, "expires 9999-12-31T23:59:59Z"},
		"no expiration":             {func(c *awsfake.Credentials) { c.Expiration = time.Time{} }, "never expires"},
		"no session token":          {func(c *awsfake.Credentials) { c.SessionToken = "" }, "no token"},
		"no credentials":            {func(c *awsfake.Credentials) { *c = awsfake.Credentials{} }, "none"},
	} {
		t.Run(name, func(t *testing.T) {
			s := started(t)
			s.Inject(awsfake.Fault{Action: "GetSessionToken", MutateResult: tc.change})
			out, err := stsClient(s, keysOf(s.NewUser("alice"))).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
			if err != nil {
				t.Fatal(err)
			}
			if got := described(out); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

func described(out *sts.GetSessionTokenOutput) string {
	switch c := out.Credentials; {
	case c == nil:
		return "none"
	case c.SessionToken == nil:
		return "no token"
	case c.Expiration == nil:
		return "never expires"
	default:
		return "expires " + c.Expiration.Format(time.RFC3339)
	}
}

func TestHeadersCanBeReplaced(t *testing.T) {
	s := started(t)
	wrong := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC).Format(http.TimeFormat)
	s.Inject(awsfake.Fault{Header: http.Header{"Date": {wrong}}})
	resp, err := http.Get(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Values("Date"); len(got) != 1 || got[0] != wrong {
		t.Errorf("Date is %v, want %s", got, wrong)
	}
}
