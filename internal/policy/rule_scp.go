package policy

import (
	"slices"
	"strings"
)

var scpRules = []rule{
	{
		id: "scp-allow-as-exemption", severity: Error, only: ServiceControlPolicy, check: allowsAsExemptions,
		message: "an explicit Deny always wins, so this Allow exempts nothing; and without FullAWSAccess it allows nothing else",
		fix:     "exempt by NotAction in the Deny",
	},
	{
		id: "scp-hits-roles", severity: Error, only: ServiceControlPolicy, check: hittingRoles,
		message: "every role session is denied too: instances, functions, CI by OIDC, IAM Identity Center; even a role assumed with MFA carries no sign of it",
		fix:     `"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}`,
	},
	{
		id: "scp-exempt-tag-unprotected", severity: Warning, only: ServiceControlPolicy, check: unprotectedTags,
		message: "whoever may tag users can lift MFA from them",
		fix:     "deny iam:TagUser and iam:UntagUser with this tag to all but the administrators' role, or exempt by path",
	},
}

func allowsAsExemptions(s *subject) []hit {
	var hits []hit
	for st := range s.statements(Allow) {
		if s.coversAction(st, anAction) {
			continue // FullAWSAccess
		}
		idle := func(v Value) bool {
			return slices.ContainsFunc(s.mfaDenies, func(deny *Statement) bool { return s.coversAction(deny, v.Text) })
		}
		if slices.ContainsFunc(st.Action, idle) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

// asRole is the context of a session of a role, which says of MFA what it likes.
func (s *subject) asRole(m mfaState) Context {
	keys := map[string][]string{
		"aws:username":         nil,
		"aws:PrincipalArn":     {"arn:" + s.partition + ":iam::" + account + ":role/service"},
		"aws:PrincipalType":    {"AssumedRole"},
		"aws:PrincipalAccount": {account},
	}
	addMFA(keys, m)
	return Context{Keys: keys, Open: true}
}

func hittingRoles(s *subject) []hit {
	var hits []hit
	for _, st := range s.mfaDenies {
		meets := func(action string) bool {
			for _, m := range []mfaState{keyAlone, withoutMFA} {
				r := Request{Action: action, Resource: "*", Context: s.asRole(m)}
				if (&evaluation{request: r}).applies(*st, s.document.HasVariables()) != no {
					return true
				}
			}
			return false
		}
		if slices.ContainsFunc(ordinary, meets) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

const tagKey = "aws:principaltag/"

func unprotectedTags(s *subject) []hit {
	if s.denies("iam:TagUser") && s.denies("iam:UntagUser") {
		return nil
	}
	var hits []hit
	for _, st := range s.mfaDenies {
		for _, c := range st.Conditions {
			if strings.HasPrefix(strings.ToLower(c.Key), tagKey) {
				hits = append(hits, hit{st, c.Where, shortened(c.Key)})
			}
		}
	}
	return hits
}

// denies says whether a statement that has nothing to do with MFA denies the action to somebody.
func (s *subject) denies(action string) bool {
	for st := range s.statements(Deny) {
		if !st.speaksOfMFA() && s.coversAction(st, action) {
			return true
		}
	}
	return false
}
