//go:build unix

package e2e_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// badAnswers are those that any action can get.
func badAnswers(action string) []badAnswer {
	elsewhere := http.Header{"Location": {"http://127.0.0.1:1/"}}
	answer := "^the answer of 127.0.0.1:[0-9]+ to " + action + " "
	silence := "^no answer from 127.0.0.1:[0-9]+: "
	gzipped := http.Header{"Content-Encoding": {"gzip"}}
	return []badAnswer{
		{"reset before", awsfake.Fault{ResetBefore: true}, 8, silence + "connection reset by peer$"},
		{"reset after", awsfake.Fault{ResetAfter: true}, 8, silence + "connection reset by peer$"},
		{"close after", awsfake.Fault{CloseAfter: true}, 8, silence + "the connection was closed$"},
		{"broken off", awsfake.Fault{BreakAt: 100}, 8, answer + "cannot be read, or was cut short$"},
		{"500", awsfake.Fault{Status: 500}, 8, answer + "is the HTTP status 500 and nothing of AWS's$"},
		{"500 of AWS", awsfake.Fault{Code: "InternalFailure", ProcessFirst: true}, 8, `^AWS failed by its own fault \(` + action + ": InternalFailure: "},
		{"503", awsfake.Fault{Status: 503, ProcessFirst: true}, 8, answer + "is the HTTP status 503 "},
		{"502 of a proxy", awsfake.Fault{Status: 502, RawBody: "<html><h1>502 Bad Gateway</h1></html>"}, 8, answer + "is the HTTP status 502 "},
		{"429", awsfake.Fault{Status: 429}, 8, answer + "is the HTTP status 429 "},
		{"throttled", awsfake.Fault{Code: "Throttling"}, 8, `^AWS asks for patience, there were too many calls \(`},
		{"stall", awsfake.Fault{HangUntilClosed: true}, 8, silence + "timed out$"},
		{"slow drip", awsfake.Fault{RawBody: strings.Repeat(" ", 1000), DripInterval: 100 * time.Millisecond}, 8, answer + "did not come in time$"},
		{"slow header", awsfake.Fault{TakeOver: repeat("HTTP/1.1 200 OK\r\n", "X: x\r\n", 100, 300*time.Millisecond)}, 8, silence + "timed out$"},
		{"empty 200", awsfake.Fault{Status: 200}, 8, answer + "holds no "},
		{"{}", awsfake.Fault{RawBody: "{}"}, 8, answer + "holds no "},
		{"HTML", awsfake.Fault{RawBody: "<html><body>Please log in</body></html>"}, 8, answer},
		{"truncated", awsfake.Fault{TruncateAt: 120}, 8, answer + "cannot be read, or was cut short$"},
		{"256 MiB", awsfake.Fault{RawBody: "<" + action + "Response>", BodySize: 256 << 20}, 8, answer + "is too large$"},
		{"256 MiB of an error", awsfake.Fault{Status: 403, RawBody: "<ErrorResponse><Error><Code>", BodySize: 256 << 20}, 8, answer + "is too large$"},
		{"256 MiB of gzip", awsfake.Fault{RawBody: bomb(256 << 20), Header: gzipped}, 8, answer},
		{"endless header", awsfake.Fault{TakeOver: repeat("HTTP/1.1 200 OK\r\n", "X: "+strings.Repeat("x", 1020)+"\r\n", 256<<10, 0)}, 8, silence + "the connection broke"},
		{"endless name", awsfake.Fault{TakeOver: repeat("HTTP/1.1 200 OK\r\n", strings.Repeat("x", 1024), 256<<10, 0)}, 8, silence + "the connection broke"},
		{"endless 100", awsfake.Fault{TakeOver: repeat("", "HTTP/1.1 100 Continue\r\nX: "+strings.Repeat("x", 1000)+"\r\n\r\n", 256<<10, 0)}, 8, silence + "the connection broke"},
		{"endless chunks", awsfake.Fault{TakeOver: repeat("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", 16<<20, 0)}, 8, answer},
		{"endless chunk extensions", awsfake.Fault{TakeOver: repeat("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", strings.Repeat("x", 1024), 256<<10, 0)}, 8, answer},
		{"no HTTP", awsfake.Fault{TakeOver: repeat("SSH-2.0-OpenSSH_9.2\r\n", "", 0, 0)}, 8, silence + "the connection broke, or what came is not HTTP$"},
		{"301", awsfake.Fault{Status: 301, Header: elsewhere}, 8, answer + "is a redirect .HTTP status 301., which is not followed$"},
		{"302", awsfake.Fault{Status: 302, Header: elsewhere}, 8, answer + "is a redirect .HTTP status 302., which is not followed$"},
		{"307", awsfake.Fault{Status: 307, Header: elsewhere}, 8, answer + "is a redirect .HTTP status 307., which is not followed$"},
		{"308", awsfake.Fault{Status: 308, Header: elsewhere}, 8, answer + "is a redirect .HTTP status 308., which is not followed$"},
		{"region off", awsfake.Fault{Code: "RegionDisabledException"}, 8, "^STS is not activated in the region us-east-1 for this account$"},
		{"clock behind", wrongClock("Signature expired: 20260101T000000Z is now earlier than 20260101T000000Z (x)", 2*time.Hour), 8, "^AWS refused the signature: this machine's clock is 2h00m behind AWS's$"},
		{"clock ahead", wrongClock("Signature not yet current: 20260101T000000Z is still later than 20260101T000000Z (x)", -2*time.Hour), 8, "^AWS refused the signature: this machine's clock is (1h59m|2h00m) ahead of AWS's$"},
		{"an unknown error", awsfake.Fault{Code: "Odd\u009b31m", Message: "a\u202eb &#10; " + strings.Repeat("x", 10000)}, 8, `^AWS refused \(` + action + ": Odd31m: ab &#10; x{280,300}; request [0-9a-f-]+\\)$"},
		{"a value", awsfake.Fault{Code: "ValidationError", Message: "1 validation error detected"}, 8, "^AWS did not take a value"},
	}
}

