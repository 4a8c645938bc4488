package awsfake

import (
	"strconv"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/policy"
)

// A user who has a policy, own or through a group, may do what the policies allow and nothing else.
// Users without any read what concerns themselves, see authorizeSelf.

// SetPolicies gives a user policies of its own, in the place of those it had. A text that is no policy
// is a mistake of the test, and panics.
func (s *Server) SetPolicies(u User, texts ...string) {
	documents := make([]policy.Document, len(texts))
	for i, text := range texts {
		d, err := policy.Parse([]byte(text))
		if err != nil {
			panic("awsfake: no policy: " + err.Error())
		}
		documents[i] = d
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustHave(u).policies = documents
}

// documentsOf are the policies of a user and of the user's groups, none for a role. It needs the lock.
func (s *Server) documentsOf(a *account) []policy.Document {
	if a == nil {
		return nil
	}
	documents := a.policies
	for _, g := range s.groups {
		if !g.has(a) {
			continue
		}
		for _, arn := range g.attached {
			documents = append(documents, s.policies[arn].defaultVersion().document)
		}
	}
	return documents
}

// resource is what a call is about, and how the refusal names it.
type resource struct{ arn, shown string }

// authorize decides a call that nobody may make without a policy. It needs the lock.
func (s *Server) authorize(c *call, r resource) *apiError {
	if c.caller.kind == userSession && !c.caller.mfa && c.service.name == "iam" {
		return errInvalidToken(c.service.name)
	}
	documents := s.documentsOf(c.caller.account)
	action := c.service.name + ":" + c.action
	d := policy.Policies{Identity: documents}.Decide(policy.Request{Action: action, Resource: r.arn, Context: s.contextOf(c.caller)})
	switch d.Outcome {
	case policy.Allowed:
		return nil
	case policy.ExplicitlyDenied:
		return c.denied(r.shown, "with an explicit deny in an identity-based policy")
	case policy.CannotTell:
		return c.denied(r.shown, "as far as awsfake can tell: it does not know "+strings.Join(d.Open, ", "))
	case policy.NotAllowed:
	}
	return c.notAllowed(r.shown)
}

// contextOf are the condition keys of a request (IAM User Guide, AWS global condition context keys): a
// long-term key has none that speaks of MFA. It needs the lock.
func (s *Server) contextOf(who principal) policy.Context {
	keys := map[string][]string{
		"aws:PrincipalArn":     {who.arn},
		"aws:PrincipalAccount": {who.number},
		"aws:PrincipalType":    {"AssumedRole"},
	}
	if who.account != nil {
		keys["aws:PrincipalType"], keys["aws:username"] = []string{"User"}, []string{who.account.Name}
	}
	if who.kind == longTermKey {
		return policy.Context{Keys: keys}
	}
	keys["aws:TokenIssueTime"] = []string{who.issued.Format("2006-01-02T15:04:05Z")}
	keys["aws:MultiFactorAuthPresent"] = []string{"false"}
	if who.mfa {
		keys["aws:MultiFactorAuthPresent"] = []string{"true"}
		keys["aws:MultiFactorAuthAge"] = []string{strconv.Itoa(int(s.clock().Sub(who.issued) / time.Second))}
	}
	return policy.Context{Keys: keys}
}
