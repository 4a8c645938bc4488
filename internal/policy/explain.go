package policy

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// ExplainOptions say what is asked about a document. The zero value is right for most.
type ExplainOptions struct {
	Type     Type
	User     string   // the user who acts, with a path or without: "alice", "/dept/alice"
	Actions  []string // empty: those that a policy that enforces MFA is about
	Resource string   // of the actions; empty: the user's own where they have one
}

// Explanation is who may do what under one document.
type Explanation struct {
	Callers []string // in order; the last is root
	Rows    []Answer
	Notes   []string // what the document does not say
}

// Answer is who may do one thing.
type Answer struct {
	Action, Resource string
	Object           string // of whom or what, in a word: "own", "bob's"; empty where the action says it
	Cells            []Cell // as the callers
}

// Cell is whether one caller may. It is Allowed when the document allows it, NotAllowed when it
// neither allows nor denies it, so that others decide.
type Cell struct {
	Outcome   Outcome
	Statement *Statement // that denies or allows, where one does
	Open      []string   // what would have to be known, for CannotTell
}

// ErrOfResource is a file with policies of resources or roles only.
var ErrOfResource = errors.New("it is the policy of a resource or of a role, which says who may use that, not what somebody may do")

// Explainable finds the policies in JSON that say what somebody may do. It fails where there is none, or
// one that AWS would not take.
func Explainable(data []byte) ([]Found, error) {
	found, err := Find(data)
	if err != nil {
		return nil, err
	}
	var rest []Found
	for _, f := range found {
		switch {
		case f.Document.ofResource():
		case f.Err != nil:
			return nil, f.Err
		default:
			rest = append(rest, f)
		}
	}
	if len(rest) == 0 {
		return nil, ErrOfResource
	}
	return rest, nil
}

// Explain decides for each kind of caller what a document lets them do. Nothing is assumed of other
// policies, but that root and whoever has other policies may have more.
func Explain(d Document, o ExplainOptions) Explanation {
	s := newSubject(d, LintOptions{Type: o.Type, Partition: d.partition()})
	user := cmp.Or(strings.Trim(o.User, "/"), person)
	callers := s.callers(user)
	var e Explanation
	for _, c := range callers {
		e.Callers = append(e.Callers, c.name)
	}
	for _, a := range s.questions(user, o) {
		for _, c := range callers {
			a.Cells = append(a.Cells, s.answer(c, a.Action, a.Resource))
		}
		e.Rows = append(e.Rows, a)
	}
	e.Notes = s.notes(user, e.Rows)
	return e
}

// explainCaller is a kind of caller: one context, or several where it is not known which they have.
type explainCaller struct {
	name     string
	contexts []Context
	unbound  bool // no policy of this kind binds it
}

func (s *subject) callers(user string) []explainCaller {
	root := explainCaller{name: "root", unbound: s.kind == IdentityPolicy}
	for _, m := range bothWithout {
		c := s.asRole(m)
		c.Keys["aws:PrincipalArn"], c.Keys["aws:PrincipalType"] = []string{s.arn("root")}, []string{"Account"}
		root.contexts = append(root.contexts, c)
	}
	return []explainCaller{
		{name: "key alone", contexts: []Context{s.as(user, keyAlone)}},
		{name: "console without MFA", contexts: []Context{s.as(user, withoutMFA)}},
		{name: "MFA session", contexts: []Context{s.as(user, withMFA)}},
		{name: "role", contexts: []Context{s.asRole(withoutMFA), s.asSession()}},
		root,
	}
}

// asSession is a role whose session says nothing of MFA.
func (s *subject) asSession() Context {
	c := s.asRole(withoutMFA)
	c.Keys[presentKey] = nil
	return c
}

func (s *subject) answer(c explainCaller, action, resource string) Cell {
	if c.unbound {
		return Cell{Outcome: Allowed}
	}
	var cells []Cell
	for _, context := range c.contexts {
		cells = append(cells, s.cell(Request{Action: action, Resource: resource, Context: context}))
	}
	for _, other := range cells[1:] {
		if other.Outcome != cells[0].Outcome {
			return Cell{Outcome: CannotTell, Open: []string{"whether it has the key " + presentKey}}
		}
	}
	return cells[0]
}

// cell decides by the document alone, and beside one that allows all, which tells what it denies.
func (s *subject) cell(r Request) Cell {
	alone, beside := s.policies(), s.policies(allOfIt)
	d := alone.Decide(r)
	if d.Outcome == NotAllowed {
		if d = beside.Decide(r); d.Outcome == Allowed {
			return Cell{Outcome: NotAllowed}
		}
	}
	return Cell{Outcome: d.Outcome, Statement: d.Statement, Open: d.Open}
}

var allOfIt = Document{Version: CurrentVersion, Statements: []Statement{{Effect: Allow, Action: valuesOf("*"), Resource: valuesOf("*")}}}

// policies are the document and others of its kind, as an SCP below an identity policy that allows all.
func (s *subject) policies(others ...Document) Policies {
	documents := append([]Document{s.document}, others...)
	if s.kind == ServiceControlPolicy {
		return Policies{Identity: []Document{allOfIt}, SCPs: [][]Document{documents}}
	}
	return Policies{Identity: documents}
}

// partition is the one whose ARNs the document has.
func (d Document) partition() string {
	for _, s := range d.Statements {
		for _, v := range slices.Concat(s.Resource, s.NotResource) {
			if parts := strings.SplitN(v.Text, ":", arnParts); len(parts) == arnParts && strings.HasPrefix(parts[1], "aws") && !strings.ContainsAny(parts[1], "*?$") {
				return parts[1]
			}
		}
	}
	return "aws"
}
