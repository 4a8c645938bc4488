package awsapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// errProxyAddress is what is said of an address that cannot be one of a proxy. The error of net/http
// would repeat it, with the password in it.
var errProxyAddress = errors.New("the address of the proxy is not a URL")

// proxyFor finds the proxy in the environment as other programs do. An address that net/http does not
// understand it takes for none: the request would go around the proxy.
func (s Settings) proxyFor(r *http.Request) (*url.URL, error) {
	if s.Proxy != "" && !isProxy(s.Proxy) && !isLoopback(r.URL.Hostname()) {
		return nil, errProxyAddress
	}
	u, err := http.ProxyFromEnvironment(r)
	if err != nil {
		return nil, errProxyAddress
	}
	return u, nil
}

// isProxy says whether a text is the address of a proxy; one without a scheme is of http.
func isProxy(s string) bool {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	return err == nil && u.Hostname() != ""
}

// proxyError is the answer of a proxy that does not let a connection through.
type proxyError struct {
	code   int
	status string
}

func (e *proxyError) Error() string { return "the proxy answered " + e.status }

func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{answer.StatusCode, answer.Status}
}
