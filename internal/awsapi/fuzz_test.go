package awsapi_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// canned answers every request with the same bytes.
type canned struct {
	status int
	body   []byte
	date   string // now, if empty
}

func (a canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	date := a.date
	if date == "" {
		date = now.Format(http.TimeFormat)
	}
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Date": {date}}, Body: io.NopCloser(bytes.NewReader(a.body)),
	}, nil
}

// Whatever is answered: a session is valid in every field; otherwise the error is one that the
// domain knows, fit for a terminal and without the code.
func FuzzAnswer(f *testing.F) {
	f.Add(200, []byte(sessionXML()))
	f.Add(200, []byte(sessionXML("AccessKeyId", "AKIA$(touch EXAMPLE);X")))
	f.Add(200, []byte("{}"))
	f.Add(200, []byte("<GetSessionTokenResponse><GetSessionTokenResult>"))
	f.Add(500, []byte("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"))
	f.Add(403, []byte("<ErrorResponse><Error><Code>AccessDenied</Code><Message>one time pass code 123456 \u009b31m</Message></Error></ErrorResponse>"))
	f.Add(400, []byte("<ErrorResponse><Error><Code>123456</Code><Message>12&#10;3456</Message></Error><RequestId>123456</RequestId></ErrorResponse>"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		c := client("https://sts.example.com")
		c.AnswerBy(canned{status: 200 + (status%400+400)%400, body: body})
		got, err := issue(c)
		if err != nil {
			checkError(t, err)
			return
		}
		k := got.Credentials
		if !sessionKey.MatchString(k.AccessKeyID) || !graphic.MatchString(k.SecretAccessKey) || !graphic.MatchString(k.SessionToken) ||
			len(k.SecretAccessKey) > 512 || len(k.SessionToken) > 16<<10 || !k.Expires.After(now) || k.Expires.After(now.Add(37*time.Hour)) {
			t.Error("an answer that is not valid was accepted")
		}
	})
}

// What a session may consist of, and a device.
var (
	sessionKey = regexp.MustCompile(`\AASIA[A-Z0-9]{12,124}\z`)
	graphic    = regexp.MustCompile(`\A[!-~]+\z`)
	serial     = regexp.MustCompile(`\A(?:arn:aws[a-z-]*:iam::\d{12}:(?:mfa|u2f|sms-mfa)/[\w+=/:,.@-]+|[\w+=/:,.@-]{9,256})\z`)
	userName   = regexp.MustCompile(`\A[\w+=,.@-]{0,64}\z`)
)

// Whatever an error says: it is one that the domain knows, short, fit for a terminal, without the code.
func FuzzErrorOfAWS(f *testing.F) {
	f.Add(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", requestID, "")
	f.Add(403, "SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T003000Z - 15 min.)", "", "yesterday")
	f.Add(403, "SignatureDoesNotMatch", "Signature not yet current (99999999T999999Z + 15 min.)", "", "Fri, 31 Dec 9999 23:59:59 GMT")
	f.Add(400, "Throttling\u009b31m", "Rate exceeded\n123456", "123456", "")
	f.Add(403, "AccessDenied", "explicit deny in a service control policy: arn:aws:123456\u202e", "\x1b]0;", "")
	f.Add(403, "InvalidClientTokenId", "", "", "")
	f.Fuzz(func(t *testing.T, status int, code, message, id, date string) {
		var b bytes.Buffer
		for _, part := range []string{"<ErrorResponse><Error><Code>", code, "</Code><Message>", message, "</Message></Error><RequestId>", id, "</RequestId></ErrorResponse>"} {
			if strings.HasPrefix(part, "<") {
				b.WriteString(part)
				continue
			}
			if err := xml.EscapeText(&b, []byte(part)); err != nil {
				t.Fatal(err)
			}
		}
		c := client("https://sts.example.com")
		c.AnswerBy(canned{status: 300 + (status%300+300)%300, body: b.Bytes(), date: date})
		if _, err := issue(c); err == nil {
			t.Error("no error")
		} else {
			checkError(t, err)
		}
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, session.ErrAWS) && !errors.Is(err, session.ErrCodeRejected) && !errors.Is(err, session.ErrKeysRejected) {
		t.Errorf("an error that the domain does not know: %v", err)
	}
	if text := err.Error(); strings.Contains(text, code.Digits()) || strings.ContainsFunc(text, unfit) || len(text) > 1000 {
		t.Errorf("message %q", text)
	}
}

// Whatever is answered to a list: only what can be a device comes out.
func FuzzList(f *testing.F) {
	f.Add(200, []byte(listXML("", string(phone), "GAHT12345678")))
	f.Add(200, []byte(listXML("again", "arn:aws:iam::111122223333:u2f/user/alice/key-EXAMPLE")))
	f.Add(403, []byte("<ErrorResponse><Error><Code>AccessDenied</Code><Message>explicit deny in a policy: arn:\u009b</Message></Error></ErrorResponse>"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		c := client("https://iam.example.com")
		c.AnswerBy(canned{status: 200 + (status%300+300)%300, body: body}) // 500 and above are only repeated
		got, err := c.ListDevices(context.Background())
		if err != nil && !errors.Is(err, session.ErrAWS) && !errors.Is(err, session.ErrListDenied) && !errors.Is(err, session.ErrKeysRejected) {
			t.Errorf("an error that the domain does not know: %v", err)
		}
		for _, d := range got {
			if !serial.MatchString(string(d.SerialNumber)) || !userName.MatchString(d.UserName) || len(got) > 64 {
				t.Errorf("device %q of %q", d.SerialNumber, d.UserName)
			}
		}
	})
}
