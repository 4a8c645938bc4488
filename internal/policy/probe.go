package policy

import "strings"

// mfaState is what a request says about MFA.
type mfaState int

const (
	keyAlone   mfaState = iota // a long-term access key: neither key of MFA is there
	withoutMFA                 // a session that was issued without a code
	withMFA                    // a session whose code was typed just now
	withOldMFA                 // … longer ago than any limit allows
)

// bothWithout are the states that a policy has to refuse.
var bothWithout = []mfaState{keyAlone, withoutMFA}

// The condition keys of MFA (IAM User Guide, AWS global condition context keys).
const (
	presentKey = "aws:MultiFactorAuthPresent"
	ageKey     = "aws:MultiFactorAuthAge"
)

// The people and things that documents are tried on.
const (
	account  = "111122223333" // unless the document names one
	person   = "alice"
	inPath   = "dept/alice" // the same person, created with a path
	other    = "bob"
	similar  = "malice" // whom a pattern that ends like the person's name covers too
	anAction = "zz-any-service:AnyAction"
)

// ordinary are actions of daily work: a policy that denies none of them enforces nothing.
var ordinary = []string{
	"s3:GetObject", "s3:ListAllMyBuckets", "ec2:DescribeInstances", "ec2:RunInstances", "lambda:InvokeFunction",
	"dynamodb:GetItem", "secretsmanager:GetSecretValue", "kms:Decrypt", "rds:DescribeDBInstances", "logs:GetLogEvents",
}

// anywhere are resources that have nothing in common.
var anywhere = []string{"*", "arn:aws:s3:::any-bucket/any-key", "arn:aws:ec2:eu-west-1:" + account + ":instance/i-0123456789abcdef0"}

// probe is a request of a user that a document is tried with.
type probe struct {
	action, resource string
	user             string // path and name as they stand in the ARN
	mfa              mfaState
}

// decide decides by this document alone. The rules ask the same again and again.
func (s *subject) decide(p probe) Decision {
	d, ok := s.decisions[p]
	if !ok {
		d = Policies{Identity: []Document{s.document}}.Decide(Request{Action: p.action, Resource: p.resource, Context: s.as(p.user, p.mfa)})
		s.decisions[p] = d
	}
	return d
}

func (s *subject) outcome(p probe) Outcome { return s.decide(p).Outcome }

// denied says whether the document refuses the person an action.
func (s *subject) denied(action, resource string, m mfaState) bool {
	return s.outcome(probe{action, resource, person, m}) == ExplicitlyDenied
}

// kept says whether the document keeps an action from being done without MFA, both ways.
func (s *subject) kept(action, resource string) bool {
	return s.denied(action, resource, keyAlone) && s.denied(action, resource, withoutMFA)
}

func (s *subject) arn(resource string) string {
	return "arn:" + s.partition + ":iam::" + s.account + ":" + resource
}

func (s *subject) userARN(name string) string { return s.arn("user/" + name) }

func (s *subject) deviceARN(name string) string { return s.arn("mfa/" + name) }

// own is the resource on which the person does an action of IAM to themselves.
func (s *subject) own(action string) string {
	switch types := resourceTypes(action); {
	case strings.EqualFold(action, "sts:AssumeRole"):
		return s.arn("role/any")
	case len(types) == 0 || types[0] == "user":
		return s.userARN(person)
	case types[0] == "mfa":
		return s.deviceARN("phone")
	}
	return "*"
}

// as is the context of a user. What MFA has nothing to do with is open.
func (s *subject) as(user string, m mfaState) Context {
	if c, ok := s.contexts[probe{user: user, mfa: m}]; ok {
		return c
	}
	keys := map[string][]string{
		"aws:username":         {user[strings.LastIndex(user, "/")+1:]},
		"aws:userid":           {"AIDAEXAMPLEEXAMPLE000"},
		"aws:PrincipalArn":     {s.userARN(user)},
		"aws:PrincipalType":    {"User"},
		"aws:PrincipalAccount": {s.account},
	}
	addMFA(keys, m)
	c := Context{Keys: keys, Open: true}
	s.contexts[probe{user: user, mfa: m}] = c
	return c
}

// asRole is the context of a session of a role, which says of MFA what it likes.
func (s *subject) asRole(m mfaState) Context {
	keys := map[string][]string{
		"aws:username":         nil,
		"aws:userid":           {"AROAEXAMPLEEXAMPLE000:session"},
		"aws:PrincipalArn":     {s.arn("role/service")},
		"aws:PrincipalType":    {"AssumedRole"},
		"aws:PrincipalAccount": {s.account},
	}
	addMFA(keys, m)
	return Context{Keys: keys, Open: true}
}

func addMFA(keys map[string][]string, m mfaState) {
	switch m {
	case keyAlone:
		keys[presentKey], keys[ageKey], keys["aws:TokenIssueTime"] = nil, nil, nil
		return
	case withoutMFA:
		keys[presentKey], keys[ageKey] = []string{"false"}, nil
	case withMFA:
		keys[presentKey], keys[ageKey] = []string{"true"}, []string{"0"}
	case withOldMFA:
		keys[presentKey], keys[ageKey] = []string{"true"}, []string{"1000000000"}
	}
	keys["aws:TokenIssueTime"] = []string{"2026-01-01T00:00:00Z"}
}
