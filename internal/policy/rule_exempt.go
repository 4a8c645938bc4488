package policy

import (
	"slices"
	"strings"
)

// getSessionToken is what everything here is about, and what no policy allows or denies.
const getSessionToken = "sts:GetSessionToken"

var exemptRules = []rule{
	{
		id: "exempt-missing-enrolment", severity: Error,
		message: "MFA is needed to set up MFA, so nobody without a device ever gets one",
		fix:     "add iam:CreateVirtualMFADevice and iam:EnableMFADevice to NotAction",
		check:   lacking("iam:CreateVirtualMFADevice", "iam:EnableMFADevice"),
	},
	{
		id: "exempt-missing-list", severity: Error,
		message: "neither the console nor a command line can find out which device is registered",
		fix:     "add iam:ListMFADevices to NotAction",
		check:   lacking("iam:ListMFADevices"),
	},
	{
		id: "exempt-missing-resync", severity: Warning,
		message: "a hardware device whose clock has drifted locks its owner out until an administrator helps",
		fix:     "add iam:ResyncMFADevice to NotAction",
		check:   lacking("iam:ResyncMFADevice"),
	},
	{
		id: "exempt-missing-getuser", severity: Warning,
		message: "the page Security credentials of the console does not load before MFA",
		fix:     "add iam:GetUser to NotAction",
		check:   lacking("iam:GetUser"),
	},
	{
		id: "exempt-missing-getmfadevice", severity: Info,
		message: "what a security key is, cannot be shown before MFA",
		fix:     "add iam:GetMFADevice to NotAction",
		check:   lacking("iam:GetMFADevice"),
	},
	{
		id: "exempt-missing-getsessiontoken", severity: Info,
		message: "no policy bears on it in AWS, but simulators and readers take it for denied",
		fix:     "list sts:GetSessionToken in NotAction",
		check:   lacking(getSessionToken),
	},
	{
		id: "exempt-deactivate", severity: Error,
		message: "a device can be taken away without MFA",
		fix:     "remove iam:DeactivateMFADevice from NotAction",
		check:   exempting("iam:DeactivateMFADevice"),
	},
	{
		id: "exempt-wildcard", severity: Error, check: exemptingByWildcard,
		message: "it exempts more than enrolment: iam:* lets a user detach this policy, sts:* lets them assume roles",
		fix:     "name the actions",
	},
	{
		id: "exempt-assumerole", severity: Error,
		message: "every role whose trust policy does not ask for MFA can be assumed with the key alone, and this policy does not reach into roles",
		fix:     "remove sts:AssumeRole from NotAction",
		check:   exempting("sts:AssumeRole"),
	},
	{
		id: "exempt-login-profile", severity: Error,
		message: "whoever finds a key can set a console password with it",
		fix:     "remove it from NotAction",
		check:   exempting("iam:CreateLoginProfile", "iam:UpdateLoginProfile"),
	},
	{
		id: "exempt-access-keys", severity: Error,
		message: "whoever finds a key can make more credentials with it",
		fix:     "remove it from NotAction",
		check: exempting("iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:CreateServiceSpecificCredential",
			"iam:ResetServiceSpecificCredential", "iam:UploadSSHPublicKey", "iam:UploadSigningCertificate"),
	},
	{
		id: "exempt-change-password", severity: Info,
		message: "a password can be changed without MFA; users who must change theirs at the first sign-in need that",
		fix:     "keep it only for such users, together with iam:GetAccountPasswordPolicy",
		check:   exempting("iam:ChangePassword"),
	},
	{
		id: "exempt-recon", severity: Info,
		message: "whoever finds a key can look around in the account with it",
		fix:     "keep it only if the console is to show these pages before MFA",
		check: exempting("iam:ListUsers", "iam:ListAccessKeys", "iam:ListSSHPublicKeys", "iam:GetAccountSummary", "iam:ListGroups",
			"iam:ListRoles", "iam:ListPolicies", "iam:GetAccountAuthorizationDetails", "iam:GetLoginProfile"),
	},
	{
		id: "exempt-without-allow", severity: Info, only: IdentityPolicy, check: exemptButNotAllowed,
		message: "exempted, but no statement of this document allows it; to exempt is not to grant",
		fix:     "allow it in this document or another, or drop it from NotAction",
	},
	{
		id: "enrol-for-others", severity: Warning, only: IdentityPolicy, check: enrollingForOthers,
		message: "an administrator's key alone may enrol or resync the devices of other users, without MFA",
		fix:     "a second Deny of these actions with NotResource on the own user, as mfa-session policy render has it",
	},
}

