package awsfake

import (
	"net/http"
	"testing"
	"time"
)

// TestSignatureAgreesWithTheExampleOfAWS uses the worked example of AWS's documentation of
// Signature Version 4 (ListUsers, 2015-08-30).
func TestSignatureAgreesWithTheExampleOfAWS(t *testing.T) {
	const (
		secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
		header = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
			"SignedHeaders=content-type;host;x-amz-date, " +
			"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
	)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		"https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("X-Amz-Date", "20150830T123600Z")
	auth, refused := parseAuthorization(header)
	if refused != nil {
		t.Fatal(refused)
	}
	signed := time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)
	if refused := auth.checkSignature(r, nil, secret, signed); refused != nil {
		t.Error(refused)
	}
	if refused := auth.checkSignature(r, []byte("x"), secret, signed); refused == nil {
		t.Error("another body has the same signature")
	}
}
