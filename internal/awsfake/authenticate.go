package awsfake

import (
	"crypto/subtle"
	"strings"
)

// authenticate finds out who calls, in the order in which AWS refuses: the form of the signature,
// the key, its token, the time, the signature itself, the life of the session. It needs the lock.
func (s *Server) authenticate(c *call) *apiError {
	auth, err := parseAuthorization(c.request.Header.Get("Authorization"))
	if err != nil {
		return err
	}
	signed, err := signedAt(c.request)
	if err != nil {
		return err
	}
	known, err := s.credentialFor(c, auth)
	if err != nil {
		return err
	}
	now := s.clock()
	switch {
	case signed.Before(now.Add(-signatureTolerance)):
		return errSignatureExpired(signed, now)
	case signed.After(now.Add(signatureTolerance)):
		return errSignatureEarly(signed, now)
	}
	for _, check := range []func() *apiError{
		func() *apiError { return auth.checkScope(c.service.name, signed) },
		func() *apiError { return auth.checkHeaders(c.request) },
		func() *apiError { return auth.checkSignature(c.request, c.body, known.secret, signed) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	if !known.expires.IsZero() && !now.Before(known.expires) {
		return errExpiredToken
	}
	c.caller = known.principal
	return nil
}

// credentialFor finds the key that signed. A key of another partition does not exist in the one
// the request is for.
func (s *Server) credentialFor(c *call, auth authorization) (*credential, *apiError) {
	known := s.credentials[auth.accessKeyID]
	if known == nil || known.inactive || partitionOfARN(known.arn) != partitionOfRegion(auth.region) {
		return nil, errInvalidToken(c.service.name)
	}
	token := c.request.Header.Get("X-Amz-Security-Token")
	if subtle.ConstantTimeCompare([]byte(token), []byte(known.token)) != 1 {
		return nil, errInvalidToken(c.service.name)
	}
	return known, nil
}

func partitionOfARN(arn string) string {
	return strings.SplitN(arn, ":", 3)[1]
}

// partitions are told by how their regions begin; all others are in "aws". The longer beginning
// comes first.
var partitions = []struct{ regionPrefix, partition string }{
	{"cn-", "aws-cn"},
	{"us-gov-", "aws-us-gov"},
	{"us-isob-", "aws-iso-b"},
	{"us-isof-", "aws-iso-f"},
	{"us-iso-", "aws-iso"},
	{"eu-isoe-", "aws-iso-e"},
	{"eusc-", "aws-eusc"},
}

func partitionOfRegion(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regionPrefix) {
			return p.partition
		}
	}
	return "aws"
}
