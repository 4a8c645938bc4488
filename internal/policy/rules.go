package policy

import "slices"

// rules are all rules that judge a document, in the order in which they are documented.
func rules() []rule {
	return slices.Concat(formRules, enforceRules, exemptRules, scopeRules, scpRules)
}

// RuleIDs are the names of all rules, json-malformed first.
func RuleIDs() []string {
	ids := []string{"json-malformed"}
	for _, r := range rules() {
		ids = append(ids, r.id)
	}
	return ids
}
