package policy

import (
	"cmp"
	"errors"
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

// Report is what was found in JSON.
type Report struct {
	Findings  []Finding
	Documents int // that were judged
}

// LintOptions are what a document does not say of itself.
type LintOptions struct {
	Type      Type   // empty: IdentityPolicy
	Partition string // empty: aws
}

// LintJSON judges each policy document in JSON, in the order in which they stand. What is no JSON is the
// finding json-malformed, and so is a policy that AWS would not take. Of the documents within other
// JSON, those that do not speak of MFA are held to the rules of form only, and those that belong to
// a resource or a role, which name a Principal, to none.
func LintJSON(data []byte, o LintOptions) Report {
	found, err := Find(data)
	if err != nil {
		return Report{Findings: []Finding{malformed(err)}, Documents: 1}
	}
	var r Report
	for _, f := range found {
		switch {
		case f.Path != "" && f.Document.ofResource():
			continue
		case f.Err != nil:
			r.Findings = append(r.Findings, malformed(f.Err))
		default:
			r.Findings = append(r.Findings, lint(f.Document, o, f.Path == "" || f.Document.speaksOfMFA())...)
		}
		r.Documents++
	}
	return r
}

// Lint judges one document.
func Lint(d Document, o LintOptions) []Finding { return lint(d, o, true) }

func malformed(err error) Finding {
	f := Finding{Rule: "json-malformed", Severity: Error, Where: Place{1, 1}, Message: err.Error()}
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		f.Where, f.Message = syntax.Where, syntax.Reason
	}
	f.Message += ": AWS answers MalformedPolicyDocument, and other tools take what they like of it"
	f.Fix = "correct it, or print a policy that is right: mfa-session policy render"
	return f
}

func lint(d Document, o LintOptions, all bool) []Finding {
	s := newSubject(d, o)
	var findings []Finding
	for _, r := range rules() {
		if !all && !r.form || r.only != "" && r.only != s.kind {
			continue
		}
		for _, h := range r.check(s) {
			findings = append(findings, r.finding(s, h))
		}
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where.Line, b.Where.Line), cmp.Compare(a.Where.Column, b.Where.Column))
	})
	return findings
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
func (s *subject) name(of *Statement) string {
	if of.Sid != "" {
		return of.Sid
	}
	for i := range s.document.Statements {
		if &s.document.Statements[i] == of {
			return fmt.Sprintf("#%d", i+1)
		}
	}
	return ""
}

// once is one hit for the whole document.
func once(broken bool, details ...string) []hit {
	if !broken {
		return nil
	}
	return []hit{{detail: strings.Join(details, ", ")}}
}
