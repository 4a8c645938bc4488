package awsapi

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
)

// unreachable tells why no connection came about.
func unreachable(host string, err error) error {
	if host == "" {
		return &UnreachableError{Why: BadSettings, Err: err}
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the method and the URL
	}
	return &UnreachableError{Host: host, Why: why(err), Err: err}
}

func why(err error) Why {
	var (
		op          *net.OpError
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		proxy       *proxyError
	)
	switch isOp := errors.As(err, &op); {
	case errors.As(err, &proxy) && proxy.code == http.StatusProxyAuthRequired:
		return ProxyPassword
	case proxy != nil, errors.Is(err, errProxyAddress), isOp && (op.Op == "proxyconnect" || op.Op == "socks connect"):
		return BadProxy
	case errors.As(err, &certificate):
		return whyNotTrusted(certificate.Err)
	case errors.As(err, &dns):
		return NoAddress
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch), isOp && op.Op == "remote error", errors.Is(err, io.EOF):
		return NoTLS // no TLS spoken there; an alert; closed in the middle of the handshake
	case isTimeout(err):
		return TimedOut
	}
	return NoConnection
}

func whyNotTrusted(err error) Why {
	var (
		invalid x509.CertificateInvalidError
		host    x509.HostnameError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return WrongDate
	case errors.As(err, &host):
		return WrongHost
	}
	return BadCertificate
}

// cause says in a few words why no answer came. The error's own text may quote what the server
// sent, so only the system's part of it is repeated.
func cause(err error) string {
	var number syscall.Errno
	switch {
	case isTimeout(err):
		return "timed out"
	case errors.As(err, &number):
		return number.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	return "the connection broke, or what came is not HTTP"
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}
