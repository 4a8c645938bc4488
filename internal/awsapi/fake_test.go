package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

const (
	keyID  = "AKIAIOSFODNN7EXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	phone  = device.SerialNumber("arn:aws:iam::111122223333:mfa/alice-phone")
	code   = session.TokenCode("123456")
)

// now is the moment all tests take place at, by the clock of this machine.
var now = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

func clock() time.Time { return now }

// TestMain keeps the settings of the developer's machine away, and is the child process of the test
// of proxies, which net/http reads from the environment once.
func TestMain(m *testing.M) {
	if endpoint := os.Getenv("AWSAPI_TEST_CHILD"); endpoint != "" {
		child(endpoint)
		return
	}
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "AWS_CA_BUNDLE"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// request is what a server saw.
type request struct {
	form   url.Values
	header http.Header
}

// server is an AWS of one handler. It counts what reaches it.
type server struct {
	*httptest.Server
	mu       sync.Mutex // guards requests
	requests []request
}

// serve answers every request with the handler, once the form has been read.
func serve(t *testing.T, answer http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(s.record(answer))
	t.Cleanup(s.Close)
	return s
}

func (s *server) record(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		s.mu.Lock()
		s.requests = append(s.requests, request{form, r.Header})
		s.mu.Unlock()
		r.Form = form
		answer(w, r)
	})
}

// actions are the requests so far, by name.
func (s *server) actions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, r := range s.requests {
		list = append(list, r.form.Get("Action"))
	}
	return list
}

// codes counts the requests that carried a token code.
func (s *server) codes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.requests {
		if r.form.Has("TokenCode") {
			n++
		}
	}
	return n
}

func (s *server) wantCodes(t *testing.T, want int) {
	t.Helper()
	if n := s.codes(); n != want {
		t.Errorf("the code was sent %d times, want %d", n, want)
	}
}

// conditions checks that an error meets these of all the conditions, and no other.
func conditions(t *testing.T, err error, want ...error) {
	t.Helper()
	for _, c := range []error{
		session.ErrAWS, session.ErrNotSent, session.ErrCodeMayBeSpent, session.ErrCodeRejected, session.ErrKeysRejected,
		session.ErrListDenied, session.ErrClockWrong, context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, c) != slices.Contains(want, c) {
			t.Errorf("%q: errors.Is(%q) is %v", err, c, errors.Is(err, c))
		}
	}
}

// client calls STS and IAM at one endpoint.
func client(endpoint string) *awsapi.Client {
	c := awsapi.New(awsapi.Settings{
		Region: "eu-west-1", STSEndpoint: endpoint, IAMEndpoint: endpoint, Version: "1.2.3",
	}, aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
	c.Quick()
	return c
}

func issue(c *awsapi.Client) (session.Session, error) {
	return c.Issue(context.Background(), session.IssueRequest{SerialNumber: phone, Code: code, Duration: 12 * time.Hour})
}

// say answers with a status and a body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// refuse answers as AWS does when it reports an error.
func refuse(status int, code, message string) http.HandlerFunc {
	return say(status, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>`+
		code+`</Code><Message>`+message+`</Message></Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>`)
}

// sessionXML is a good answer of GetSessionToken with some of its fields replaced.
func sessionXML(replace ...string) string {
	fields := map[string]string{
		"AccessKeyId":     "ASIAIOSFODNN7EXAMPLE",
		"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
		"SessionToken":    "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE==",
		"Expiration":      now.Add(12 * time.Hour).Format(time.RFC3339),
	}
	for i := 0; i < len(replace); i += 2 {
		fields[replace[i]] = replace[i+1]
	}
	var b strings.Builder
	for name, value := range fields {
		fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name)
	}
	return `<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetSessionTokenResult><Credentials>` +
		b.String() + `</Credentials></GetSessionTokenResult></GetSessionTokenResponse>`
}

// hangUp takes the connection from the server and does something rude to it.
func hangUp(do func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		do(conn)
		_ = conn.Close()
	}
}

func reset(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }
