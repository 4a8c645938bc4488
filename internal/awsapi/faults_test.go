package awsapi_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

// listen serves on loopback until the test is over.
func listen(tb testing.TB, handler http.Handler) (address string) {
	tb.Helper()
	s := httptest.NewServer(handler)
	tb.Cleanup(s.Close)
	return s.URL
}

// stall answers nothing until the client has gone.
func stall(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// drip sends a byte at a time, for ever.
func drip(w http.ResponseWriter, r *http.Request) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
		}
	}
}

// Whatever comes after the request may have been read: the code is not sent again.
func TestFaultsAfterTheCodeWasSent(t *testing.T) {
	html := "<html><body><h1>502 Bad Gateway</h1></body></html>"
	tests := map[string]struct {
		answer  http.HandlerFunc
		message string
	}{
		"Reset":           {hangUp(reset), "no answer from HOST: "},
		"Close":           {hangUp(func(net.Conn) {}), "no answer from HOST: the connection was closed"},
		"NotHTTP":         {hangUp(func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.2 EXAMPLE\r\n\r\n") }), "no answer from HOST: the connection broke, or what came is not HTTP"},
		"Status500":       {refuse(500, "InternalFailure", "oops"), "AWS failed by its own fault (GetSessionToken: InternalFailure: oops; request c6104cbe-af31-11e0-8154-cbc7ccf896c7)"},
		"Status503":       {refuse(503, "ServiceUnavailable", "later"), "AWS failed by its own fault (GetSessionToken: ServiceUnavailable: later; request c6104cbe-af31-11e0-8154-cbc7ccf896c7)"},
		"Status502HTML":   {say(502, html), "the answer of HOST to GetSessionToken is the HTTP status 502 and nothing of AWS's"},
		"Status503Empty":  {say(503, ""), "the answer of HOST to GetSessionToken is the HTTP status 503 and nothing of AWS's"},
		"Status429":       {refuse(429, "TooManyRequestsException", "slow down"), "AWS asks for patience, there were too many calls (GetSessionToken: TooManyRequestsException: slow down; request c6104cbe-af31-11e0-8154-cbc7ccf896c7)"},
		"Status429HTML":   {say(429, html), "the answer of HOST to GetSessionToken is the HTTP status 429 and nothing of AWS's"},
		"Throttling":      {refuse(400, "Throttling", "Rate exceeded"), "AWS asks for patience, there were too many calls (GetSessionToken: Throttling: Rate exceeded; request c6104cbe-af31-11e0-8154-cbc7ccf896c7)"},
		"Stall":           {stall, "no answer from HOST: timed out"},
		"SlowDrip":        {drip, "the answer of HOST to GetSessionToken did not come in time"},
		"Empty":           {say(200, ""), "the answer of HOST to GetSessionToken holds no credentials"},
		"EmptyJSON":       {say(200, "{}"), "the answer of HOST to GetSessionToken holds no credentials"},
		"HTML":            {say(200, html), "the answer of HOST to GetSessionToken cannot be read, or was cut short"},
		"TruncatedXML":    {say(200, sessionXML()[:300]), "the answer of HOST to GetSessionToken cannot be read, or was cut short"},
		"TruncatedBody":   {truncated, "the answer of HOST to GetSessionToken cannot be read, or was cut short"},
		"MovedTo307":      {moved(307), "the answer of HOST to GetSessionToken is a redirect (HTTP status 307), which is not followed"},
		"MovedTo308":      {moved(308), "the answer of HOST to GetSessionToken is a redirect (HTTP status 308), which is not followed"},
		"MovedTo302":      {moved(302), "the answer of HOST to GetSessionToken is a redirect (HTTP status 302), which is not followed"},
		"MovedToNowhere":  {say(301, ""), "the answer of HOST to GetSessionToken is a redirect (HTTP status 301), which is not followed"},
		"HugeHeader":      {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) }, "no answer from HOST: the connection broke, or what came is not HTTP"},
		"NestedFiveTimes": {say(200, strings.Repeat("<GetSessionTokenResponse><GetSessionTokenResult>", 5)), "the answer of HOST to GetSessionToken cannot be read, or was cut short"},
		"NestedDeeply":    {say(200, strings.Repeat("<a>", 20000)), "the answer of HOST to GetSessionToken cannot be read, or was cut short"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, tt.answer)
			c := client(s.URL)
			c.Shorten(map[string]awsapi.Limit{"Stall": awsapi.HeaderLimit, "SlowDrip": awsapi.CallLimit}[name])
			got, err := issue(c)
			if got != (session.Session{}) {
				t.Errorf("a session was returned: %v", got)
			}
			want := strings.ReplaceAll(tt.message, "HOST", strings.TrimPrefix(s.URL, "http://"))
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("error %q, want %q", err, want)
			}
			conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent)
			s.wantCodes(t, 1)
		})
	}
}

