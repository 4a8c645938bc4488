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

// allowsAsExemptions finds an Allow of nothing but actions of IAM and STS, some of which a Deny refuses
// without MFA. A list of all that is allowed names other services too.
func allowsAsExemptions(s *subject) []hit {
	var hits []hit
	for st := range s.statements(Allow) {
		foreign := func(v Value) bool { return v.Opaque || knownActions(v.Text) == nil }
		idle := func(v Value) bool {
			return slices.ContainsFunc(s.mfaDenies, func(deny *Statement) bool { return s.coversAction(deny, v.Text) })
		}
		if !slices.ContainsFunc(st.Action, foreign) && slices.ContainsFunc(st.Action, idle) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

// hittingRoles finds statements whose conditions a session of a role may meet.
func hittingRoles(s *subject) []hit {
	return whereDeny(func(s *subject, st *Statement) bool {
		return slices.ContainsFunc(bothWithout, func(m mfaState) bool {
			return s.conditionIn(st, s.asRole(m), func(string) bool { return true }) != no
		})
	})(s)
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
