package policy

import "strings"

// evaluation is one request before one statement.
type evaluation struct {
	request Request
	opened  []string
}

// mostOpen is more than anybody would look up; a document may leave a hundred thousand things open.
const mostOpen = 50

// open notes what would have to be known.
func (e *evaluation) open(what string) {
	if len(e.opened) < mostOpen {
		e.opened = union(e.opened, []string{what})
	}
}

// Applies says whether a statement of a document applies to a request; both are false where that
// cannot be told.
func (d Document) Applies(s Statement, r Request) (applies, known bool) {
	t := (&evaluation{request: r}).applies(s, d.HasVariables())
	return t == yes, t != unknown
}

// applies says whether a statement applies: its action, its resource and all its conditions. What
// cannot be told of one of them does not matter where another says no.
func (e *evaluation) applies(s Statement, variables bool) truth {
	return allOf([]func() truth{
		func() truth { return e.matchesAction(s) },
		func() truth { return e.matchesResource(s, variables) },
		func() truth {
			return allOf(s.Conditions, func(c Condition) truth {
				return e.settle(func() truth { return e.holds(c, variables) })
			})
		},
		func() truth { return e.isComplete(s) },
	}, e.settle)
}

// settle forgets what a part left open where that does not matter to it.
func (e *evaluation) settle(part func() truth) truth {
	before := e.opened
	t := part()
	if t != unknown {
		e.opened = before
	}
	return t
}

// isComplete: a statement with a Principal is for those whom it names, and the request does not say
// whether it comes from one of them; an element that no statement has may be one that was misspelt.
func (e *evaluation) isComplete(s Statement) truth {
	switch {
	case s.Principal:
		e.open("whom the Principal names")
		return unknown
	case len(s.Unknown) > 0:
		e.open("what the element " + shortened(s.Unknown[0].Name) + " means")
		return unknown
	}
	return yes
}

func (e *evaluation) matchesAction(s Statement) truth {
	action := strings.ToLower(e.request.Action)
	ascii := isASCII(action)
	matches := func(v Value) truth {
		if v.Opaque {
			e.open("an action that the template leaves open")
			return unknown
		}
		if ascii {
			return known(matchesInAnyCase(v.Text, action))
		}
		return known(plainPattern(v.Text).folded().matches(action))
	}
	if s.NotAction != nil {
		return anyOf(s.NotAction, matches).not()
	}
	return anyOf(s.Action, matches)
}

// matchesResource: a value whose variable the request does not have is like nothing. Whether it then is
// no exception either is not documented: AWS says that such a variable "might cause the entire statement
// to be invalid", and what null means to conditions only (IAM User Guide, Variables and tags).
func (e *evaluation) matchesResource(s Statement, variables bool) truth {
	matches := func(v Value) truth {
		if variables && variableBeforeResource(v.Text) {
			e.open("a variable before the fifth colon of a resource")
			return unknown
		}
		p, state := e.expand(v, variables)
		switch state {
		case unresolved:
			if s.NotResource != nil {
				e.open("what " + shortened(v.Text) + " excepts for a caller without such a key")
				return unknown
			}
			return no
		case unsettled:
			return unknown
		case resolved:
		}
		t := p.matchesARN(e.request.Resource)
		if t == unknown {
			e.open("whether a wildcard in " + shortened(v.Text) + " goes beyond a colon")
		}
		return t
	}
	if s.NotResource != nil {
		return anyOf(s.NotResource, matches).not()
	}
	return anyOf(s.Resource, matches)
}

// variableBeforeResource: variables can stand in the resource portion of an ARN only, after the fifth
// colon (IAM User Guide, Variables and tags, Where you can use policy variables).
func variableBeforeResource(text string) bool {
	before, _, found := strings.Cut(text, "${")
	return found && strings.HasPrefix(text, "arn:") && strings.Count(before, ":") < arnParts-1
}
