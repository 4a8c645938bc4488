package awsapi

import (
	"fmt"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Why says why a request could not leave this machine.
type Why int

// The reasons. The first four may pass by themselves.
const (
	NoConnection   Why = iota // refused, reset, no route
	NoAddress                 // the host name has no address, or the name server does not answer
	TimedOut                  // no connection in time, as in a VPC without a way to the endpoint
	NoTLS                     // the TLS handshake failed
	BadCertificate            // the certificate is not trusted
	WrongDate                 // the certificate is of another time: it, or the clock, is out of date
	WrongHost                 // the certificate is for another host
	BadProxy                  // the proxy refused, or cannot be reached
	ProxyPassword             // the proxy asks for a user name and a password
	BadBundle                 // nothing was tried: the CA bundle cannot be used
	BadSettings               // nothing was tried: region, endpoint
)

// UnreachableError says that a request did not leave this machine. It is a session.ErrAWS and a
// session.ErrNotSent.
type UnreachableError struct {
	Host string // as in a URL; empty where nothing was tried
	Why  Why
	Err  error // not unwrapped: time-outs of the net package pose as context.DeadlineExceeded
}

func (e *UnreachableError) Error() string {
	cause := cleaned(fmt.Sprint(e.Err), maxText)
	if e.Host == "" {
		return "AWS could not be called: " + cause
	}
	return e.Host + " could not be reached: " + cause
}

// Unwrap gives the conditions.
func (e *UnreachableError) Unwrap() []error { return []error{session.ErrAWS, session.ErrNotSent} }

// NoAnswerError says that a request was sent, or may have been, and no answer came back. It is a
// session.ErrAWS, and a session.ErrCodeMayBeSpent where a code was in it.
type NoAnswerError struct {
	Host  string
	Cause string // "timed out", "connection reset by peer"
}

func (e *NoAnswerError) Error() string { return "no answer from " + e.Host + ": " + e.Cause }

// Unwrap gives the condition.
func (e *NoAnswerError) Unwrap() error { return session.ErrAWS }

// AnswerError is an answer that is not what AWS would say. It is a session.ErrAWS, and a
// session.ErrCodeMayBeSpent where a code was in the request.
type AnswerError struct {
	Operation string // "GetSessionToken"
	Host      string
	Status    int    // of HTTP, zero for 200
	What      string // "holds no credentials"; never a part of the answer
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("the answer of %s to %s %s", e.Host, e.Operation, e.What)
}

// Unwrap gives the condition.
func (e *AnswerError) Unwrap() error { return session.ErrAWS }