// moved points to a server that would give a session.
func moved(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			say(200, sessionXML())(w, r)
			return
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}
}

// truncated promises more than it sends.
func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100000")
	_, _ = io.WriteString(w, sessionXML()[:200])
}

// A connection that is reset while the request arrives may have carried all of it: nobody can tell.
func TestAConnectionThatIsResetInTheMiddle(t *testing.T) {
	var accepted atomic.Int32
	address := accept(t, func(c net.Conn) {
		accepted.Add(1)
		_, _ = c.Read(make([]byte, 1))
		reset(c)
	})
	_, err := issue(client("http://" + address))
	conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent)
	if n := accepted.Load(); n != 1 {
		t.Errorf("%d connections, want one", n)
	}
}

// accept runs a server that does one thing to each connection and closes it.
func accept(t *testing.T, do func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			do(c)
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// 256 MiB are offered, in a success, an error, and one long field: little of it is read.
func TestAnAnswerOf256MiBIsNotRead(t *testing.T) {
	for name, head := range map[string]string{
		"White":      "",
		"InAField":   `<GetSessionTokenResponse><GetSessionTokenResult><Credentials><AccessKeyId>`,
		"ManyFields": `<GetSessionTokenResponse><GetSessionTokenResult><Credentials>`,
	} {
		for _, status := range []int{200, 403} {
			t.Run(name+http.StatusText(status), func(t *testing.T) { drown(t, status, head) })
		}
	}
}

func drown(t *testing.T, status int, head string) {
	t.Helper()
	var written atomic.Int64
	s := serve(t, flood(status, head, &written))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := issue(client(s.URL))
	runtime.ReadMemStats(&after)
	var e *awsapi.AnswerError
	if !errors.As(err, &e) || e.What != "is too large" {
		t.Errorf("error %v", err)
	}
	conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent)
	s.wantCodes(t, 1)
	s.Close() // waits for the handler
	if n := written.Load(); n > 32<<20 {
		t.Errorf("the server got rid of %d bytes", n)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
		t.Errorf("%d bytes were allocated", n)
	}
}

func flood(status int, head string, written *atomic.Int64) http.HandlerFunc {
	filler := []byte(strings.Repeat("A", 64<<10))
	switch {
	case head == "":
		filler = []byte(strings.Repeat(" ", 64<<10))
	case strings.HasSuffix(head, "<Credentials>"):
		filler = []byte(strings.Repeat("<X>AAA</X>", 6<<10))
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, head)
		for range 256 << 20 / len(filler) {
			n, err := w.Write(filler)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
}

func TestTheCallerCancels(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		stall(w, r)
	})
	_, err := client(s.URL).Issue(ctx, session.IssueRequest{SerialNumber: phone, Code: code, Duration: time.Hour})
	conditions(t, err, session.ErrAWS, session.ErrCodeMayBeSpent, context.Canceled)
	s2 := serve(t, say(200, sessionXML()))
	_, err = client(s2.URL).Issue(ctx, session.IssueRequest{SerialNumber: phone, Code: code, Duration: time.Hour})
	conditions(t, err, session.ErrAWS, session.ErrNotSent, context.Canceled)
	s2.wantCodes(t, 0)
}
