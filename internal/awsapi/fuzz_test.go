package awsapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// canned answers every request with the same bytes.
type canned struct {
	status int
	body   []byte
}

func (a canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Date": {now.Format(http.TimeFormat)}}, Body: io.NopCloser(bytes.NewReader(a.body)),
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
		c.AnswerBy(canned{200 + (status%400+400)%400, body})
		got, err := issue(c)
		if err != nil {
			checkError(t, err)
			return
		}
		k := got.Credentials
		if strings.ContainsAny(k.AccessKeyID, " '\"$`\n;<>") || strings.ContainsAny(k.SecretAccessKey+k.SessionToken, " \n\x1b\x7f") ||
			k.SessionToken == "" || !k.Expires.After(now) || k.Expires.After(now.Add(37*time.Hour)) {
			t.Error("an answer that is not valid was accepted")
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
		c.AnswerBy(canned{200 + (status%300+300)%300, body}) // 500 and above are only repeated
		got, err := c.ListDevices(context.Background())
		if err != nil && !errors.Is(err, session.ErrAWS) && !errors.Is(err, session.ErrListDenied) && !errors.Is(err, session.ErrKeysRejected) {
			t.Errorf("an error that the domain does not know: %v", err)
		}
		for _, d := range got {
			if strings.ContainsFunc(string(d.SerialNumber)+d.UserName, unfit) || len(d.SerialNumber) < 9 || len(d.SerialNumber) > 256 {
				t.Errorf("device %q of %q", d.SerialNumber, d.UserName)
			}
		}
	})
}
