package policy

import (
	"slices"
	"strings"
)

// subject is a document before the rules.
type subject struct {
	document  Document
	kind      Type
	partition string
	account   string
	enforced  bool         // another document of the same file enforces MFA
	mfaDenies []*Statement // those that deny depending on MFA
	sweeping  []*Statement // those of them that deny whatever they do not name
	decisions map[probe]Decision
	contexts  map[probe]Context
	allowed   map[string]bool // actions, by whether some statement allows them
}

func newSubject(d Document, o LintOptions) *subject {
	s := &subject{document: d, kind: o.Type, partition: o.Partition, account: d.account(), decisions: map[probe]Decision{}, contexts: map[probe]Context{}, allowed: map[string]bool{}}
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

// account is the one whose users the document names, so that it is tried on them.
func (d Document) account() string {
	for _, s := range d.Statements {
		for _, v := range slices.Concat(s.Resource, s.NotResource) {
			parts := strings.SplitN(v.Text, ":", arnParts)
			if len(parts) == arnParts && parts[2] == "iam" && len(parts[4]) == len(account) && strings.Trim(parts[4], "0123456789") == "" {
				return parts[4]
			}
		}
	}
	return account
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

// condition evaluates those conditions of a statement that are chosen by their keys.
func (s *subject) condition(st *Statement, m mfaState, chosen func(key string) bool) truth {
	return s.conditionIn(st, s.as(person, m), chosen)
}

func (s *subject) conditionIn(st *Statement, c Context, chosen func(key string) bool) truth {
	e := &evaluation{request: Request{Context: c}}
	return allOf(st.Conditions, func(c Condition) truth {
		if !chosen(c.Key) {
			return yes
		}
		return e.holds(c, s.document.HasVariables())
	})
}

// stops says whether a Deny stops an action in a state of MFA, as far as MFA goes.
func (s *subject) stops(st *Statement, action, resource string, m mfaState) bool {
	return s.covers(st, action, resource) && s.condition(st, m, isMFAKey) == yes
}

// administers says whether a statement allows all of IAM, as for an administrator: the rules about what
// users may do to others are not about those.
func (s *subject) administers(st *Statement) bool {
	return s.coversAction(st, "iam:CreateUser") && s.coversAction(st, "iam:CreatePolicyVersion") && s.coversAction(st, "iam:PutUserPolicy")
}

// grants says whether a statement lets the person do it after MFA, and not as an administrator.
func (s *subject) grants(st *Statement, action, resource string) bool {
	if !s.coversAction(st, action) || s.administers(st) {
		return false
	}
	applies, _ := s.document.Applies(*st, Request{Action: action, Resource: resource, Context: s.as(person, withMFA)})
	return applies && s.outcome(probe{action, resource, person, withMFA}) != ExplicitlyDenied
}

// granted is the first statement that lets the person do it.
func (s *subject) granted(action, resource string) *Statement {
	for st := range s.statements(Allow) {
		if s.grants(st, action, resource) {
			return st
		}
	}
	return nil
}
