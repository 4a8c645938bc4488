package policy

import (
	"slices"
	"strings"
)

var scopeRules = []rule{
	{
		id: "device-name-bound", severity: Error, only: IdentityPolicy, check: boundNames,
		message: "a virtual device can only be made with the name of the user; the console lets users choose the name, and one more device cannot be made at all",
		fix:     `allow iam:CreateVirtualMFADevice on "arn:aws:iam::*:mfa/*"`,
	},
	{
		id: "delete-any-device", severity: Warning, only: IdentityPolicy,
		message: "users may delete devices of colleagues that are not assigned yet",
		fix:     "drop iam:DeleteVirtualMFADevice, or allow it on mfa/${aws:username}/* only",
		check: func(s *subject) []hit {
			return s.granting([]string{"iam:DeleteVirtualMFADevice"}, s.deviceARN(other+"-phone"))
		},
	},
	{
		id: "user-path-uncovered", severity: Warning, only: IdentityPolicy, check: uncoveredPaths,
		message: "users that were created with a path (user/dept/alice) get nothing: the variable does not hold the path",
		fix:     `add "arn:aws:iam::*:user/*/${aws:username}"`,
	},
	{
		id: "own-device-scope", severity: Error, only: IdentityPolicy,
		message: "users may change the credentials of other users",
		fix:     `"arn:aws:iam::*:user/${aws:username}" and "arn:aws:iam::*:user/*/${aws:username}"`,
		check:   func(s *subject) []hit { return s.granting(ownActions, s.userARN(other), s.userARN(similar)) },
	},
	{
		id: "resource-type-mismatch", severity: Warning, only: IdentityPolicy, check: mismatchedTypes,
		message: "it never matches: an action asks for the resource it works on, a user, a device or *",
		fix:     "iam:CreateVirtualMFADevice and iam:DeleteVirtualMFADevice work on mfa/…, lists of the account on *, all else of a user on user/…",
	},
	{
		id: "allow-boolifexists-true", severity: Error,
		message: "a long-term access key passes, since its requests have no such key",
		fix:     "Bool instead of BoolIfExists",
		check:   whereAllow(keyAlone, func(b by) bool { return b.key && !b.without && b.with }),
	},
	{
		id: "allow-null-false", severity: Error,
		message: "every session passes, with MFA or without",
		fix:     "Bool aws:MultiFactorAuthPresent true",
		check:   whereAllow(withoutMFA, func(b by) bool { return !b.key && b.without && b.with }),
	},
	{
		id: "partition-mismatch", severity: Error, check: otherPartitions,
		message: "the statement never matches in the partition that the policy is for",
		fix:     "name the partition: mfa-session policy lint --partition aws-cn (or aws-us-gov), mfa-session policy render --partition …",
	},
	{
		id: "first-key-enrolment", severity: Info, only: IdentityPolicy, check: firstKey,
		message: "whoever finds the key of a user who has no device yet can enrol their own",
		fix:     "enrol devices before keys are made, or: mfa-session policy render --no-key-enrolment",
	},
	{
		id: "user-can-detach", severity: Error, only: IdentityPolicy, check: detaching,
		message: "with one session the user takes the enforcement away for good",
		fix:     "remove it",
	},
}

// ownActions are those by which users manage their own credentials.
var ownActions = []string{
	"iam:EnableMFADevice", "iam:DeactivateMFADevice", "iam:ResyncMFADevice", "iam:ChangePassword", "iam:CreateLoginProfile",
	"iam:UpdateLoginProfile", "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey", "iam:CreateServiceSpecificCredential",
	"iam:ResetServiceSpecificCredential", "iam:UploadSSHPublicKey", "iam:UploadSigningCertificate",
}

// granting finds the statements that let the person do some of the actions on one of the resources.
func (s *subject) granting(actions []string, resources ...string) []hit {
	var hits []hit
	for st := range s.statements(Allow) {
		var given []string
		for _, action := range actions {
			if slices.ContainsFunc(resources, func(resource string) bool { return s.grants(st, action, resource) }) {
				given = append(given, action)
			}
		}
		if len(given) > 0 {
			hits = append(hits, hit{statement: st, detail: shortList(given)})
		}
	}
	return hits
}

func boundNames(s *subject) []hit {
	const action = "iam:CreateVirtualMFADevice"
	st := s.granted(action, s.deviceARN(person))
	if st == nil || s.granted(action, s.deviceARN("phone")) != nil || s.granted(action, s.deviceARN(person+"-phone")) != nil {
		return nil
	}
	return []hit{{statement: st}}
}

// uncoveredPaths looks for what a user may do to themselves, and one of the same name in a path may
// not. It is one mistake, however many statements it is made in.
func uncoveredPaths(s *subject) []hit {
	var hits []hit
	var names []string
	for st := range s.statements(Allow) {
		if slices.ContainsFunc(userActions, func(action string) bool { return s.forgetsPath(st, action) }) {
			hits, names = append(hits, hit{statement: st}), append(names, shortened(s.name(st)))
		}
	}
	if len(hits) > 1 {
		hits = []hit{{statement: hits[0].statement, detail: "also in " + shortList(names[1:])}}
	}
	return append(hits, s.keptFromOwn()...)
}

func (s *subject) forgetsPath(st *Statement, action string) bool {
	if !s.grants(st, action, s.userARN(person)) {
		return false
	}
	o := s.outcome(probe{action, s.userARN(inPath), inPath, withMFA})
	return o == NotAllowed || o == ExplicitlyDenied
}

// keptFromOwn finds a Deny that spares the own user of one without a path only.
func (s *subject) keptFromOwn() []hit {
	var hits []hit
	for _, st := range s.mfaDenies {
		if st.NotResource == nil || !s.coversAction(st, "iam:EnableMFADevice") {
			continue
		}
		spares := func(user string) bool {
			e := &evaluation{request: Request{Resource: s.userARN(user), Context: s.as(user, keyAlone)}}
			return e.matchesResource(*st, s.document.HasVariables()) == no
		}
		if spares(person) && !spares(inPath) {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

// mismatchedTypes looks at each action and each resource of an Allow: both need a partner.
func mismatchedTypes(s *subject) []hit {
	var hits []hit
	for st := range s.statements(Allow) {
		for _, v := range st.Action {
			types := resourceTypes(v.Text)
			partner := func(r Value) bool { return r.Opaque || fits(r.Text, types) }
			if len(types) > 0 && len(st.Resource) > 0 && !slices.ContainsFunc(st.Resource, partner) {
				hits = append(hits, hit{st, v.Where, shortened(v.Text)})
			}
		}
		for _, r := range st.Resource {
			partner := func(v Value) bool {
				types := resourceTypes(v.Text)
				return v.Opaque || len(types) == 0 || fits(r.Text, types)
			}
			if !r.Opaque && len(st.Action) > 0 && !slices.ContainsFunc(st.Action, partner) {
				hits = append(hits, hit{st, r.Where, shortened(r.Text)})
			}
		}
	}
	return hits
}

// fits says whether a resource as it is written may be of one of the types. Only what names another
// type for sure does not.
func fits(resource string, types []string) bool {
	if resource == "*" {
		return true
	}
	parts := strings.SplitN(resource, ":", arnParts)
	if len(parts) < arnParts {
		return true
	}
	kind, _, found := strings.Cut(parts[arnParts-1], "/")
	if !found || strings.ContainsAny(kind, "*?$") {
		return true
	}
	return slices.Contains(types, kind)
}

// whereAllow finds what an Allow lets pass in a state of MFA, unless a Deny stops it all the same.
func whereAllow(m mfaState, broken func(by) bool) func(*subject) []hit {
	return func(s *subject) []hit {
		var hits []hit
		for st := range s.statements(Allow) {
			if st.speaksOfMFA() && broken(s.by(st)) && !s.stopped(st, m) {
				hits = append(hits, hit{statement: st})
			}
		}
		return hits
	}
}

// stopped says whether all that an Allow names is denied; a wildcard stands for one of what it names.
func (s *subject) stopped(st *Statement, m mfaState) bool {
	return len(st.Action) > 0 && !slices.ContainsFunc(st.Action, func(v Value) bool {
		action := strings.NewReplacer("*", "Any", "?", "A").Replace(v.Text)
		return v.Opaque || !s.denied(action, "*", m)
	})
}

func otherPartitions(s *subject) []hit {
	return s.hits(resourcesOf, func(text string) bool {
		parts := strings.SplitN(text, ":", 3)
		return len(parts) == 3 && parts[0] == "arn" && !strings.ContainsAny(parts[1], "*?$") && parts[1] != s.partition
	})
}

func firstKey(s *subject) []hit {
	can := func(action string) bool { return s.outcome(probe{action, s.own(action), person, keyAlone}) == Allowed }
	return once(can("iam:CreateVirtualMFADevice") && can("iam:EnableMFADevice"))
}

// detaching finds what a user could do to the policies that bind them.
func detaching(s *subject) []hit {
	return s.granting([]string{
		"iam:DetachUserPolicy", "iam:DeleteUserPolicy", "iam:PutUserPolicy", "iam:AttachUserPolicy",
		"iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary",
		"iam:RemoveUserFromGroup", "iam:DetachGroupPolicy", "iam:DeleteGroupPolicy", "iam:PutGroupPolicy",
		"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
	}, s.userARN(person), s.arn("group/people"), s.arn("policy/people"))
}
