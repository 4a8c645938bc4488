package awsfake

import (
	"fmt"
	"net/http"
	"time"
)

// apiError is a refusal in AWS's words.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.code, e.message) }

// The refusals whose text never varies. The double and the trailing space are AWS's.
var (
	errInvalidCode = &apiError{http.StatusForbidden, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "}
	errUnableMFA   = &apiError{
		http.StatusForbidden, "AccessDenied",
		"MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
	}
	// Which text AWS has for one parameter without the other is not settled; this one is quoted
	// by users from memory.
	errHalfMFA        = &apiError{http.StatusForbidden, "AccessDenied", "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."}
	errSessionCaller  = &apiError{http.StatusForbidden, "AccessDenied", "Cannot call GetSessionToken with session credentials"}
	errExpiredToken   = &apiError{http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"}
	errNotAUser       = &apiError{http.StatusBadRequest, "ValidationError", "Must specify userName when calling with non-User credentials"}
	errMissingToken   = &apiError{http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token"}
	errMissingAction  = &apiError{http.StatusBadRequest, "MissingAction", "Missing Action"}
	errMalformedQuery = &apiError{http.StatusBadRequest, "MalformedQueryString", "The query string contains a syntax error"}
)

// errInvalidToken is the answer to an unknown, inactive or foreign key and to a wrong session
// token. IAM ends it with a full stop, STS does not.
func errInvalidToken(service string) *apiError {
	text := "The security token included in the request is invalid"
	if service == "iam" {
		text += "."
	}
	return &apiError{http.StatusForbidden, "InvalidClientTokenId", text}
}

func errSignature(text string) *apiError {
	return &apiError{http.StatusForbidden, "SignatureDoesNotMatch", text}
}

const textWrongSignature = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

func errIncompleteSignature(text string) *apiError {
	return &apiError{http.StatusBadRequest, "IncompleteSignature", text}
}

func errInvalidAction(action, version string) *apiError {
	text := fmt.Sprintf("Could not find operation %s for version %s", action, version)
	return &apiError{http.StatusBadRequest, "InvalidAction", text}
}

func errNoSuchUser(name string) *apiError {
	return &apiError{http.StatusNotFound, "NoSuchEntity", "The user with name " + name + " cannot be found."}
}

// errSignatureExpired and errSignatureEarly say by which clock the signature is out of its time.
func errSignatureExpired(signed, now time.Time) *apiError {
	limit := now.Add(-signatureTolerance)
	return errSignature(fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 15 min.)",
		signed.Format(basicTime), limit.Format(basicTime), now.Format(basicTime)))
}

func errSignatureEarly(signed, now time.Time) *apiError {
	limit := now.Add(signatureTolerance)
	return errSignature(fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + 15 min.)",
		signed.Format(basicTime), limit.Format(basicTime), now.Format(basicTime)))
}

// mfaError is the refusal for a verdict; nil when the code was accepted.
func (v verdict) mfaError() *apiError {
	switch v {
	case invalidCode:
		return errInvalidCode
	case unableToConfirm:
		return errUnableMFA
	case accepted:
	}
	return nil
}
