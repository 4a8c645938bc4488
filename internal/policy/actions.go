package policy

import (
	"slices"
	"strings"
)

// knownActions are those of the service that an action names, nil for services that are not known.
func knownActions(name string) []string {
	service, _, _ := strings.Cut(strings.ToLower(name), ":")
	switch service {
	case "iam":
		return iamActions
	case "sts":
		return stsActions
	}
	return nil
}

// namedBy are the actions that a pattern names.
func namedBy(pattern string) []string {
	var names []string
	for _, name := range knownActions(pattern) {
		if matchesInAnyCase(pattern, name) {
			names = append(names, name)
		}
	}
	return names
}

// existsAction says whether an action, wildcards and all, names one that there is. Of services other
// than IAM and STS it is taken for granted.
func existsAction(name string) bool {
	known := knownActions(name)
	if known == nil {
		return name == "*" || strings.Contains(name, ":")
	}
	return slices.ContainsFunc(known, func(existing string) bool { return matchesInAnyCase(name, existing) })
}

// similarAction finds the action that was most likely meant: of the other service, or with a letter more or less.
func similarAction(action string) string {
	_, name, _ := strings.Cut(action, ":")
	best, least := "", 4
	for _, candidate := range slices.Concat(iamActions, stsActions) {
		_, existing, _ := strings.Cut(candidate, ":")
		if d := distance(strings.ToLower(name), strings.ToLower(existing)); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is how many letters must be changed, added or removed (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// resourceTypes are the types that an action works on: "user", "mfa" and "sms-mfa", or one that no ARN
// has for the actions that need "*". It is empty where it is not known, and for a wildcard that stands
// for several actions.
func resourceTypes(action string) []string {
	if strings.ContainsAny(action, "*?") || !slices.Contains(knownActions(action), action) {
		names := namedBy(action)
		if len(names) != 1 {
			return nil
		}
		action = names[0]
	}
	switch {
	case slices.Contains(userActions, action):
		return []string{"user"}
	case slices.Contains(deviceActions, action):
		return []string{"mfa", "sms-mfa"}
	case slices.Contains(accountActions, action):
		return []string{"-"}
	}
	return nil
}
