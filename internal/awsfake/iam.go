package awsfake

import (
	"encoding/xml"
	"time"
)

// iamOperations are the actions of IAM that the fake knows.
var iamOperations = map[string]operation{
	"AddUserToGroup":         (*Server).addUserToGroup,
	"AttachGroupPolicy":      (*Server).attachGroupPolicy,
	"CreateGroup":            (*Server).createGroup,
	"CreatePolicy":           (*Server).createPolicy,
	"CreatePolicyVersion":    (*Server).createPolicyVersion,
	"CreateVirtualMFADevice": (*Server).createVirtualMFADevice,
	"DeactivateMFADevice":    (*Server).deactivateMFADevice,
	"DeletePolicyVersion":    (*Server).deletePolicyVersion,
	"EnableMFADevice":        (*Server).enableMFADevice,
	"GetGroup":               (*Server).getGroup,
	"GetPolicy":              (*Server).getPolicy,
	"GetPolicyVersion":       (*Server).getPolicyVersion,
	"GetUser":                (*Server).getUser,
	"ListMFADevices":         (*Server).listMFADevices,
	"ListPolicyVersions":     (*Server).listPolicyVersions,
}

// target is the user that a request is about, the caller when it names none, and whether the
// caller may ask.
func (s *Server) target(c *call, name string) (*account, *apiError) {
	if c.caller.kind == userSession && !c.caller.mfa {
		return nil, errInvalidToken(c.service.name)
	}
	target := c.caller.account
	if name == "" && target == nil {
		return nil, errNotAUser
	}
	if name != "" {
		target = s.userNamed(c.caller.number, partitionOfARN(c.caller.arn), name)
	}
	if target == nil {
		return nil, errNoSuchUser(name)
	}
	if len(s.documentsOf(c.caller.account)) > 0 {
		return target, s.authorize(c, resource{target.ARN(), "user " + target.Name})
	}
	return target, c.authorizeSelf(target, name == "")
}

type iamUser struct {
	Path       string
	UserName   string
	UserID     string `xml:"UserId"`
	ARN        string `xml:"Arn"`
	CreateDate string
}

type getUserResult struct {
	XMLName xml.Name `xml:"GetUserResult"`
	User    iamUser
}

// getUser shows the caller, or the user that is named if the caller may see that one.
func (s *Server) getUser(c *call) (any, *apiError) {
	v := &validation{call: c}
	name := v.text("UserName", userNameConstraint)
	if err := v.err(); err != nil {
		return nil, err
	}
	a, err := s.target(c, name)
	if err != nil {
		return nil, err
	}
	return &getUserResult{User: a.shape()}, nil
}

func (a *account) shape() iamUser {
	return iamUser{Path: a.Path, UserName: a.Name, UserID: a.id, ARN: a.ARN(), CreateDate: a.createdAt.Format(time.RFC3339)}
}
