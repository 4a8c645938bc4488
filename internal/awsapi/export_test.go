package awsapi

import (
	"context"
	"net"
	"net/http"
	"time"
)

// Cleaned is the filter for the texts of servers.
var Cleaned = cleaned

// Limit is one of the limits of a client.
type Limit int

// The limits a test can make short, so that a server that stalls ends it soon.
const (
	NoLimit Limit = iota
	DialLimit
	TLSLimit
	HeaderLimit
	CallLimit
)

// Shorten makes one limit short; the others must not strike on a busy machine.
func (c *Client) Shorten(l Limit) {
	const short = 200 * time.Millisecond
	switch l {
	case DialLimit:
		c.network.dialTimeout = short
	case TLSLimit:
		c.network.tlsTimeout = short
	case HeaderLimit:
		c.network.headerTimeout = short
	case CallLimit:
		c.network.callTimeout = 5 * short
	case NoLimit:
	}
}

// Quick shortens the pauses between attempts.
func (c *Client) Quick() { c.network.pause = time.Millisecond }

// DialBy replaces the way connections are made.
func (c *Client) DialBy(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	c.network.dial = dial
}

// AnswerBy replaces the network, TLS and HTTP by one function that answers at once.
func (c *Client) AnswerBy(next http.RoundTripper) {
	c.services = func() (services, error) {
		return c.by(&http.Client{Transport: watched{next, maxSTSAnswer}}, &http.Client{Transport: watched{next, maxIAMAnswer}}), nil
	}
}
