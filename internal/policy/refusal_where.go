package policy

import (
	"fmt"
	"strings"
)

// In says what a document has to do with the refusal: which statement denies it, and whether a session
// with MFA gets past that. The name is how to call the file.
func (r Refusal) In(d Document, kind Type, name string) string {
	if r.Rule != NoRule {
		return name + " has nothing to do with it."
	}
	s := newSubject(d, LintOptions{Type: kind})
	if parts := strings.SplitN(r.Caller, ":", arnParts); len(parts) == arnParts {
		s.partition, s.account = parts[1], parts[4]
	}
	without := s.try(r, bothWithout)
	with := s.try(r, []mfaState{withMFA})
	switch statement := quotedStatement(d, without.Statement); {
	case without.Outcome == CannotTell:
		return fmt.Sprintf("What %s says of it depends on %s.", name, strings.Join(without.Open, ", "))
	case without.Outcome == NotAllowed:
		return name + " neither denies nor allows it."
	case without.Outcome == Allowed:
		return fmt.Sprintf("%s allows it (%s): another policy refused it.", name, statement)
	case with.Outcome != ExplicitlyDenied && r.byUser():
		return fmt.Sprintf("In %s it is %s; it denies this without MFA only, so a session gets past it: %s.", name, statement, loadSession)
	case r.byUser():
		return fmt.Sprintf("In %s it is %s, with MFA too.", name, statement)
	default:
		return fmt.Sprintf("In %s it is %s.", name, statement)
	}
}

// try decides the refused request in some states of MFA; the first that denies counts.
func (s *subject) try(r Refusal, states []mfaState) Cell {
	var first Cell
	for i, m := range states {
		c := s.asRole(m)
		if _, user, ok := strings.Cut(r.Caller, ":user/"); ok {
			c = s.as(user, m)
		}
		cell := s.cell(Request{Action: r.Action, Resource: s.resourceOf(r), Context: c})
		if i == 0 || cell.Outcome == ExplicitlyDenied {
			first = cell
		}
		if cell.Outcome == ExplicitlyDenied {
			break
		}
	}
	return first
}

// resourceOf makes an ARN of what IAM calls "user alice".
func (s *subject) resourceOf(r Refusal) string {
	kind, name, found := strings.Cut(r.Resource, " ")
	switch {
	case r.Resource == "":
		return "*"
	case found && (kind == "user" || kind == "role" || kind == "group" || kind == "policy"):
		if kind == "user" && userOf(r.Caller) == name {
			return r.Caller
		}
		return s.arn(kind + "/" + name)
	}
	return r.Resource
}

// quotedStatement names a statement by its Sid, or number, and line.
func quotedStatement(d Document, s *Statement) string {
	for i := range d.Statements {
		if own := &d.Statements[i]; s == own {
			return fmt.Sprintf("the statement %s in line %d", d.NameOf(s), s.Where.Line)
		}
	}
	return "a statement"
}
