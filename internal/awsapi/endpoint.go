package awsapi

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// EndpointError is a custom endpoint that is not called. The endpoint is not repeated: it may
// carry a password.
type EndpointError struct{ Reason string }

func (e *EndpointError) Error() string { return "the endpoint URL " + e.Reason }

// The longest host name of DNS, and the longest of its labels.
const maxHost, maxLabel = 253, 63

// ParseEndpoint accepts the base URL of a custom endpoint: https anywhere, or http to this machine
// only, because whoever reads the answer has the session. Everything else is an *EndpointError.
func ParseEndpoint(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Opaque != "":
		return &EndpointError{"is not a URL"}
	case u.User != nil:
		return &EndpointError{"must not carry a user name or password"}
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return &EndpointError{"must not have a query or a fragment"}
	case strings.Contains(u.Host, "["):
		return &EndpointError{"must name a host: the AWS SDK calls no IPv6 address, not even [::1]; try localhost"}
	case !validHost(u):
		return &EndpointError{"has no host name that can be called"}
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return &EndpointError{"must be https: http is for this machine only (localhost, 127.0.0.1)"}
	}
	return &EndpointError{"must begin with https://"}
}

func validHost(u *url.URL) bool {
	host, port := u.Hostname(), u.Port()
	if strings.HasSuffix(u.Host, ":") {
		return false
	}
	if port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	return isHost(host)
}

// isHost is what the SDK can call: labels of letters, digits and hyphens (smithy-go,
// transport/http/host.go, which knows no IPv6 literals).
func isHost(s string) bool {
	if len(s) > maxHost {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if !isAll(label, 1, maxLabel, func(c byte) bool { return isAlphanumeric(c) || c == '-' }) {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
