package credformat

import "strings"

// EffectiveRegion is the region that the environment itself asks for, empty for none: AWS_REGION,
// then AWS_DEFAULT_REGION. One that an earlier load put there (it equals MFA_SESSION_REGION) does
// not count.
func EffectiveRegion(getenv func(name string) string) string {
	for _, name := range []string{region, defaultRegion} {
		if value := getenv(name); value != "" && value != getenv(loadedRegion) {
			return value
		}
	}
	return ""
}

// loadRegion exports a region where the environment has none of its own, and takes back what an
// earlier load exported where it does not.
func (e *Environment) loadRegion(value string, getenv func(string) string) {
	if value == "" || EffectiveRegion(getenv) != "" {
		e.unset(loadedRegions(getenv)...)
		return
	}
	e.Set = append(e.Set, Variable{region, value}, Variable{defaultRegion, value}, Variable{loadedRegion, value})
}

// loadedRegions names the variables that an earlier load of a region left behind.
func loadedRegions(getenv func(string) string) []string {
	ours := getenv(loadedRegion)
	if ours == "" {
		return nil
	}
	var names []string
	for _, name := range []string{region, defaultRegion} {
		if getenv(name) == ours {
			names = append(names, name)
		}
	}
	return append(names, loadedRegion)
}

// ownKeys says whether the keys in the environment are the person's: put there after a load, in
// place of the session's. Keys of a session begin with ASIA and come with a session token.
func ownKeys(getenv func(string) string) bool {
	id := getenv(accessKeyID)
	return id != "" && (!strings.HasPrefix(id, "ASIA") || getenv(sessionToken) == "")
}

func isLongTerm(accessKeyID string) bool { return strings.HasPrefix(accessKeyID, "AKIA") }
