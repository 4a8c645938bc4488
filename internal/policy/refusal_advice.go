package policy

import (
	"fmt"
	"strings"
)

// loadSession is what to type for a session with MFA.
const loadSession = `eval "$(mfa-session 123456)"`

// Advice says in a short paragraph who was refused what by which policies, and what would let it through.
func (r Refusal) Advice() string {
	if text, ok := ruleAdvice[r.Rule]; ok {
		return text
	}
	return r.what() + " " + r.remedy()
}

var ruleAdvice = map[Rule]string{
	OwnDeviceRule: "No policy refused this, but a rule of AWS's own: who has an MFA device enables and deactivates own devices with MFA only. " +
		"Get a session first: " + loadSession + ", and try again.",
	SessionRule: "No policy refused this: GetSessionToken takes a long-term access key, and the keys in use are a session's already. " +
		"Unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: eval \"$(mfa-session unset)\".",
	CodeRule: "No policy refused this: the code was wrong, or it had been used. " +
		"Wait for the next one, and check the clock of the phone: " + loadSession + ".",
	SerialRule: "No policy refused this: the device is not one of the caller's, it was enabled seconds ago, or too many codes were tried. " +
		"Wait three minutes, and check the serial number.",
}

// what is the first sentence.
func (r Refusal) what() string {
	what := callerName(r.Caller) + " was refused " + r.Action
	if r.Resource != "" && r.Resource != "*" {
		what += " on " + r.Resource
	}
	switch {
	case r.Explicit && r.Kind == "":
		return what + ": a policy denies it."
	case r.Explicit && r.Policy != "":
		return fmt.Sprintf("%s: %s, %s, denies it.", what, withArticle(r.Kind), r.Policy)
	case r.Explicit:
		return fmt.Sprintf("%s: %s denies it.", what, withArticle(r.Kind))
	case r.Kind != "":
		return fmt.Sprintf("%s: no %s allows it.", what, r.Kind)
	}
	return what + "; AWS does not say by which policy."
}

// remedy is what would let it through.
func (r Refusal) remedy() string {
	switch {
	case r.Explicit && !r.byUser():
		return "If the statement asks for MFA, it should not bind roles, whose sessions carry none; " + keeper(r.Kind) + " has to change it."
	case r.Explicit:
		return "Most such statements ask for MFA, and these credentials may be without: " + loadSession + ", and try again. Where a session with MFA is refused too, " +
			keeper(r.Kind) + " has to change the statement."
	case r.Kind == "":
		return "Try with MFA: " + loadSession + ". Where that is refused too, a policy of the caller has to allow it, and so has the policy of the role or resource if it is in " +
			"another account or is to be assumed."
	case r.isDeviceName():
		return "Policies of old let users create a device only if it is called as the user is: give it the name " + userOf(r.Caller) +
			", or have the policy allow arn:aws:iam::*:mfa/*."
	}
	return r.allowance()
}

// allowance is what would let through what nothing allows.
func (r Refusal) allowance() string {
	ask := keeper(r.Kind) + " has to allow it"
	if r.Kind == SessionKind {
		return "What was given along when the session was made limits it: get one without, or with " + r.Action + " allowed."
	}
	if r.byUser() {
		return upper(ask) + "; if a statement allows it with MFA only, this lets it through: " + loadSession + "."
	}
	return upper(ask) + "."
}

func (r Refusal) byUser() bool { return strings.Contains(r.Caller, ":user/") }

// isDeviceName tells the refusal of those policies that allow mfa/${aws:username} only.
func (r Refusal) isDeviceName() bool {
	return r.Action == "iam:CreateVirtualMFADevice" && r.byUser() && !strings.HasSuffix(r.Resource, "/"+userOf(r.Caller))
}

// keeper is who can change a kind of policy.
func keeper(k Source) string {
	switch k {
	case ServiceControlKind, ResourceControlKind:
		return "whoever manages the organization"
	case ResourceKind:
		return "the owner of the resource"
	case EndpointKind:
		return "whoever runs the network"
	case IdentityKind, BoundaryKind, SessionKind:
	}
	return "an administrator of the account"
}

func withArticle(k Source) string {
	if strings.HasPrefix(string(k), "i") {
		return "an " + string(k)
	}
	return "a " + string(k)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// callerName is an ARN in words.
func callerName(arn string) string {
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) != arnParts {
		return arn
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	of := " of account " + parts[4]
	switch kind {
	case "root":
		return "The root user" + of
	case "user":
		return "The user " + name + of
	case "assumed-role":
		role, session, _ := strings.Cut(name, "/")
		return "The role " + role + of + " (session " + session + ")"
	}
	return arn
}

// userOf is the name of a user without the path.
func userOf(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
