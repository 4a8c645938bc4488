package awsapi_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
)

// child is this test program started again, with a proxy in its environment.
func child(endpoint string) {
	got, err := issue(awsapi.New(
		awsapi.Settings{Region: "eu-west-1", STSEndpoint: endpoint, CABundle: os.Getenv("AWSAPI_TEST_BUNDLE"), Proxy: os.Getenv("HTTPS_PROXY")},
		aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock))
	if e := new(awsapi.UnreachableError); errors.As(err, &e) {
		fmt.Println(int(e.Why), err)
		return
	}
	fmt.Println(got, err)
}

func runChild(t *testing.T, endpoint, path, proxy string, further ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "AWSAPI_TEST_CHILD="+endpoint, "AWSAPI_TEST_BUNDLE="+path, "HTTPS_PROXY="+proxy)
	cmd.Env = append(cmd.Env, further...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestThroughAProxy(t *testing.T) {
	s := untrusted(t)
	s.Config.Handler = say(200, sessionXML())
	var asked string
	proxy := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.Host
		w.WriteHeader(http.StatusOK)
		client, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		tunnel(client, s.Listener.Addr().String())
	}))
	got := runChild(t, "https://sts.example.com", bundle(t, s), proxy)
	if want := "session of " + string(phone) + " until "; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if want := "CONNECT sts.example.com:443"; asked != want {
		t.Errorf("the proxy was asked for %q, want %q", asked, want)
	}
}

func tunnel(client net.Conn, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(server, client) }()
	_, _ = io.Copy(client, server)
}

// Whatever is wrong with a proxy: it is said, and the password of the proxy is not.
func TestAProxyThatDoesNotHelp(t *testing.T) {
	s := untrusted(t)
	path := bundle(t, s)
	answers := func(status int) string {
		return listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	}
	with := func(address string) string {
		return strings.Replace(address, "http://", "http://user:passwordEXAMPLE@", 1)
	}
	endless := "http://" + accept(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for range 256 << 10 {
			if _, err := io.WriteString(c, "X: "+strings.Repeat("x", 1020)+"\r\n"); err != nil {
				return
			}
		}
	})
	for name, tt := range map[string]struct {
		proxy, want string
		why         awsapi.Why
	}{
		"AsksForAPassword": {answers(407), "sts.example.com could not be reached: the proxy answered 407 Proxy Authentication Required", awsapi.ProxyPassword},
		"WrongPassword":    {with(answers(407)), "sts.example.com could not be reached: the proxy answered 407 Proxy Authentication Required", awsapi.ProxyPassword},
		"Refuses":          {with(answers(403)), "sts.example.com could not be reached: the proxy answered 403 Forbidden", awsapi.BadProxy},
		"IsNotThere":       {with("http://127.0.0.1:1"), "sts.example.com could not be reached: proxyconnect tcp: dial tcp 127.0.0.1:1: connect", awsapi.BadProxy},
		"IsNoAddress":      {with("http://127.0.0.1:1 2"), "sts.example.com could not be reached: the address of the proxy is not a URL", awsapi.BadProxy},
		"IsOddlyEscaped":   {"http://user:passwordEXAMPLE%zz@127.0.0.1:1", "sts.example.com could not be reached: the address of the proxy is not a URL", awsapi.BadProxy},
		"SOCKSIsNotThere":  {"socks5://user:passwordEXAMPLE@127.0.0.1:1", "sts.example.com could not be reached: ", awsapi.BadProxy},
		"UnknownKind":      {"gopher://user:passwordEXAMPLE@127.0.0.1:1", "sts.example.com could not be reached: ", awsapi.BadProxy},
		"NeverEnds":        {endless, "sts.example.com could not be reached: ", awsapi.NoConnection},
	} {
		t.Run(name, func(t *testing.T) {
			got := runChild(t, "https://sts.example.com", path, tt.proxy)
			why, text, _ := strings.Cut(got, " ")
			if !strings.HasPrefix(text, tt.want) || why != fmt.Sprint(int(tt.why)) {
				t.Errorf("%q, want %d %q", got, tt.why, tt.want)
			}
			if strings.Contains(got, "EXAMPLE") {
				t.Errorf("the password is told: %q", got)
			}
		})
	}
}

// NO_PROXY names what is called without the proxy.
func TestAroundTheProxy(t *testing.T) {
	got := runChild(t, "https://sts.invalid", "", "http://user:passwordEXAMPLE@127.0.0.1:1", "NO_PROXY=.invalid")
	if want := fmt.Sprint(int(awsapi.NoAddress)) + " sts.invalid could not be reached: "; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
