package policy

import (
	"slices"
	"strings"
)

// Policies are all that bear on a request, as far as they are known.
type Policies struct {
	Identity []Document   // of the user or role, and of the user's groups
	Boundary *Document    // the permissions boundary, nil for none
	SCPs     [][]Document // of each level of the organization, the root first; none: no organization
}

// Outcome is how a request ends.
type Outcome int

// The outcomes.
const (
	NotAllowed       Outcome = iota // nothing allows it
	ExplicitlyDenied                // a Deny statement applies, whatever allows it
	Allowed
	CannotTell // it depends on what is not known
)

// String is the outcome in a few words.
func (o Outcome) String() string {
	switch o {
	case NotAllowed:
		return "not allowed"
	case ExplicitlyDenied:
		return "denied"
	case Allowed:
		return "allowed"
	case CannotTell:
	}
	return "cannot tell"
}

// Layer is a kind of policies that must allow a request.
type Layer string

// The layers.
const (
	IdentityLayer Layer = "identity policy"
	BoundaryLayer Layer = "permissions boundary"
	SCPLayer      Layer = "service control policy"
)

// Decision is the outcome, and what led to it.
type Decision struct {
	Outcome Outcome
	// Layer is the one that decided: whose Deny applies, that does not allow, or that cannot be told.
	Layer Layer
	// Statement is the one that denied, or allowed in the identity policies; nil where none did.
	Statement *Statement
	// Open names what would have to be known, for CannotTell.
	Open []string
	// NoPolicy says that no policy bears on the action.
	NoPolicy bool
}

// beyondPolicies are actions that no policy allows or denies (STS API reference, GetCallerIdentity and
// GetSessionToken, Permissions).
var beyondPolicies = []string{"sts:getcalleridentity", "sts:getsessiontoken"}

// Decide decides a request: an explicit Deny anywhere wins, and every layer that is there must allow
// it (IAM User Guide, Policy evaluation logic).
func (p Policies) Decide(r Request) Decision {
	if slices.Contains(beyondPolicies, strings.ToLower(r.Action)) {
		return Decision{Outcome: Allowed, NoPolicy: true}
	}
	layers := p.layers()
	verdicts := make([]verdict, len(layers))
	for i, l := range layers {
		verdicts[i] = evaluate(l.documents, r)
		if v := verdicts[i]; v.denied == yes {
			return Decision{Outcome: ExplicitlyDenied, Layer: l.name, Statement: v.by}
		}
	}
	for i, v := range verdicts { // what is not allowed is refused, whatever else is open
		if v.allowed == no {
			return Decision{Outcome: NotAllowed, Layer: layers[i].name}
		}
	}
	allowed := Decision{Outcome: Allowed, Layer: IdentityLayer}
	for i, v := range verdicts {
		if v.denied == unknown || v.allowed == unknown {
			return Decision{Outcome: CannotTell, Layer: layers[i].name, Open: v.open}
		}
		if layers[i].name == IdentityLayer {
			allowed.Statement = v.by
		}
	}
	return allowed
}

type layer struct {
	name      Layer
	documents []Document
}

func (p Policies) layers() []layer {
	var layers []layer
	for _, level := range p.SCPs {
		layers = append(layers, layer{SCPLayer, level})
	}
	if p.Boundary != nil {
		layers = append(layers, layer{BoundaryLayer, []Document{*p.Boundary}})
	}
	return append(layers, layer{IdentityLayer, p.Identity})
}

// verdict is what the documents of one layer say.
type verdict struct {
	denied, allowed truth
	by              *Statement // the first that denies, or else allows
	open            []string
}

func evaluate(documents []Document, r Request) verdict {
	e := &evaluation{request: r}
	v := verdict{}
	for _, d := range documents {
		for i := range d.Statements {
			v.count(&d.Statements[i], e.applies(d.Statements[i], d.HasVariables()))
			if v.denied == yes {
				return v
			}
		}
	}
	v.open = e.opened
	return v
}

func (v *verdict) count(s *Statement, applies truth) {
	side := &v.allowed
	if s.Effect == Deny {
		side = &v.denied
	}
	switch {
	case applies == yes && *side != yes:
		*side, v.by = yes, s
	case applies == unknown && *side == no:
		*side = unknown
	}
}

// evaluation is one request before the documents of a layer.
type evaluation struct {
	request Request
	opened  []string
}

// open notes what would have to be known.
func (e *evaluation) open(what string) {
	if !slices.Contains(e.opened, what) {
		e.opened = append(e.opened, what)
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
	opened := len(e.opened)
	t := allOf([]func() truth{
		func() truth { return e.matchesAction(s) },
		func() truth { return e.matchesResource(s, variables) },
		func() truth {
			return allOf(s.Conditions, func(c Condition) truth { return e.holds(c, variables) })
		},
	}, func(part func() truth) truth { return part() })
	if t != unknown {
		e.opened = e.opened[:opened]
	}
	return t
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
			return known(matchesFolded(v.Text, action))
		}
		return known(plainPattern(v.Text).folded().matches(action))
	}
	if s.NotAction != nil {
		return anyOf(s.NotAction, matches).not()
	}
	return anyOf(s.Action, matches)
}

// matchesResource: a value whose variable the request does not have matches nothing, and so is no
// exception in NotResource.
func (e *evaluation) matchesResource(s Statement, variables bool) truth {
	matches := func(v Value) truth {
		p, state := e.expand(v, variables)
		switch state {
		case unresolved:
			return no
		case unsettled:
			return unknown
		case resolved:
		}
		return known(p.matches(e.request.Resource))
	}
	if s.NotResource != nil {
		return anyOf(s.NotResource, matches).not()
	}
	return anyOf(s.Resource, matches)
}
