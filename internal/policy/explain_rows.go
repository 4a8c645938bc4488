package policy

import (
	"slices"
	"strings"
)

// questions are the rows of an explanation.
func (s *subject) questions(user string, o ExplainOptions) []Answer {
	if len(o.Actions) == 0 && o.Resource == "" {
		return s.usual(user)
	}
	actions := o.Actions
	if len(actions) == 0 {
		for _, a := range s.usual(user) {
			actions = append(actions, a.Action)
		}
		slices.Sort(actions)
		actions = slices.Compact(actions)
	}
	var rows []Answer
	for _, action := range actions {
		a := Answer{Action: action, Resource: s.ownOf(user, action), Object: "own"}
		switch {
		case o.Resource != "":
			a.Resource, a.Object = o.Resource, ""
		case a.Resource == "*":
			a.Object = ""
		case strings.HasPrefix(a.Resource, s.arn("role/")):
			a.Object = "any"
		}
		rows = append(rows, a)
	}
	return rows
}

// usual are the things that a policy that enforces MFA is about: what enrolment needs, what an
// attacker with the key alone wants, and daily work.
func (s *subject) usual(user string) []Answer {
	own, others := s.userARN(user), s.userARN(other)
	return []Answer{
		{Action: "iam:CreateVirtualMFADevice", Resource: s.deviceARN("phone"), Object: "any name"},
		{Action: "iam:EnableMFADevice", Resource: own, Object: "own"},
		{Action: "iam:ListMFADevices", Resource: own, Object: "own"},
		{Action: "iam:GetUser", Resource: own, Object: "own"},
		{Action: "iam:ResyncMFADevice", Resource: own, Object: "own"},
		{Action: "iam:EnableMFADevice", Resource: others, Object: "another's"},
		{Action: "iam:DeactivateMFADevice", Resource: own, Object: "own"},
		{Action: "iam:DeactivateMFADevice", Resource: others, Object: "another's"},
		{Action: "iam:DeleteVirtualMFADevice", Resource: s.deviceARN("of-" + other), Object: "another's"},
		{Action: "iam:ChangePassword", Resource: own, Object: "own"},
		{Action: "iam:CreateLoginProfile", Resource: own, Object: "own"},
		{Action: "iam:CreateAccessKey", Resource: own, Object: "own"},
		{Action: "iam:ListUsers", Resource: "*"},
		{Action: "s3:ListAllMyBuckets", Resource: "*"},
		{Action: "s3:GetObject", Resource: "arn:" + s.partition + ":s3:::any-bucket/any-key", Object: "any"},
		{Action: "sts:AssumeRole", Resource: s.arn("role/any"), Object: "any"},
		{Action: "sts:GetSessionToken", Resource: "*"},
	}
}

// ownOf is the resource on which a user does an action to themselves, or "*".
func (s *subject) ownOf(user, action string) string {
	switch types := resourceTypes(action); {
	case strings.EqualFold(action, "sts:AssumeRole"):
		return s.arn("role/any")
	case len(types) > 0 && types[0] == "user":
		return s.userARN(user)
	case len(types) > 0 && types[0] == "mfa":
		return s.deviceARN("phone")
	}
	return "*"
}

// ownDevice are the actions that AWS itself guards since 21 April 2023: a user who has a device needs
// MFA for them (security bulletin AWS-2023-001).
var ownDevice = []string{"iam:EnableMFADevice", "iam:DeactivateMFADevice"}

// notes say what decides beside the document.
func (s *subject) notes(user string, rows []Answer) []string {
	var notes []string
	if s.kind == ServiceControlPolicy {
		notes = append(notes, "It binds the users, roles and root of member accounts, not the management account and service-linked roles; "+
			"\"if allowed\" is as another service control policy of the same level, FullAWSAccess for one, says. The root here is without MFA.")
	} else {
		notes = append(notes, "\"if allowed\": this policy neither allows nor denies it, so another policy has to allow it. No policy of users and roles binds root.")
	}
	if s.kind == IdentityPolicy && slices.ContainsFunc(rows, func(a Answer) bool { return !notDenied(a.Cells[3]) && notDenied(a.Cells[2]) }) {
		notes = append(notes, "Sessions of roles carry no MFA of their own, so it denies them too: attach it to groups of users, never to roles.")
	}
	withoutMFA := func(a Answer) bool {
		return containsFold(ownDevice, a.Action) && a.Resource == s.userARN(user) && slices.ContainsFunc(a.Cells[:2], notDenied)
	}
	if slices.ContainsFunc(rows, withoutMFA) {
		notes = append(notes, "Once the user has a device, AWS itself asks for MFA to enable or deactivate one of the user's own, whatever policies say.")
	}
	if slices.ContainsFunc(rows, func(a Answer) bool { return slices.Contains(beyondPolicies, strings.ToLower(a.Action)) }) {
		notes = append(notes, "No policy allows or denies sts:GetSessionToken and sts:GetCallerIdentity.")
	}
	if slices.ContainsFunc(rows, func(a Answer) bool { return s.ages(user, a) }) {
		notes = append(notes, "A session whose code was typed longer ago than the policy takes is refused: it is good for less than its time.")
	}
	return notes
}

func notDenied(c Cell) bool { return c.Outcome != ExplicitlyDenied }

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) })
}

// ages says whether a session with MFA may do less as it gets older.
func (s *subject) ages(user string, a Answer) bool {
	at := func(m mfaState) Outcome {
		return s.cell(Request{Action: a.Action, Resource: a.Resource, Context: s.as(user, m)}).Outcome
	}
	return at(withMFA) != ExplicitlyDenied && at(withOldMFA) == ExplicitlyDenied
}