// lacking finds statements that keep these actions from being done without MFA. Sweeping ones that
// exempt nothing have a rule of their own, which says it all but for what nobody would expect.
func lacking(actions ...string) func(*subject) []hit {
	return func(s *subject) []hit {
		if len(s.sweeping) == 0 {
			return nil
		}
		var hits []hit
		for _, st := range s.mfaDenies {
			sweeping := slices.Contains(s.sweeping, st)
			if sweeping && s.exemptsNothing(st) && !slices.Equal(actions, []string{getSessionToken}) {
				continue
			}
			missing := slices.DeleteFunc(slices.Clone(actions), func(action string) bool {
				resource := s.own(action)
				stops := func(m mfaState) bool { return s.stops(st, action, resource, m) }
				return (!sweeping || !s.covers(st, action, resource)) && !slices.ContainsFunc(bothWithout, stops)
			})
			if len(missing) > 0 {
				hits = append(hits, hit{statement: st, detail: "it does not exempt " + strings.Join(missing, " and ")})
			}
		}
		return hits
	}
}

// exempting finds actions that a sweeping statement leaves out and no other keeps from being done
// without MFA.
func exempting(actions ...string) func(*subject) []hit {
	return func(s *subject) []hit {
		var hits []hit
		for _, st := range s.sweeping {
			var left []string
			for _, action := range actions {
				if !s.coversAction(st, action) && !s.kept(action, s.own(action)) {
					left = append(left, action)
				}
			}
			if len(left) > 0 {
				hits = append(hits, hit{statement: st, detail: "it exempts " + strings.Join(left, ", ")})
			}
		}
		return hits
	}
}

// harmless are the actions that may be exempted without a word: what enrolment needs, and what tells
// nothing about others.
var harmless = []string{
	"iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ResyncMFADevice", "iam:ListMFADevices", "iam:ListMFADeviceTags",
	"iam:ListVirtualMFADevices", "iam:GetMFADevice", "iam:GetUser", "iam:GetAccountPasswordPolicy", "sts:GetSessionToken", "sts:GetCallerIdentity",
}

func exemptingByWildcard(s *subject) []hit {
	var hits []hit
	for _, st := range s.sweeping {
		for _, v := range st.NotAction {
			if !strings.ContainsAny(v.Text, "*?") {
				continue
			}
			more := slices.DeleteFunc(namedBy(v.Text), func(name string) bool { return slices.Contains(harmless, name) })
			if len(more) > 0 || knownActions(v.Text) == nil {
				hits = append(hits, hit{st, v.Where, strings.TrimSuffix(shortened(v.Text)+" ("+shortList(more)+")", " ()")})
			}
		}
	}
	return hits
}

func exemptButNotAllowed(s *subject) []hit {
	var hits []hit
	for _, st := range s.sweeping {
		var idle []string
		for _, v := range st.NotAction {
			if names := namedBy(v.Text); len(names) > 0 && !slices.ContainsFunc(names, s.allowsAnywhere) {
				idle = append(idle, v.Text)
			}
		}
		if len(idle) > 0 {
			hits = append(hits, hit{statement: st, detail: shortList(idle)})
		}
	}
	return hits
}

// allowsAnywhere says whether some statement allows the action, or whether it needs no allowance.
func (s *subject) allowsAnywhere(action string) bool {
	if slices.Contains(beyondPolicies, strings.ToLower(action)) {
		return true
	}
	allowed, known := s.allowed[action]
	if !known {
		for st := range s.statements(Allow) {
			allowed = allowed || s.coversAction(st, action)
		}
		s.allowed[action] = allowed
	}
	return allowed
}

func enrollingForOthers(s *subject) []hit {
	var hits []hit
	for _, st := range s.sweeping {
		var free []string
		for _, action := range []string{"iam:EnableMFADevice", "iam:ResyncMFADevice"} {
			if !s.coversAction(st, action) && !s.kept(action, s.userARN(other)) {
				free = append(free, action)
			}
		}
		if len(free) > 0 {
			hits = append(hits, hit{statement: st, detail: strings.Join(free, ", ")})
		}
	}
	return hits
}

// shortList names the first few.
func shortList(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + ", …"
}
