package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a finding is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // MFA is not enforced, people are locked out, or rights can be gained
	Warning Severity = "warning" // a real gap, or brittle
	Info    Severity = "info"    // worth knowing
)

// Type says what kind of policy a document is.
type Type string

// The types. A linter is told, since a document does not say.
const (
	IdentityPolicy       Type = "identity"
	ServiceControlPolicy Type = "scp"
)

// Finding is something wrong with a document.
type Finding struct {
	Rule      string
	Severity  Severity
	Statement string // the Sid, or "#2" for the second of a document without; empty for the document
	Where     Place
	Message   string // what is wrong, and what happens
	Fix       string
}

// LintOptions are what a document does not say of itself.
type LintOptions struct {
	Type      Type   // empty: IdentityPolicy
	Partition string // empty: aws
}

// Lint judges one document.
func Lint(d Document, o LintOptions) []Finding { return newSubject(d, o).lint(true) }

// lint tries all rules on the document, or those of form only.
func (s *subject) lint(all bool) []Finding {
	var findings []Finding
	hopeless := s.document.Size > 4*maxSCP // AWS takes nothing near it
	for _, r := range rules() {
		if hopeless && r.id != sizeID || !all && !r.form || r.only != "" && r.only != s.kind {
			continue
		}
		for _, h := range few(r.check(s)) {
			findings = append(findings, r.finding(s, h))
		}
	}
	sortByPlace(findings)
	return findings
}

// mostHits is as many of one rule as anybody reads: a file may have a hundred thousand.
const mostHits = 20

func few(hits []hit) []hit {
	if len(hits) <= mostHits {
		return hits
	}
	last := &hits[mostHits-1]
	last.detail = strings.TrimPrefix(fmt.Sprintf("%s (and %d more)", last.detail, len(hits)-mostHits), " ")
	return hits[:mostHits]
}

func sortByPlace(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where.Line, b.Where.Line), cmp.Compare(a.Where.Column, b.Where.Column))
	})
}

// rule is one thing that can be wrong.
type rule struct {
	id       string
	severity Severity
	message  string
	fix      string
	form     bool // holds for any policy, whether it is about MFA or not
	only     Type // the type it holds for, empty for both
	check    func(*subject) []hit
}

// hit is one place where a rule is broken.
type hit struct {
	statement *Statement // nil: the document
	where     Place      // zero: that of the statement or the document
	detail    string     // what of it, empty when the rule says it all
}

func (r rule) finding(s *subject, h hit) Finding {
	f := Finding{Rule: r.id, Severity: r.severity, Where: h.where, Message: r.message, Fix: r.fix}
	if h.statement != nil {
		f.Statement = s.name(h.statement)
	}
	switch {
	case f.Where != Place{}:
	case h.statement != nil:
		f.Where = h.statement.Where
	default:
		f.Where = s.document.Where
	}
	if h.detail != "" {
		f.Message = h.detail + ": " + f.Message
	}
	return f
}

// name is how a finding names a statement.
func (s *subject) name(of *Statement) string { return s.document.NameOf(of) }

// once is one hit for the whole document.
func once(broken bool, details ...string) []hit {
	if !broken {
		return nil
	}
	return []hit{{detail: strings.Join(details, ", ")}}
}
