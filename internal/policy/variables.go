package policy

import "strings"

// resolution says whether all variables of a value could be replaced.
type resolution int

const (
	resolved   resolution = iota
	unresolved            // the request has no such key: the value matches nothing
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

// cutVariable cuts around the first ${…}. What is never closed is no variable.
func cutVariable(s string) (before, inner, after string, found bool) {
	before, tail, found := strings.Cut(s, "${")
	if !found {
		return s, "", "", false
	}
	inner, after, found = strings.Cut(tail, "}")
	if !found {
		return s, "", "", false
	}
	return before, inner, after, true
}

// variable is what a variable stands for. ${*}, ${?} and ${$} are these characters themselves.
func (e *evaluation) variable(inner string) (string, resolution) {
	switch inner {
	case "*", "?", "$":
		return inner, resolved
	}
	key, fallback, hasFallback := strings.Cut(inner, ",")
	key = strings.TrimSpace(key)
	values, state := e.request.Context.lookUp(key)
	switch {
	case state == present && len(values) == 1:
		return values[0], resolved
	case state == open, state == present: // a key with many values makes no variable
		e.open("the key " + key)
		return "", unsettled
	case hasFallback:
		fallback = strings.TrimSpace(fallback)
		if len(fallback) >= 2 && fallback[0] == '\'' && fallback[len(fallback)-1] == '\'' {
			return fallback[1 : len(fallback)-1], resolved
		}
		e.open("the default of the variable " + key)
		return "", unsettled
	}
	return "", unresolved
}
