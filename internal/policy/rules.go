package policy

import "slices"

// rules are all rules that judge a document, in the order in which they are documented.
func rules() []rule {
	return slices.Concat(malformedRules, formRules, enforceRules, exemptRules, scopeRules, scpRules)
}

// RuleIDs are the names of all rules, in the order in which they are documented.
func RuleIDs() []string {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, r.id)
	}
	return ids
}