// badSessions are answers of GetSessionToken that are refused whole.
func badSessions() []badAnswer {
	session := func(change func(*awsfake.Credentials)) awsfake.Fault { return awsfake.Fault{MutateResult: change} }
	answer := "^the answer of 127.0.0.1:[0-9]+ to GetSessionToken holds "
	return []badAnswer{
		{"no credentials", session(func(c *awsfake.Credentials) { *c = awsfake.Credentials{} }), 8, answer + "no credentials$"},
		{"expired", session(func(c *awsfake.Credentials) { c.Expiration = time.Now().Add(-time.Minute) }), 8, answer + "a session that has expired already$"},
		{"year 9999", session(func(c *awsfake.Credentials) { c.Expiration = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }), 8, answer + "a session that expires later than any can$"},
		{"a long-term key", session(func(c *awsfake.Credentials) { c.AccessKeyID = "AKIAEXAMPLE000000001" }), 8, answer + "an access key that is not a session's$"},
		{"a command", session(func(c *awsfake.Credentials) { c.AccessKeyID = "ASIA$(touch pwned);X0" }), 8, answer + "no valid access key id$"},
		{"a long token", session(func(c *awsfake.Credentials) { c.SessionToken = strings.Repeat("A", 16<<10+1) }), 8, answer + "no valid session token$"},
		{"code refused", awsfake.Fault{Code: "AccessDenied", Status: 403, Message: "MultiFactorAuthentication failed with invalid MFA one time pass code. "}, 5, "^AWS did not accept the token code: "},
		{"attempts used up", awsfake.Fault{Code: "AccessDenied", Status: 403, Message: "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify"}, 5, "^AWS did not accept the token code: it could not validate a code of this device$"},
		{"denied", awsfake.Fault{Code: "AccessDenied", Status: 403, Message: "not authorized to perform: sts:GetSessionToken with an explicit deny in a service control policy"}, 8, "^a policy denies the call "},
	}
}

// badLists are answers of ListMFADevices that are refused whole.
func badLists() []badAnswer {
	const head = `<ListMFADevicesResponse><ListMFADevicesResult><MFADevices>`
	list := func(marker string, serials ...string) awsfake.Fault {
		var b strings.Builder
		for _, s := range serials {
			fmt.Fprintf(&b, "<member><UserName>alice</UserName><SerialNumber>%s</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate></member>", s)
		}
		return awsfake.Fault{RawBody: head + b.String() + "</MFADevices><IsTruncated>" + fmt.Sprint(marker != "") + "</IsTruncated><Marker>" + marker +
			"</Marker></ListMFADevicesResult></ListMFADevicesResponse>"}
	}
	var thousands []string
	for i := range 5000 {
		thousands = append(thousands, fmt.Sprintf("GAHT%08d", i))
	}
	answer := "^the answer of 127.0.0.1:[0-9]+ to ListMFADevices "
	return []badAnswer{
		{"endless pages", list("again", alicePhone), 8, answer + "(does not end|names a device twice)$"},
		{"thousands of devices", list("", thousands...), 8, answer + "holds more devices than a user can have$"},
		{"a user for a device", list("", "arn:aws:iam::111122223333:user/alice"), 8, answer + "holds what is no device$"},
		{"a device of another account", list("", alicePhone, bobPhone), 8, answer + "holds a device of another account$"},
	}
}

func wrongClock(message string, offset time.Duration) awsfake.Fault {
	return awsfake.Fault{
		Code: "SignatureDoesNotMatch", Message: message,
		Header: http.Header{"Date": {time.Now().Add(offset + 30*time.Second).UTC().Format(http.TimeFormat)}},
	}
}

// repeat says one thing and then another many times, until nobody listens.
func repeat(first, then string, times int, pause time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		if _, err := io.WriteString(c, first); err != nil {
			return
		}
		for range times {
			if _, err := io.WriteString(c, then); err != nil {
				return
			}
			time.Sleep(pause)
		}
	}
}

// bomb is a small text that becomes a large one.
func bomb(size int64) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.CopyN(w, spaces{}, size); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// spaces is spaces without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
