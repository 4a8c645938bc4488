package awsapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// The largest answers that are read, in bytes. GetSessionToken answers with about 2 KiB, a session
// token of 4,096 bytes included; a page of ListMFADevices holds at most a thousand devices.
const (
	maxSTSAnswer     = 64 << 10
	maxIAMAnswer     = 1 << 20
	maxAnswerHeaders = 64 << 10
)

// maxAttempts is how often a request is made at most that may be repeated.
const maxAttempts = 3

// network holds the limits of every call.
type network struct {
	dialTimeout   time.Duration // name look-up included
	tlsTimeout    time.Duration
	headerTimeout time.Duration // from the written request to the answer's header
	callTimeout   time.Duration // of Issue and of ListDevices, all attempts together
	pause         time.Duration // the longest before another attempt
	dial          func(ctx context.Context, network, address string) (net.Conn, error)
}

func defaultNetwork() network {
	const dialTimeout = 5 * time.Second
	return network{
		dialTimeout:   dialTimeout,
		tlsTimeout:    5 * time.Second,
		headerTimeout: 10 * time.Second,
		callTimeout:   20 * time.Second,
		pause:         500 * time.Millisecond,
		dial:          (&net.Dialer{}).DialContext,
	}
}

// client returns an HTTP client that follows no redirect, keeps no connection (an idle one that the
// server has closed in the meantime looks like a code that was lost on the way), speaks HTTP/1.1
// only (the HTTP/2 of net/http repeats requests by itself), and reads no more than limit bytes.
func (n network) client(roots *x509.CertPool, proxy func(*http.Request) (*url.URL, error), limit int64) *http.Client {
	transport := &http.Transport{
		Proxy:                  proxy,
		DialContext:            n.dialWithin,
		TLSHandshakeTimeout:    n.tlsTimeout,
		ResponseHeaderTimeout:  n.headerTimeout,
		MaxResponseHeaderBytes: maxAnswerHeaders,
		DisableKeepAlives:      true,
		OnProxyConnectResponse: proxyAnswer,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
	}
	return &http.Client{
		Transport:     watched{transport, limit},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (n network) dialWithin(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, n.dialTimeout)
	defer cancel()
	return n.dial(ctx, network, address)
}

// wire is what is known of a request on its way: the host it goes to, and whether a connection was
// ready for it. Until then surely nothing was written; after that nobody can tell.
type wire struct {
	host      string
	connected bool
}

type wireKey struct{}

// onWire returns a context whose requests report to the wire.
func onWire(ctx context.Context) (context.Context, *wire) {
	w := &wire{}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { w.connected = true }, // in the goroutine of the request
	})
	return context.WithValue(ctx, wireKey{}, w), w
}

// watched reports the host, and reads the answer, or as much of it as there may be, before it hands
// it on. The SDK closes the request's body as soon as it has the answer's header; if net/http is
// not quite done with that body, it drops the connection and with it the rest of the answer.
type watched struct {
	next  http.RoundTripper
	limit int64
}

// RoundTrip implements http.RoundTripper.
func (t watched) RoundTrip(r *http.Request) (*http.Response, error) {
	if w, ok := r.Context().Value(wireKey{}).(*wire); ok {
		*w = wire{host: r.URL.Host}
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, t.limit))
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
	return resp, nil
}

// broken is what comes after the part of an answer that could be read: nothing, or why there is
// no more.
type broken struct{ err error }

// Read implements io.Reader.
func (b broken) Read([]byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	return 0, io.EOF
}
