package awsfake

import (
	"cmp"
	"net/http"
)

func (f *Fault) replacesAnswer() bool {
	return f.Status != 0 || f.Code != "" || f.RawBody != "" || f.BodySize != 0
}

// usualErrors are the statuses and texts of errors that AWS gives for reasons of its own.
var usualErrors = map[string]apiError{
	"Throttling":              {status: http.StatusBadRequest, message: "Rate exceeded"},
	"RequestLimitExceeded":    {status: http.StatusServiceUnavailable, message: "Request limit exceeded."},
	"ServiceUnavailable":      {status: http.StatusServiceUnavailable, message: "Service is unavailable. Please try again."},
	"InternalFailure":         {status: http.StatusInternalServerError, message: "The request processing has failed because of an unknown error, exception or failure."},
	"ServiceFailure":          {status: http.StatusInternalServerError, message: "The request processing has failed because of an unknown error, exception or failure."},
	"AccessDenied":            {status: http.StatusForbidden, message: "Access Denied"},
	"InvalidClientTokenId":    {status: http.StatusForbidden, message: "The security token included in the request is invalid"},
	"ExpiredToken":            {status: http.StatusForbidden, message: "The security token included in the request is expired"},
	"SignatureDoesNotMatch":   {status: http.StatusForbidden, message: textWrongSignature},
	"RegionDisabledException": {status: http.StatusForbidden, message: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console."},
}

// answer is what replaces the true one.
func (f *Fault) answer(of service) answer {
	if f.Code == "" {
		return answer{status: cmp.Or(f.Status, http.StatusOK), header: http.Header{"Content-Type": {"text/xml"}}, body: f.RawBody}
	}
	usual := usualErrors[f.Code]
	return errorAnswer(of, &apiError{
		status:  cmp.Or(f.Status, usual.status, http.StatusBadRequest),
		code:    f.Code,
		message: cmp.Or(f.Message, usual.message),
	})
}
