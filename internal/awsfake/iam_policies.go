package awsfake

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/mfa-session/mfa-session/internal/policy"
)

// managedPolicy is one that can be attached to groups.
type managedPolicy struct {
	arn, name, id, description string
	createdAt                  time.Time
	versions                   []policyVersion // newest first
	next                       int             // number of the next version
	defaultID                  string
}

type policyVersion struct {
	id        string
	text      string
	document  policy.Document
	createdAt time.Time
}

func (p *managedPolicy) defaultVersion() policyVersion {
	return p.versions[slices.IndexFunc(p.versions, func(v policyVersion) bool { return v.id == p.defaultID })]
}

// The limits of managed policies (IAM User Guide, IAM and AWS STS quotas).
const (
	maxPolicySize     = 6144
	maxPolicyVersions = 5
)

var (
	nameConstraint        = constraint{1, 128, regexp.MustCompile(`\A[\w+=,.@-]+\z`)}
	policyARNConstraint   = constraint{20, 2048, regexp.MustCompile(`\A[\x20-\x7E]+\z`)}
	documentConstraint    = constraint{1, 131072, regexp.MustCompile(`\A[\x{9}\x{A}\x{D}\x{20}-\x{FF}]+\z`)}
	descriptionConstraint = constraint{0, 1000, regexp.MustCompile(`\A.*\z`)}
	versionConstraint     = constraint{2, 20, regexp.MustCompile(`\Av[1-9][0-9]*(\.[A-Za-z0-9-]*)?\z`)}
	boolConstraint        = constraint{4, 5, regexp.MustCompile(`\A(true|false)\z`)}
)

func errNoSuch(text string) *apiError { return &apiError{http.StatusNotFound, "NoSuchEntity", text} }

func errConflict(code, text string) *apiError { return &apiError{http.StatusConflict, code, text} }

// addVersion judges a text as IAM does and makes it the newest version. It needs the lock.
func (s *Server) addVersion(p *managedPolicy, text string, isDefault bool) (policyVersion, *apiError) {
	d, err := policy.Parse([]byte(text))
	switch {
	case err != nil:
		return policyVersion{}, &apiError{http.StatusBadRequest, "MalformedPolicyDocument", "Syntax errors in policy."}
	case d.Size > maxPolicySize:
		return policyVersion{}, errConflict("LimitExceeded", fmt.Sprintf("Cannot exceed quota for PolicySize: %d", maxPolicySize))
	case len(p.versions) == maxPolicyVersions:
		return policyVersion{}, errConflict("LimitExceeded", "A managed policy can have up to 5 versions. "+
			"Before you create a new version, you must delete an existing version.")
	}
	p.next++
	v := policyVersion{id: fmt.Sprintf("v%d", p.next), text: text, document: d, createdAt: s.clock().Truncate(time.Second)}
	p.versions = append([]policyVersion{v}, p.versions...)
	if isDefault {
		p.defaultID = v.id
	}
	return v, nil
}

type policyShape struct {
	PolicyName, PolicyID, ARN, Path, DefaultVersionID, Description string
}

// MarshalXML has the names of the members as AWS writes them.
func (p policyShape) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(struct {
		PolicyName       string
		PolicyID         string `xml:"PolicyId"`
		ARN              string `xml:"Arn"`
		Path             string
		DefaultVersionID string `xml:"DefaultVersionId"`
		Description      string `xml:",omitempty"`
		IsAttachable     bool
	}{p.PolicyName, p.PolicyID, p.ARN, p.Path, p.DefaultVersionID, p.Description, true}, start)
}

type policyResult struct {
	XMLName xml.Name
	Policy  policyShape
}

func (p *managedPolicy) result(action string) *policyResult {
	return &policyResult{
		XMLName: xml.Name{Local: action + "Result"},
		Policy:  policyShape{p.name, p.id, p.arn, "/", p.defaultID, p.description},
	}
}

