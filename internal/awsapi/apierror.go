package awsapi

import (
	"net/http"

	"github.com/mfa-session/mfa-session/internal/session"
)

// APIError is an error of AWS's that has no type of its own. It is a session.ErrAWS, and a
// session.ErrCodeMayBeSpent where the code may have been used.
type APIError struct {
	Operation string // "GetSessionToken"
	Code      string // AWS's own, such as "Throttling"; cleaned, as the following are
	Message   string
	RequestID string
	Status    int // of HTTP
}

// APIKind is what an error of AWS's comes down to.
type APIKind int

// The kinds.
const (
	Unfamiliar    APIKind = iota // a code that is not known here
	Throttled                    // too many calls: AWS asks for patience
	Failed                       // AWS's own fault
	BadValue                     // a value in the request that AWS does not take
	Denied                       // by a policy
	Unsigned                     // the signature is gone or incomplete: something changes the request on its way
	NotTheService                // what answers does not know the call
)

var apiSentences = map[APIKind]string{
	Unfamiliar:    "AWS refused",
	Throttled:     "AWS asks for patience, there were too many calls",
	Failed:        "AWS failed by its own fault",
	BadValue:      "AWS did not take a value",
	Denied:        "a policy denies the call",
	Unsigned:      "the request reached AWS without a complete signature",
	NotTheService: "what answers does not know the call",
}

var apiKinds = map[string]APIKind{
	"Throttling": Throttled, "ThrottlingException": Throttled, "ThrottledException": Throttled,
	"RequestLimitExceeded": Throttled, "TooManyRequestsException": Throttled, "RequestThrottled": Throttled,
	"ServiceFailure": Failed, "ServiceUnavailable": Failed, "InternalFailure": Failed, "InternalError": Failed,
	"ValidationError": BadValue, "ValidationException": BadValue, "InvalidParameterValue": BadValue, "InvalidInput": BadValue,
	"AccessDenied": Denied, "AccessDeniedException": Denied,
	"MissingAuthenticationToken": Unsigned, "IncompleteSignature": Unsigned, "AuthFailure": Unsigned,
	"InvalidAction": NotTheService, "MissingAction": NotTheService, "MalformedQueryString": NotTheService,
	"NoSuchVersion": NotTheService, "MissingParameter": NotTheService,
}

// Kind tells what the error comes down to.
func (e *APIError) Kind() APIKind {
	switch kind, known := apiKinds[e.Code]; {
	case known:
		return kind
	case e.Status == http.StatusTooManyRequests:
		return Throttled
	case e.Status >= http.StatusInternalServerError:
		return Failed
	}
	return Unfamiliar
}

func (e *APIError) Error() string {
	s := apiSentences[e.Kind()] + " (" + e.Operation + ": " + e.Code
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.RequestID != "" {
		s += "; request " + e.RequestID
	}
	return s + ")"
}

// Unwrap gives the condition.
func (e *APIError) Unwrap() error { return session.ErrAWS }
