package awsfake

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"time"
)

// The lives of a role's session in seconds.
const (
	maxRoleLife     = 43200
	defaultRoleLife = 3600
)

type assumedRole struct {
	ID  string `xml:"AssumedRoleId"`
	ARN string `xml:"Arn"`
}

type assumeRoleResult struct {
	XMLName xml.Name `xml:"AssumeRoleResult"`
	issuedCredentials
	Role        assumedRole `xml:"AssumedRoleUser"`
	Size        int         `xml:"SessionTokenSize"`
	Utilization int         `xml:"SessionTokenUtilization"`
}

var roleARN = regexp.MustCompile(`\Aarn:(aws[a-z-]*):iam::(\d{12}):role/(?:[!-~]*/)?([\w+=,.@-]+)\z`)

// assumeRole issues a session of any role: all roles exist and trust everyone who is
// authenticated with MFA, by the session that calls or by a code that comes along.
func (s *Server) assumeRole(c *call) (any, *apiError) {
	v := &validation{call: c}
	arn := v.required("RoleArn", roleARNConstraint)
	name := v.required("RoleSessionName", sessionNameConstraint)
	serial := v.text("SerialNumber", serialConstraint)
	code := v.text("TokenCode", codeConstraint)
	life := v.number("DurationSeconds", minSessionLife, maxRoleLife, defaultRoleLife)
	if err := v.err(); err != nil {
		return nil, err
	}
	role := roleARN.FindStringSubmatch(arn)
	if role == nil {
		return nil, &apiError{http.StatusBadRequest, "ValidationError", arn + " is invalid"}
	}
	if len(s.documentsOf(c.caller.account)) > 0 {
		if err := s.authorize(c, resource{arn, arn}); err != nil {
			return nil, err
		}
	}
	mfa, err := s.verifyMFA(c, serial, code)
	if err != nil {
		return nil, err
	}
	if !mfa && !c.caller.mfa {
		// No reason at its end: AWS does not tell why a role does not trust somebody.
		return nil, c.denied(arn, "")
	}
	id := uniqueID("AROA", idLength) + ":" + name
	session := principal{
		arn:    "arn:" + role[1] + ":sts::" + role[2] + ":assumed-role/" + role[3] + "/" + name,
		id:     id,
		number: role[2],
		kind:   roleSession, // which carries no MFA, whoever assumed it
		issued: s.clock(),
	}
	return &assumeRoleResult{
		issuedCredentials: issuedCredentials{s.issue(session, time.Duration(life)*time.Second)},
		Role:              assumedRole{ID: id, ARN: session.arn},
		Size:              s.tokenSize,
		Utilization:       s.tokenSize * 100 / maxTokenSize,
	}, nil
}
