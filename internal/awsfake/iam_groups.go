package awsfake

import (
	"encoding/xml"
	"slices"
	"time"
)

// group is a group of users, with the ARNs of the policies attached to it.
type group struct {
	arn, name, id string
	createdAt     time.Time
	members       []*account
	attached      []string
}

func (g *group) has(a *account) bool { return slices.Contains(g.members, a) }

type groupShape struct {
	Path       string
	GroupName  string
	GroupID    string `xml:"GroupId"`
	ARN        string `xml:"Arn"`
	CreateDate string
}

type groupResult struct {
	XMLName     xml.Name
	Group       groupShape
	Users       *members `xml:",omitempty"`
	IsTruncated *bool    `xml:",omitempty"`
}

type members struct {
	Users []iamUser `xml:"member"`
}

func (g *group) result(action string) *groupResult {
	return &groupResult{
		XMLName: xml.Name{Local: action + "Result"},
		Group:   groupShape{"/", g.name, g.id, g.arn, g.createdAt.Format(time.RFC3339)},
	}
}

// groupOf is the group that a call is about, nil for none, if the caller may make the call.
func (s *Server) groupOf(c *call, v *validation) (g *group, name string, err *apiError) {
	name = v.required("GroupName", nameConstraint)
	if err := v.err(); err != nil {
		return nil, name, err
	}
	arn := c.caller.accountARN("group/" + name)
	return s.groups[arn], name, s.authorize(c, resource{arn, "group " + name})
}

// existingGroup is groupOf for what needs one.
func (s *Server) existingGroup(c *call, v *validation) (*group, *apiError) {
	g, name, err := s.groupOf(c, v)
	if err == nil && g == nil {
		err = errNoSuch("The group with name " + name + " cannot be found.")
	}
	return g, err
}

func (s *Server) createGroup(c *call) (any, *apiError) {
	g, name, err := s.groupOf(c, &validation{call: c})
	switch {
	case err != nil:
		return nil, err
	case g != nil:
		return nil, errConflict("EntityAlreadyExists", "Group with name "+name+" already exists.")
	}
	g = &group{arn: c.caller.accountARN("group/" + name), name: name, id: uniqueID("AGPA", idLength), createdAt: s.clock()}
	s.groups[g.arn] = g
	return g.result(c.action), nil
}

func (s *Server) getGroup(c *call) (any, *apiError) {
	g, err := s.existingGroup(c, &validation{call: c})
	if err != nil {
		return nil, err
	}
	result := g.result(c.action)
	result.Users, result.IsTruncated = &members{}, new(bool)
	for _, a := range g.members {
		result.Users.Users = append(result.Users.Users, a.shape())
	}
	return result, nil
}

func (s *Server) attachGroupPolicy(c *call) (any, *apiError) {
	v := &validation{call: c}
	arn := v.required("PolicyArn", policyARNConstraint)
	g, err := s.existingGroup(c, v)
	switch {
	case err != nil:
		return nil, err
	case s.policies[arn] == nil:
		return nil, errNoSuch("Policy " + arn + " does not exist or is not attachable.")
	case !slices.Contains(g.attached, arn):
		g.attached = append(g.attached, arn)
	}
	return nil, nil
}

func (s *Server) addUserToGroup(c *call) (any, *apiError) {
	v := &validation{call: c}
	name := v.required("UserName", userNameConstraint)
	g, err := s.existingGroup(c, v)
	if err != nil {
		return nil, err
	}
	a := s.userNamed(c.caller.number, partitionOfARN(c.caller.arn), name)
	switch {
	case a == nil:
		return nil, errNoSuchUser(name)
	case !g.has(a):
		g.members = append(g.members, a)
	}
	return nil, nil
}
