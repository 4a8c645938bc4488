// Package policy reads IAM policy documents, decides what they allow, and knows what is wrong with
// those that enforce MFA.
//
// Its rules: a document is read strictly, with the line of everything in it; a decision is made by
// the rules that AWS documents, and what these do not say, or what the request leaves open, is
// CannotTell, never a guess; what a document does is judged by its decisions, not by how it is
// written.
package policy

import "strconv"

// Document is a policy document as it was written.
type Document struct {
	Version    string // empty where none is written: 2008-10-17 then
	ID         string
	Statements []Statement
	Unknown    []Element // elements of the document that no policy has
	Open       bool      // the template has statements that cannot be told from it
	Where      Place
	Length     int // in characters, as it is written in a file or string of its own; otherwise Size
	Size       int // its length without white space outside of strings, in characters, as IAM counts it
}

// The versions of the policy language. Only the current one has variables (IAM User Guide, Version).
const (
	CurrentVersion = "2012-10-17"
	OldVersion     = "2008-10-17"
)

// HasVariables says whether ${…} is a variable in this document, and no literal text.
func (d Document) HasVariables() bool { return d.Version == CurrentVersion }

// NameOf is how people call a statement of the document: by its Sid, or "#2" for the second where it has
// none.
func (d Document) NameOf(s *Statement) string {
	if s.Sid != "" {
		return s.Sid
	}
	for i := range d.Statements {
		if &d.Statements[i] == s {
			return "#" + strconv.Itoa(i+1)
		}
	}
	return ""
}

// Effect is what a statement does when it applies.
type Effect string

// The effects.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Statement is one statement of a document. Of Action and NotAction one is there, and so of Resource
// and NotResource; both are nil in a statement that lacks them.
type Statement struct {
	Sid         string
	Effect      Effect
	Action      []Value
	NotAction   []Value
	Resource    []Value
	NotResource []Value
	Conditions  []Condition
	Principal   bool      // it has a Principal or NotPrincipal, which an identity policy must not
	Unknown     []Element // elements that no statement has
	Where       Place
}

// Condition is one operator on one key. All conditions of a statement must hold.
type Condition struct {
	Operator string // as it is written
	Key      string
	Values   []Value
	Where    Place
}

// Value is a string of a document. Where the document has something else in its place, as the
// Fn::Sub of a template that could not be resolved, it is opaque, and nothing can be told about it.
type Value struct {
	Text   string
	Opaque bool
	Where  Place
}

// Element is an element by its name.
type Element struct {
	Name  string
	Where Place
}

// Place is where something stands in the input, both counted from 1; columns are characters. A
// document within a string stands where the string does.
type Place struct{ Line, Column int }
