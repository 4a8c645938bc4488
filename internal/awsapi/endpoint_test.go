package awsapi_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
)

func TestEndpoints(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://sts.example.com":           "",
		"https://sts.example.com:8443/path": "",
		"HTTPS://STS.EXAMPLE.COM/":          "",
		"https://127.0.0.1:4566":            "",
		"http://localhost:4566":             "",
		"http://LocalHost":                  "",
		"http://127.0.0.1:4566/":            "",
		"http://127.200.3.4":                "",

		"":                          "the endpoint URL has no host name that can be called",
		"sts.example.com":           "the endpoint URL has no host name that can be called",
		"localhost:4566":            "the endpoint URL is not a URL",
		"https://":                  "the endpoint URL has no host name that can be called",
		"https://sts.example.com\n": "the endpoint URL is not a URL",
		"https://a b":               "the endpoint URL is not a URL",
		"https://sts_1.example.com": "the endpoint URL has no host name that can be called",
		"https://..":                "the endpoint URL has no host name that can be called",
		"https://example.com:0":     "the endpoint URL has no host name that can be called",
		"https://example.com:65536": "the endpoint URL has no host name that can be called",
		"https://example.com:":      "the endpoint URL has no host name that can be called",
		"https://exämple.com":       "the endpoint URL has no host name that can be called",
		"https://" + strings.Repeat("a.", 127) + "com": "the endpoint URL has no host name that can be called",
		"https://user:EXAMPLE@sts.test":                "the endpoint URL must not carry a user name or password",
		"https://sts.example.com?a=b":                  "the endpoint URL must not have a query or a fragment",
		"https://sts.example.com?":                     "the endpoint URL must not have a query or a fragment",
		"https://sts.example.com#x":                    "the endpoint URL must not have a query or a fragment",
		"https://sts.example.com#":                     "the endpoint URL must not have a query or a fragment",
		"http://sts.example.com":                       "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://localhost.example.com":                 "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://10.0.0.1":                              "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://127.0.0.1.example.com":                 "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://2130706433":                            "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://0.0.0.0":                               "the endpoint URL must be https: http is for this machine only (localhost, 127.0.0.1)",
		"http://[::1]:4566":                            "the endpoint URL must name a host: the AWS SDK calls no IPv6 address, not even [::1]; try localhost",
		"ftp://sts.example.com":                        "the endpoint URL must begin with https://",
		"file://localhost/EXAMPLE":                     "the endpoint URL must begin with https://",
	} {
		got := ""
		if err := awsapi.ParseEndpoint(endpoint); err != nil {
			got = err.Error()
			var e *awsapi.EndpointError
			if !errors.As(err, &e) {
				t.Errorf("%q: error of type %T", endpoint, err)
			}
		}
		if got != want {
			t.Errorf("ParseEndpoint(%q) = %q, want %q", endpoint, got, want)
		}
	}
}

// What is accepted is https or this machine, and it is the host that is called.
func FuzzParseEndpoint(f *testing.F) {
	for _, s := range []string{
		"https://sts.example.com", "http://127.0.0.1:4566", "http://localhost:1/x", "http://[::1]", "http://localhost@evil.test",
		"https://user:EXAMPLE@sts.test", `https://a\@b`, "http://127.0.0.1%2eevil.test", "https://sts.example.com/%2e%2e/#",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if awsapi.ParseEndpoint(s) != nil {
			return
		}
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme != "https" &&
			(u.Scheme != "http" || (err != nil || !ip.IsLoopback()) && !strings.EqualFold(u.Hostname(), "localhost")) {
			t.Errorf("accepted %q", s)
		}
		c := awsapi.New(awsapi.Settings{Region: "eu-west-1", STSEndpoint: s}, aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
		c.Quick()
		dialled := ""
		c.DialBy(func(_ context.Context, _, address string) (net.Conn, error) {
			dialled, _, _ = net.SplitHostPort(address)
			return nil, errors.New("no network here")
		})
		if _, err := issue(c); !strings.EqualFold(dialled, u.Hostname()) {
			t.Errorf("%q: called %q: %v", s, dialled, err)
		}
	})
}
