package policy

import (
	"slices"
	"strings"
)

// mfaState is what a request says about MFA.
type mfaState int

const (
	keyAlone   mfaState = iota // a long-term access key: neither key of MFA is there
	withoutMFA                 // a session that was issued without a code
	withMFA                    // a session whose code was typed a minute ago
	withOldMFA                 // … longer ago than any limit allows
)

// The condition keys of MFA (IAM User Guide, AWS global condition context keys).
const (
	presentKey = "aws:MultiFactorAuthPresent"
	ageKey     = "aws:MultiFactorAuthAge"
)

// The people and things that documents are tried on.
const (
	account  = "111122223333"
	person   = "alice"
	other    = "bob"
	inPath   = "dept/alice" // the same person, created with a path
	anAction = "zz-any-service:AnyAction"
)

// ordinary are actions of daily work: a policy that denies none of them enforces nothing.
var ordinary = []string{
	"s3:GetObject", "s3:ListAllMyBuckets", "ec2:DescribeInstances", "ec2:RunInstances", "lambda:InvokeFunction",
	"dynamodb:GetItem", "secretsmanager:GetSecretValue", "kms:Decrypt", "rds:DescribeDBInstances", "logs:GetLogEvents",
}

// anywhere are resources that have nothing in common.
var anywhere = []string{"*", "arn:aws:s3:::any-bucket/any-key", "arn:aws:ec2:eu-west-1:" + account + ":instance/i-0123456789abcdef0"}

// subject is a document before the rules.
type subject struct {
	document  Document
	kind      Type
	partition string
	mfaDenies []*Statement // those that deny depending on MFA
	sweeping  []*Statement // those of them that deny whatever they do not name
}

func newSubject(d Document, o LintOptions) *subject {
	s := &subject{document: d, kind: o.Type, partition: o.Partition}
	if s.kind == "" {
		s.kind = IdentityPolicy
	}
	if s.partition == "" {
		s.partition = "aws"
	}
	for st := range s.statements(Deny) {
		if !st.speaksOfMFA() {
			continue
		}
		s.mfaDenies = append(s.mfaDenies, st)
		if s.coversAction(st, anAction) {
			s.sweeping = append(s.sweeping, st)
		}
	}
	return s
}

// statements yields the statements of an effect.
func (s *subject) statements(effect Effect) func(yield func(*Statement) bool) {
	return func(yield func(*Statement) bool) {
		for i := range s.document.Statements {
			if st := &s.document.Statements[i]; st.Effect == effect && !yield(st) {
				return
			}
		}
	}
}

func isMFAKey(key string) bool {
	return strings.EqualFold(key, presentKey) || strings.EqualFold(key, ageKey)
}

func (s Statement) speaksOfMFA() bool { return s.hasKey(isMFAKey) }

func (s Statement) hasKey(is func(key string) bool) bool {
	return slices.ContainsFunc(s.Conditions, func(c Condition) bool { return is(c.Key) })
}

// speaksOfMFA says whether a document has to do with MFA at all.
func (d Document) speaksOfMFA() bool {
	about := func(v Value) bool { return strings.Contains(strings.ToLower(v.Text), "mfadevice") }
	return slices.ContainsFunc(d.Statements, func(s Statement) bool {
		return s.speaksOfMFA() || slices.ContainsFunc(s.Action, about) || slices.ContainsFunc(s.NotAction, about)
	})
}

// ofResource tells the policy of a resource, or of who may assume a role.
func (d Document) ofResource() bool {
	return slices.ContainsFunc(d.Statements, func(s Statement) bool { return s.Principal })
}

func (s *subject) userARN(name string) string {
	return "arn:" + s.partition + ":iam::" + account + ":user/" + name
}

func (s *subject) deviceARN(name string) string {
	return "arn:" + s.partition + ":iam::" + account + ":mfa/" + name
}

// as is the context of a user; path and name as they stand in the ARN. What MFA has nothing to do
// with is open.
func (s *subject) as(user string, m mfaState) Context {
	keys := map[string][]string{
		"aws:username":         {user[strings.LastIndex(user, "/")+1:]},
		"aws:PrincipalArn":     {s.userARN(user)},
		"aws:PrincipalType":    {"User"},
		"aws:PrincipalAccount": {account},
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
		keys[presentKey], keys[ageKey] = []string{"true"}, []string{"60"}
	case withOldMFA:
		keys[presentKey], keys[ageKey] = []string{"true"}, []string{"1000000000"}
	}
	keys["aws:TokenIssueTime"] = []string{"2026-01-01T00:00:00Z"}
}

// outcome decides by this document alone.
func (s *subject) outcome(action, resource string, c Context) Outcome {
	return Policies{Identity: []Document{s.document}}.Decide(Request{Action: action, Resource: resource, Context: c}).Outcome
}

// coversAction says whether a statement is about an action, whatever its resources and conditions.
func (s *subject) coversAction(st *Statement, action string) bool {
	return (&evaluation{request: Request{Action: action}}).matchesAction(*st) == yes
}

// covers says whether a statement is about an action on a resource for the person, whatever its conditions.
func (s *subject) covers(st *Statement, action, resource string) bool {
	e := &evaluation{request: Request{Action: action, Resource: resource, Context: s.as(person, keyAlone)}}
	return e.matchesAction(*st) == yes && e.matchesResource(*st, s.document.HasVariables()) == yes
}

// kept says whether a Deny that depends on MFA keeps an action from being done without.
func (s *subject) kept(action, resource string) bool {
	return slices.ContainsFunc(s.mfaDenies, func(st *Statement) bool { return s.covers(st, action, resource) })
}

// condition evaluates those conditions of a statement that are chosen by their keys.
func (s *subject) condition(st *Statement, m mfaState, chosen func(key string) bool) truth {
	e := &evaluation{request: Request{Context: s.as(person, m)}}
	return allOf(st.Conditions, func(c Condition) truth {
		if !chosen(c.Key) {
			return yes
		}
		return e.holds(c, s.document.HasVariables())
	})
}

// appliesBy says for which states of MFA the conditions on MFA of a statement hold.
func (s *subject) appliesBy(st *Statement) (key, without, with, old bool) {
	holds := func(m mfaState) bool { return s.condition(st, m, isMFAKey) == yes }
	return holds(keyAlone), holds(withoutMFA), holds(withMFA), holds(withOldMFA)
}

// administers says whether a statement allows all of IAM, as for an administrator: the rules about what
// users may do to others are not about those.
func (s *subject) administers(st *Statement) bool {
	return s.coversAction(st, "iam:CreatePolicyVersion")
}

// granted says whether the document lets the person do it after MFA by a statement that is not an
// administrator's, and by which.
func (s *subject) granted(action, resource string) *Statement {
	c := s.as(person, withMFA)
	if s.outcome(action, resource, c) == ExplicitlyDenied {
		return nil
	}
	for st := range s.statements(Allow) {
		if s.administers(st) {
			continue
		}
		applies, _ := s.document.Applies(*st, Request{Action: action, Resource: resource, Context: c})
		if applies {
			return st
		}
	}
	return nil
}
