package policy

import (
	"fmt"
	"slices"
	"strings"
)

var formRules = []rule{
	{
		id: "variable-eaten", severity: Error, form: true, check: eatenVariables,
		message: "a shell or template has replaced ${aws:username} by nothing, so it matches no user and nobody may do it",
		fix:     "write the document from a quoted here-document (<<'EOF'), or escape the variable",
	},
	{
		id: "variable-escape-leaked", severity: Error, form: true, check: leakedEscapes,
		message: "the escape of another language was left in the document, where it is plain text that matches nobody",
		fix:     "write ${aws:username}; $${…} belongs in strings of HCL only, &{…} in aws_iam_policy_document, ${!…} in Fn::Sub",
	},
	{
		id: "version-no-variables", severity: Error, form: true, check: variablesWithoutVersion,
		message: "without Version 2012-10-17 a variable is plain text that matches nobody",
		fix:     `add "Version": "2012-10-17"`,
	},
	{
		id: "unknown-variable", severity: Error, form: true, check: unknownVariables,
		message: "AWS has no such key, so the variable is never replaced and the statement never matches",
		fix:     "the user's name is ${aws:username}",
	},
	{
		id: "principal-in-identity-policy", severity: Error, form: true, check: principals,
		message: "policies of users, groups, roles and organizations have no Principal: AWS answers MalformedPolicyDocument",
		fix:     "remove it, and attach the policy to the group",
	},
	{
		id: "sid-invalid", severity: Error, form: true, check: invalidSids,
		message: "a Sid has letters and digits only, and stands once in a document: AWS answers MalformedPolicyDocument",
		fix:     "rename the statement",
	},
	{
		id: "unknown-action", severity: Error, form: true, check: unknownActions,
		message: "there is no such action: in Allow it grants nothing, in NotAction the real one stays denied",
		fix:     "use the name of the action as AWS lists it",
	},
	{
		id: "notaction-allow", severity: Error, form: true, check: allowsByNotAction,
		message: "Allow with NotAction grants every other action of AWS",
		fix:     "Allow with Action, or Deny with NotAction",
	},
	{
		id: sizeID, severity: Error, form: true, check: tooLarge,
		message: "AWS does not take a document of this size",
		fix:     "split it, or shorten Sids; send a service control policy without white space; the inline policies of a user have 2,048 characters in all, those of a group 5,120",
	},
}

// eachValue yields the strings of actions and resources with their statement.
func (s *subject) eachValue(of func(*Statement) [][]Value) func(yield func(*Statement, Value) bool) {
	return func(yield func(*Statement, Value) bool) {
		for i := range s.document.Statements {
			st := &s.document.Statements[i]
			for _, v := range slices.Concat(of(st)...) {
				if !v.Opaque && !yield(st, v) {
					return
				}
			}
		}
	}
}

func resourcesOf(st *Statement) [][]Value { return [][]Value{st.Resource, st.NotResource} }

func actionsOf(st *Statement) [][]Value { return [][]Value{st.Action, st.NotAction} }

// textsOf are all strings that may hold variables.
func textsOf(st *Statement) [][]Value {
	values := resourcesOf(st)
	for _, c := range st.Conditions {
		values = append(values, c.Values)
	}
	return values
}

func (s *subject) hits(of func(*Statement) [][]Value, broken func(text string) bool) []hit {
	var hits []hit
	for st, v := range s.eachValue(of) {
		if broken(v.Text) {
			hits = append(hits, hit{st, v.Where, shortened(v.Text)})
		}
	}
	return hits
}

// eatenVariables finds ARNs of users and devices that lack what a variable would have stood for.
func eatenVariables(s *subject) []hit {
	return s.hits(resourcesOf, func(text string) bool {
		parts := strings.SplitN(strings.TrimRight(text, `\"`), ":", arnParts)
		if len(parts) < arnParts || parts[0] != "arn" {
			return false
		}
		kind, rest, found := strings.Cut(parts[arnParts-1], "/")
		return found && (kind == "user" || kind == "mfa") && slices.Contains(strings.Split(rest, "/"), "")
	})
}

func leakedEscapes(s *subject) []hit {
	return s.hits(textsOf, func(text string) bool {
		for _, escape := range []string{"$${", `\${`, "&{", "${!"} {
			if strings.Contains(text, escape) {
				return true
			}
		}
		return false
	})
}

func variablesWithoutVersion(s *subject) []hit {
	if s.document.HasVariables() {
		return nil
	}
	for st, v := range s.eachValue(textsOf) {
		if _, _, _, found := cutVariable(v.Text); found {
			return []hit{{st, v.Where, shortened(v.Text)}}
		}
	}
	return nil
}

func unknownVariables(s *subject) []hit {
	return s.hits(textsOf, func(text string) bool {
		for {
			_, inner, after, found := cutVariable(text)
			if !found {
				return false
			}
			key, _, _ := strings.Cut(inner, ",")
			if unclosed := strings.HasPrefix(inner, "${"); unclosed || !isContextKey(strings.TrimSpace(key)) && !strings.HasPrefix(key, "!") {
				return true
			}
			text = after
		}
	})
}

func principals(s *subject) []hit {
	var hits []hit
	for i := range s.document.Statements {
		if st := &s.document.Statements[i]; st.Principal {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

func invalidSids(s *subject) []hit {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	seen := map[string]bool{}
	var hits []hit
	for i := range s.document.Statements {
		st := &s.document.Statements[i]
		if strings.Trim(st.Sid, alphabet) != "" || st.Sid != "" && seen[st.Sid] {
			hits = append(hits, hit{statement: st, detail: shortened(st.Sid)})
		}
		seen[st.Sid] = true
	}
	return hits
}

func unknownActions(s *subject) []hit {
	hits := s.hits(actionsOf, func(text string) bool { return !existsAction(text) })
	for i := range min(len(hits), mostHits) {
		if like := similarAction(hits[i].detail); like != "" {
			hits[i].detail += " (meant is " + like + "?)"
		}
	}
	return hits
}

func allowsByNotAction(s *subject) []hit {
	var hits []hit
	for st := range s.statements(Allow) {
		if st.NotAction != nil {
			hits = append(hits, hit{statement: st})
		}
	}
	return hits
}

// sizeID is all that is said of a document far beyond what AWS takes.
const sizeID = "size-limit"

// The sizes of documents (IAM User Guide, IAM and AWS STS quotas; AWS Organizations User Guide, Quotas),
// in characters.
const (
	maxManaged = 6144
	maxSCP     = 10240
)

func tooLarge(s *subject) []hit {
	d := s.document
	if s.kind == ServiceControlPolicy {
		return once(d.Length > maxSCP, fmt.Sprintf("%d characters as it is written, %d without white space, %d at most", d.Length, d.Size, maxSCP))
	}
	return once(d.Size > maxManaged, fmt.Sprintf("%d characters without white space, %d at most", d.Size, maxManaged))
}
