package policy

import (
	"slices"
	"strings"
)

// malformedID is the rule that a document breaks which is no policy at all.
const malformedID = "json-malformed"

var malformedRules = []rule{{
	id: malformedID, severity: Error, form: true, check: misspelt,
	message: "AWS answers MalformedPolicyDocument, and other tools take what they like of it",
	fix:     "correct it, or print a policy that is right: mfa-session policy render",
}}

// malformed is the finding for what could not be read.
func malformed(err error) Finding {
	h := hit{where: Place{1, 1}, detail: err.Error()}
	if syntax, ok := asSyntaxError(err); ok {
		h.where, h.detail = syntax.Where, syntax.Reason
	}
	return malformedRules[0].finding(nil, h)
}

// The elements of the policy language (IAM User Guide, Policy elements).
var (
	documentElements  = []string{"Version", "Id", "Statement"}
	statementElements = []string{
		"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal", "NotPrincipal",
	}
)

// misspelt finds elements and operators that the policy language does not have. Who reads over one
// sees a condition that is not there.
func misspelt(s *subject) []hit {
	var hits []hit
	for _, e := range s.document.Unknown {
		hits = append(hits, hit{nil, e.Where, "a policy has no element " + e.meant(documentElements)})
	}
	for i := range s.document.Statements {
		st := &s.document.Statements[i]
		for _, e := range st.Unknown {
			hits = append(hits, hit{st, e.Where, "a statement has no element " + e.meant(statementElements)})
		}
		for _, c := range st.Conditions {
			if _, ok := parseOperator(c.Operator); !ok && !isFunctionName(c.Operator) {
				hits = append(hits, hit{st, c.Where, "there is no condition operator " + shortened(c.Operator)})
			}
		}
	}
	return hits
}

// meant is an element with the one that it looks like.
func (e Element) meant(known []string) string {
	name := shortened(e.Name)
	like := func(k string) bool { return distance(strings.ToLower(name), strings.ToLower(k)) <= 2 }
	if i := slices.IndexFunc(known, like); i >= 0 {
		name += " (meant is " + known[i] + "?)"
	}
	return name
}
