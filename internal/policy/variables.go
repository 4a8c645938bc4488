package policy

import "strings"

// resolution says whether all variables of a value could be replaced.
type resolution int

const (
	resolved   resolution = iota
	unresolved            // the request has no such key: the value is null, and nothing is equal to it or like it
	unsettled             // it is not known whether it has, or what it is
)

// expand replaces the variables of a value. Only the current version of the language has any; in
// others they are literal text (IAM User Guide, Variables and tags).
func (e *evaluation) expand(v Value, variables bool) (pattern, resolution) {
	if v.Opaque {
		e.open("a value that the template leaves open")
		return nil, unsettled
	}
	if !variables {
		return plainPattern(v.Text), resolved
	}
	var p pattern
	rest := v.Text
	for {
		before, inner, after, found := cutVariable(rest)
		p = append(p, plainPattern(before)...)
		if !found {
			return p, resolved
		}
		literal, state := e.variable(inner)
		if state != resolved {
			return nil, state
		}
		p = append(p, piece{literal: literal})
		rest = after
	}
}

// cutVariable cuts around the first ${…}. One that is never closed has all the rest in it.
func cutVariable(s string) (before, inner, after string, found bool) {
	before, tail, found := strings.Cut(s, "${")
	if !found {
		return s, "", "", false
	}
	inner, after, found = strings.Cut(tail, "}")
	if !found {
		return before, "${" + tail, "", true
	}
	return before, inner, after, true
}

// variable is what a variable stands for. ${*}, ${?} and ${$} are these characters themselves. A
// default stands behind a comma and a space, in single quotes.
func (e *evaluation) variable(inner string) (string, resolution) {
	switch inner {
	case "*", "?", "$":
		return inner, resolved
	}
	key, fallback, hasFallback := strings.Cut(inner, ",")
	values, state := e.request.Context.lookUp(key)
	switch {
	case !isVariableName(key):
		e.open("what the variable " + shortened(inner) + " stands for")
		return "", unsettled
	case state == present && len(values) == 1:
		return values[0], resolved
	case state == open:
		e.open("the key " + shortened(key))
		return "", unsettled
	case state == present:
		e.open("what the variable " + shortened(key) + " stands for, a key with many values")
		return "", unsettled
	case hasFallback:
		quoted := strings.TrimLeft(fallback, " ")
		if quoted != fallback && len(quoted) >= 2 && quoted[0] == '\'' && strings.IndexByte(quoted[1:], '\'') == len(quoted)-2 {
			return quoted[1 : len(quoted)-1], resolved
		}
		e.open("the default of ${" + shortened(inner) + "}")
		return "", unsettled
	}
	return "", unresolved
}

// isVariableName: a variable is a condition key, with nothing around it.
func isVariableName(s string) bool {
	return strings.Contains(s, ":") && !strings.ContainsAny(s, "${}*?") && strings.TrimSpace(s) == s
}