func (s *Server) createPolicy(c *call) (any, *apiError) {
	v := &validation{call: c}
	name := v.required("PolicyName", nameConstraint)
	text := v.required("PolicyDocument", documentConstraint)
	p := &managedPolicy{
		arn: c.caller.accountARN("policy/" + name), name: name, id: uniqueID("ANPA", idLength),
		description: v.text("Description", descriptionConstraint), createdAt: s.clock(),
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	if err := s.authorize(c, resource{p.arn, "policy " + name}); err != nil {
		return nil, err
	}
	if s.policies[p.arn] != nil {
		return nil, errConflict("EntityAlreadyExists", "A policy called "+name+" already exists. Duplicate names are not allowed.")
	}
	if _, err := s.addVersion(p, text, true); err != nil {
		return nil, err
	}
	s.policies[p.arn] = p
	return p.result(c.action), nil
}

// policyOf is the policy that a call is about, if the caller may make the call.
func (s *Server) policyOf(c *call, v *validation) (*managedPolicy, *apiError) {
	arn := v.required("PolicyArn", policyARNConstraint)
	if err := v.err(); err != nil {
		return nil, err
	}
	if err := s.authorize(c, resource{arn, "policy " + arn}); err != nil {
		return nil, err
	}
	if s.policies[arn] == nil {
		return nil, errNoSuch("Policy " + arn + " was not found.")
	}
	return s.policies[arn], nil
}

func (s *Server) getPolicy(c *call) (any, *apiError) {
	p, err := s.policyOf(c, &validation{call: c})
	if err != nil {
		return nil, err
	}
	return p.result(c.action), nil
}

type versionShape struct {
	Document         string `xml:",omitempty"` // as in a URL
	VersionID        string `xml:"VersionId"`
	IsDefaultVersion bool
	CreateDate       string
}

func (p *managedPolicy) shape(v policyVersion, withDocument bool) versionShape {
	shape := versionShape{VersionID: v.id, IsDefaultVersion: v.id == p.defaultID, CreateDate: v.createdAt.Format(time.RFC3339)}
	if withDocument {
		shape.Document = url.PathEscape(v.text)
	}
	return shape
}

type versionResult struct {
	XMLName       xml.Name
	PolicyVersion versionShape
}

func (s *Server) createPolicyVersion(c *call) (any, *apiError) {
	v := &validation{call: c}
	text := v.required("PolicyDocument", documentConstraint)
	isDefault := v.text("SetAsDefault", boolConstraint) == "true"
	p, err := s.policyOf(c, v)
	if err != nil {
		return nil, err
	}
	added, err := s.addVersion(p, text, isDefault)
	if err != nil {
		return nil, err
	}
	return &versionResult{xml.Name{Local: c.action + "Result"}, p.shape(added, false)}, nil
}

// versionOf is the version that a call is about, by its place among those of the policy.
func (s *Server) versionOf(c *call) (*managedPolicy, int, *apiError) {
	v := &validation{call: c}
	id := v.required("VersionId", versionConstraint)
	p, err := s.policyOf(c, v)
	if err != nil {
		return nil, 0, err
	}
	i := slices.IndexFunc(p.versions, func(v policyVersion) bool { return v.id == id })
	if i < 0 {
		return nil, 0, errNoSuch("Policy " + p.arn + " version " + id + " does not exist or is not attachable.")
	}
	return p, i, nil
}

func (s *Server) getPolicyVersion(c *call) (any, *apiError) {
	p, i, err := s.versionOf(c)
	if err != nil {
		return nil, err
	}
	return &versionResult{xml.Name{Local: c.action + "Result"}, p.shape(p.versions[i], true)}, nil
}

func (s *Server) deletePolicyVersion(c *call) (any, *apiError) {
	p, i, err := s.versionOf(c)
	switch {
	case err != nil:
		return nil, err
	case p.versions[i].id == p.defaultID:
		return nil, errConflict("DeleteConflict", "Cannot delete the default version of a policy.")
	}
	p.versions = slices.Delete(p.versions, i, i+1)
	return nil, nil
}

type listPolicyVersionsResult struct {
	XMLName     xml.Name       `xml:"ListPolicyVersionsResult"`
	Versions    []versionShape `xml:"Versions>member"`
	IsTruncated bool
}

func (s *Server) listPolicyVersions(c *call) (any, *apiError) {
	p, err := s.policyOf(c, &validation{call: c})
	if err != nil {
		return nil, err
	}
	result := &listPolicyVersionsResult{}
	for _, v := range p.versions {
		result.Versions = append(result.Versions, p.shape(v, false))
	}
	return result, nil
}
