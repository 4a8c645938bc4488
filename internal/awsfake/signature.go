package awsfake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// What Signature Version 4 is made of (AWS's page on signing AWS API requests).
const (
	algorithm          = "AWS4-HMAC-SHA256"
	terminator         = "aws4_request"
	basicTime          = "20060102T150405Z"
	basicDate          = "20060102"
	signatureTolerance = 15 * time.Minute
)

// authorization is the Authorization header taken apart.
type authorization struct {
	accessKeyID, date, region, service, terminator string
	signedHeaders                                  []string
	signature                                      string
}

// parseAuthorization reads "AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request,
// SignedHeaders=a;b, Signature=HEX".
func parseAuthorization(header string) (authorization, *apiError) {
	if header == "" {
		return authorization{}, errMissingToken
	}
	kind, rest, _ := strings.Cut(header, " ")
	if kind != algorithm {
		return authorization{}, errIncompleteSignature("Unsupported AWS 'algorithm': '" + kind + "'.")
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if fields[name] == "" {
			return authorization{}, errIncompleteSignature("Authorization header requires '" + name + "' parameter.")
		}
	}
	scope := strings.Split(fields["Credential"], "/")
	if len(scope) != 5 {
		return authorization{}, errIncompleteSignature("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	return authorization{
		accessKeyID: scope[0], date: scope[1], region: scope[2], service: scope[3], terminator: scope[4],
		signedHeaders: strings.Split(fields["SignedHeaders"], ";"),
		signature:     fields["Signature"],
	}, nil
}

// signedAt is when the client says that it signed.
func signedAt(r *http.Request) (time.Time, *apiError) {
	t, err := time.Parse(basicTime, r.Header.Get("X-Amz-Date"))
	if err != nil {
		return time.Time{}, errIncompleteSignature("Date must be in ISO-8601 'basic format'.")
	}
	return t, nil
}

// checkScope says whether the credential scope is for this service on the day of the signature.
func (a authorization) checkScope(service string, signed time.Time) *apiError {
	switch {
	case a.region == "":
		return errSignature("Credential should be scoped to a valid region. ")
	case a.service != service:
		return errSignature("Credential should be scoped to correct service: '" + service + "'. ")
	case a.terminator != terminator:
		return errSignature("Credential should be scoped with a valid terminator: '" + terminator + "', not '" + a.terminator + "'. ")
	case a.date != signed.Format(basicDate):
		return errSignature("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
			a.date + "' != '" + signed.Format(basicDate) + "', from '" + signed.Format(basicTime) + "'. ")
	}
	return nil
}

// checkHeaders demands that everything that decides over a request is signed: host and every
// x-amz- header.
func (a authorization) checkHeaders(r *http.Request) *apiError {
	if !slices.Contains(a.signedHeaders, "host") {
		return errSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
	}
	for name := range r.Header {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-") && !slices.Contains(a.signedHeaders, name) {
			return errSignature("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.")
		}
	}
	return nil
}

// checkSignature computes the signature over what arrived and compares.
func (a authorization) checkSignature(r *http.Request, body []byte, secret string, signed time.Time) *apiError {
	bodyHash := hexSHA256(body)
	if claimed := r.Header.Get("X-Amz-Content-Sha256"); claimed != "" && claimed != bodyHash {
		return errSignature(textWrongSignature)
	}
	scope := strings.Join([]string{a.date, a.region, a.service, a.terminator}, "/")
	text := strings.Join([]string{
		algorithm, signed.Format(basicTime), scope,
		hexSHA256([]byte(canonicalRequest(r, a.signedHeaders, bodyHash))),
	}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range []string{a.date, a.region, a.service, a.terminator} {
		key = hmacSHA256(key, part)
	}
	want := hex.EncodeToString(hmacSHA256(key, text))
	if !hmac.Equal([]byte(want), []byte(a.signature)) {
		return errSignature(textWrongSignature)
	}
	return nil
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return mac.Sum(nil)
}

func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
