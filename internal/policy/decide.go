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
	d := Decision{Outcome: Allowed, Layer: IdentityLayer}
	for i, v := range verdicts {
		open := v.open()
		if len(open) > 0 && d.Outcome == Allowed {
			d = Decision{Outcome: CannotTell, Layer: layers[i].name}
		}
		d.Open = union(d.Open, open)
		if d.Outcome == Allowed && layers[i].name == IdentityLayer {
			d.Statement = v.by
		}
	}
	return d
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
	denied, allowed         truth
	by                      *Statement // the first that denies, or else allows
	deniedOpen, allowedOpen []string   // what would have to be known
}

func evaluate(documents []Document, r Request) verdict {
	v := verdict{}
	for _, d := range documents {
		for i := range d.Statements {
			v.count(&d.Statements[i], d.HasVariables(), r)
			if v.denied == yes {
				return v
			}
		}
	}
	return v
}

func (v *verdict) count(s *Statement, variables bool, r Request) {
	side, open := &v.allowed, &v.allowedOpen
	if s.Effect == Deny {
		side, open = &v.denied, &v.deniedOpen
	}
	e := &evaluation{request: r}
	switch applies := e.applies(*s, variables); {
	case applies == yes && *side != yes:
		*side, v.by = yes, s
	case applies == unknown && *side != yes:
		*side, *open = unknown, union(*open, e.opened)
	}
}

// open names what would have to be known to tell whether the layer lets the request through.
func (v verdict) open() []string {
	var open []string
	if v.denied == unknown {
		open = v.deniedOpen
	}
	if v.allowed == unknown {
		open = union(open, v.allowedOpen)
	}
	return open
}

// union adds what is new, in order.
func union(to, more []string) []string {
	for _, s := range more {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}
