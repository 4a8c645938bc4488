package awsapi_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// child is this test program started again, with a proxy in its environment.
func child(endpoint string) {
	got, err := issue(withBundle(endpoint, os.Getenv("AWSAPI_TEST_BUNDLE")))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got)
}

func runChild(t *testing.T, endpoint, path, proxy string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "AWSAPI_TEST_CHILD="+endpoint, "AWSAPI_TEST_BUNDLE="+path, "HTTPS_PROXY="+proxy)
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

func TestAProxyThatRefuses(t *testing.T) {
	s := untrusted(t)
	proxy := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	got := runChild(t, "https://sts.example.com", bundle(t, s), proxy)
	if want := "sts.example.com could not be reached: the proxy answered 407 Proxy Authentication Required"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got = runChild(t, "https://sts.example.com", bundle(t, s), "http://127.0.0.1:1")
	if want := "sts.example.com could not be reached: proxyconnect tcp: "; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
