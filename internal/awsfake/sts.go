package awsfake

import (
	"encoding/xml"
	"time"
)

// stsOperations are the actions of STS that the fake knows.
var stsOperations = map[string]operation{
	"AssumeRole":        (*Server).assumeRole,
	"GetCallerIdentity": (*Server).getCallerIdentity,
	"GetSessionToken":   (*Server).getSessionToken,
}

// The lives of a session of GetSessionToken in seconds.
const (
	minSessionLife     = 900
	maxSessionLife     = 129600
	defaultSessionLife = 43200
)

type sessionTokenResult struct {
	XMLName xml.Name `xml:"GetSessionTokenResult"`
	issuedCredentials
	Size        int `xml:"SessionTokenSize"`
	Utilization int `xml:"SessionTokenUtilization"` // percent of the maximum
}

// getSessionToken issues a session to a user, with MFA or without: AWS gives that, too, but
// nothing that is worth having can be done with it.
func (s *Server) getSessionToken(c *call) (any, *apiError) {
	v := &validation{call: c}
	serial := v.text("SerialNumber", serialConstraint)
	code := v.text("TokenCode", codeConstraint)
	life := v.number("DurationSeconds", minSessionLife, maxSessionLife, defaultSessionLife)
	if err := v.err(); err != nil {
		return nil, err
	}
	if c.caller.kind != longTermKey {
		return nil, errSessionCaller
	}
	mfa, err := s.verifyMFA(c, serial, code)
	if err != nil {
		return nil, err
	}
	session := c.caller
	session.kind, session.mfa, session.issued = userSession, mfa, s.clock()
	return &sessionTokenResult{
		issuedCredentials: issuedCredentials{s.issue(session, time.Duration(life)*time.Second)},
		Size:              s.tokenSize,
		Utilization:       s.tokenSize * 100 / maxTokenSize,
	}, nil
}

// verifyMFA judges the device and the code of a call. It says whether there were any.
func (s *Server) verifyMFA(c *call, serial, code string) (bool, *apiError) {
	switch {
	case serial == "" && code == "":
		return false, nil
	case serial == "" || code == "":
		return false, errHalfMFA
	}
	if err := s.verify(c.caller.account, serial, code).mfaError(); err != nil {
		return false, err
	}
	return true, nil
}

type callerIdentityResult struct {
	XMLName xml.Name `xml:"GetCallerIdentityResult"`
	ARN     string   `xml:"Arn"`
	UserID  string   `xml:"UserId"`
	Account string
}

// getCallerIdentity is allowed to everyone who can sign.
func (s *Server) getCallerIdentity(c *call) (any, *apiError) {
	return &callerIdentityResult{ARN: c.caller.arn, UserID: c.caller.id, Account: c.caller.number}, nil
}
