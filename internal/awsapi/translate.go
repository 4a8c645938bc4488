package awsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/mfa-session/mfa-session/internal/session"
)

// translate turns an error of the SDK into one of this package. AWS's are told apart by code and
// parts of the message, never by the full text, which changes.
func (c *Client) translate(operation string, w *wire, err error) error {
	host := cleaned(w.host, maxWord)
	if !w.connected {
		return unreachable(host, err)
	}
	var answer *awshttp.ResponseError
	if !errors.As(err, &answer) || answer.HTTPStatusCode() == 0 {
		return &NoAnswerError{Host: host, Cause: cause(err)}
	}
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() == "UnknownError" {
		status := answer.HTTPStatusCode()
		return &AnswerError{Operation: operation, Host: host, Status: status, What: oddAnswer(status, err)}
	}
	return c.sentence(&APIError{
		Operation: operation,
		Code:      cleaned(api.ErrorCode(), maxWord),
		Message:   cleaned(api.ErrorMessage(), maxText),
		RequestID: cleaned(answer.RequestID, maxWord),
		Status:    answer.HTTPStatusCode(),
	}, answer.Response.Header)
}

// sentence finds the error that says more than AWS's own does. The texts are in public issues:
// lonelyplanet/aws-mfa#20 (code), aws/aws-cli#6325 (device).
func (c *Client) sentence(e *APIError, header http.Header) error {
	says := func(part string) bool { return strings.Contains(e.Message, part) }
	switch e.Code {
	case "AccessDenied", "AccessDeniedException":
		return accessDenied(e)
	case "SignatureDoesNotMatch":
		if says("Signature expired") || says("Signature not yet current") {
			return &ClockSkewError{Skew: c.skew(header, e.Message)}
		}
		return &KeysError{Reason: WrongSecret}
	case "RequestExpired", "RequestTimeTooSkewed":
		return &ClockSkewError{Skew: c.skew(header, e.Message)}
	case "InvalidClientTokenId", "UnrecognizedClientException":
		unknown := &KeysError{Reason: UnknownKey}
		if e.Operation != listDevices && isOptIn(c.settings.Region) { // IAM is everywhere
			unknown.OptIn = c.settings.Region
		}
		return unknown
	case "ExpiredToken", "ExpiredTokenException":
		return &KeysError{Reason: TemporaryKeys}
	case "RegionDisabledException":
		return &RegionDisabledError{Region: c.settings.Region}
	}
	return e
}

// denyingPolicy finds the policy in "… with an explicit deny in an identity-based policy: ARN".
const denyingPolicy = `explicit deny in [a-z -]* policy: (arn:[\w+=,.@:/-]+)`

func accessDenied(e *APIError) error {
	says := func(part string) bool { return strings.Contains(e.Message, part) }
	switch {
	case says("one time pass code"):
		return session.ErrCodeRejected
	case says("unable to validate MFA code"):
		return fmt.Errorf("%w: %w", session.ErrCodeRejected, ErrDeviceNotValidated)
	case says("session credentials"):
		return &KeysError{Reason: TemporaryKeys}
	case e.Operation != listDevices:
		return e
	}
	denied := &ListDeniedError{ExplicitDeny: says("explicit deny")}
	if m := regexp.MustCompile(denyingPolicy).FindStringSubmatch(e.Message); m != nil {
		denied.Policy = strings.TrimRight(m[1], ".")
	}
	return denied
}

// maxSkew is the largest that is believed. A server that says more says nothing.
const maxSkew = 100 * 365 * 24 * time.Hour

// timeOfAWS is AWS's clock in "… is now earlier than T1 (T2 - 15 min.)": T2.
const timeOfAWS = `\((\d{8}T\d{6}Z) [+-] \d+ min\.\)`

// skew measures this machine's clock by the Date header, or else by the message, zero where neither
// tells a time that can be believed.
func (c *Client) skew(header http.Header, message string) time.Duration {
	server, err := http.ParseTime(header.Get("Date"))
	if m := regexp.MustCompile(timeOfAWS).FindStringSubmatch(message); err != nil && m != nil {
		server, err = time.Parse("20060102T150405Z", m[1])
	}
	if err != nil {
		return 0
	}
	skew := c.now().Sub(server).Round(time.Second)
	if skew > maxSkew || skew < -maxSkew {
		return 0
	}
	return skew
}

func oddAnswer(status int, err error) string {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "is too large"
	case isTimeout(err):
		return "did not come in time"
	case status >= 300 && status < 400:
		return fmt.Sprintf("is a redirect (HTTP status %d), which is not followed", status)
	case status >= 300:
		return fmt.Sprintf("is the HTTP status %d and nothing of AWS's", status)
	}
	return "cannot be read, or was cut short"
}

// spent marks what may have used up the code: no answer, an odd one, an error on AWS's side, and
// throttling, which may come before or after the code is looked at.
func spent(err error) error {
	var (
		lost      *NoAnswerError
		odd       *AnswerError
		api       *APIError
		uncertain = errors.As(err, &lost) || errors.As(err, &odd)
	)
	if errors.As(err, &api) {
		kind := api.Kind()
		uncertain = api.Status >= 500 || kind == Failed || kind == Throttled
	}
	if !uncertain {
		return err
	}
	return &marked{err, session.ErrCodeMayBeSpent}
}

// withCancellation lets the caller see that it was its own context that ended the call.
func withCancellation(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return &marked{err, ctx.Err()}
}

// marked is an error that meets one more condition and reads the same.
type marked struct {
	err  error
	mark error
}

func (e *marked) Error() string { return e.err.Error() }

// Unwrap gives the error and the condition.
func (e *marked) Unwrap() []error { return []error{e.err, e.mark} }
