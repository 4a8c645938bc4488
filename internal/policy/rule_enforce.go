package policy

import (
	"slices"
	"strings"
)

var enforceRules = []rule{
	{
		id: "no-enforcing-deny", severity: Error, check: noDeny,
		message: "no statement denies daily work without MFA, so MFA is not enforced by this document",
		fix:     "add a Deny with NotAction and BoolIfExists aws:MultiFactorAuthPresent false: mfa-session policy render deny-only",
	},
	{
		id: "deny-bool-not-ifexists", severity: Error,
		message: "a request by a long-term access key has no such key, so whoever holds one passes without MFA",
		fix:     "BoolIfExists instead of Bool",
		check: whereDeny(func(s *subject, st *Statement) bool {
			b := s.by(st)
			return b.onPresence && !b.onAge && !b.key && b.without && !b.with && !s.made(st, keyAlone)
		}),
	},
	{
		id: "deny-null", severity: Error,
		message: "it stops access keys, but no session that was issued without MFA",
		fix:     "BoolIfExists aws:MultiFactorAuthPresent false instead of Null",
		check: whereDeny(func(s *subject, st *Statement) bool {
			b := s.by(st)
			return b.key && !b.without && !b.with && !s.made(st, withoutMFA)
		}),
	},
	{
		id: "deny-inverted", severity: Error,
		message: "it denies those who did use MFA",
		fix:     "the value of aws:MultiFactorAuthPresent has to be false",
		check:   whereDeny(func(s *subject, st *Statement) bool { return s.by(st).with && len(s.restrictions(st)) == 0 }),
	},
	{
		id: "deny-not-boolean-operator", severity: Warning, check: notBoolean,
		message: "aws:MultiFactorAuthPresent is a boolean; what this operator makes of it is not documented",
		fix:     "BoolIfExists",
	},
	{
		id: "deny-extra-condition", severity: Error, check: extraConditions,
		message: "the statement denies only where this condition holds as well; elsewhere no MFA is needed",
		fix:     "a statement of its own for each condition",
	},
	{
		id: "age-never-applies", severity: Error,
		message: "a session with MFA never meets the condition on its presence, so the limit of its age is dead",
		fix:     "a Deny of its own with NumericGreaterThanIfExists aws:MultiFactorAuthAge",
		check: whereDeny(func(s *subject, st *Statement) bool {
			b := s.by(st)
			return b.onPresence && b.onAge && !b.old
		}),
	},
	{
		id: "age-without-ifexists", severity: Error, check: ageAlone,
		message: "without MFA the key is not there, and nothing is denied",
		fix:     "NumericGreaterThanIfExists, or a Deny with BoolIfExists aws:MultiFactorAuthPresent false beside it",
	},
	{
		id: "deny-resource-narrow", severity: Error, check: narrowResources,
		message: "the Deny protects nothing but the resources it names",
		fix:     `"Resource": "*"`,
	},
	{
		id: "deny-action-list", severity: Warning, check: listedActions,
		message: "every action that the Deny does not list works without MFA",
		fix:     "NotAction with the actions of enrolment",
	},
	{
		id: "deny-without-exemption", severity: Warning, check: withoutExemption,
		message: "a new user cannot enrol a device, and no tool can find out which one is registered",
		fix:     "NotAction with the actions of enrolment, or enrol every device as an administrator and give the serial number",
	},
}

func noDeny(s *subject) []hit { return once(!s.enforced && !s.enforces()) }

func notBoolean(s *subject) []hit {
	var hits []hit
	for _, st := range s.mfaDenies {
		for _, c := range st.Conditions {
			o, ok := parseOperator(c.Operator)
			if ok && strings.EqualFold(c.Key, presentKey) && o.compare != nil && !strings.Contains(strings.ToLower(c.Operator), "bool") {
				hits = append(hits, hit{st, c.Where, shortened(c.Operator)})
			}
		}
	}
	return hits
}

// extraConditions finds conditions that do not hold for every user, where no other statement denies
// the same without them.
func extraConditions(s *subject) []hit {
	var hits []hit
	for _, st := range s.mfaDenies {
		if extra := s.restrictions(st); len(extra) > 0 && (!s.made(st, keyAlone) || !s.made(st, withoutMFA)) {
			hits = append(hits, extra...)
		}
	}
	return hits
}

// restrictions are the conditions of a statement, beside those on MFA, that do not hold for every user.
// Those on the principal are how a service control policy says whom it is for.
func (s *subject) restrictions(st *Statement) []hit {
	var hits []hit
	for _, c := range st.Conditions {
		of := func(key string) bool { return key == c.Key }
		scope := s.kind == ServiceControlPolicy && strings.HasPrefix(strings.ToLower(c.Key), "aws:principal")
		if !isMFAKey(c.Key) && !scope && s.condition(st, keyAlone, of) != yes {
			hits = append(hits, hit{st, c.Where, shortened(c.Key)})
		}
	}
	return hits
}

func ageAlone(s *subject) []hit {
	if slices.ContainsFunc(s.mfaDenies, func(st *Statement) bool { return s.by(st).enforces() }) {
		return nil
	}
	return whereDeny(func(s *subject, st *Statement) bool {
		b := s.by(st)
		return b.onAge && !b.key && !b.without && b.old
	})(s)
}

func (s *subject) coversAnywhere(st *Statement, action string) bool {
	return !slices.ContainsFunc(anywhere, func(resource string) bool { return !s.covers(st, action, resource) })
}

// narrowResources is for a document whose Deny is about everything, but not everywhere.
func narrowResources(s *subject) []hit {
	everywhere := func(st *Statement) bool {
		return slices.ContainsFunc(ordinary, func(action string) bool { return s.coversAnywhere(st, action) })
	}
	if slices.ContainsFunc(s.mfaDenies, everywhere) {
		return nil
	}
	var hits []hit
	for _, st := range s.mfaDenies {
		if s.coversDailyWork(st) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

func listedActions(s *subject) []hit {
	if len(s.sweeping) > 0 {
		return nil
	}
	var hits []hit
	for _, st := range s.mfaDenies {
		hits = append(hits, hit{statement: st})
	}
	return hits
}

// enrolment is what a user without a device needs.
var enrolment = []string{"iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices"}

// exemptsNothing says that a sweeping Deny leaves out none of what enrolment needs.
func (s *subject) exemptsNothing(st *Statement) bool {
	return !slices.ContainsFunc(enrolment, func(action string) bool { return !s.coversAction(st, action) })
}

func withoutExemption(s *subject) []hit {
	var hits []hit
	for _, st := range s.sweeping {
		if s.exemptsNothing(st) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}
