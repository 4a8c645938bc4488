package policy

import (
	"cmp"
	"slices"
)

// Report is what was found in JSON.
type Report struct {
	Findings  []Finding
	Documents int // that were judged
	Left      int // that were not, because there are more statements than anybody has in a file
}

// perDocument is what a document costs beside its statements.
const perDocument = 4

// mostStatements is what is judged of a file: ten times what a large account has.
const mostStatements = 20_000

// LintJSON judges each policy document in JSON; the findings are in the order of their places. What is
// no JSON is the finding json-malformed, and so are a policy that AWS would not take and a name that
// stands twice in an object.
//
// Of the documents within other JSON, those that do not speak of MFA are held to the rules of form
// only, and those that belong to a resource or a role, which name a Principal, to none. Where one
// enforces MFA, no other has to.
func LintJSON(data []byte, o LintOptions) Report {
	found, duplicates, err := find(data, cmp.Or(o.Partition, "aws"))
	if err != nil {
		return Report{Findings: []Finding{malformed(err)}, Documents: 1}
	}
	var r Report
	for _, err := range duplicates[:min(len(duplicates), mostHits)] {
		r.add(Found{}, malformed(err))
	}
	found, r.Left = within(mostStatements, found)
	subjects := make([]*subject, len(found))
	for i, f := range found {
		subjects[i] = newSubject(f.Document, LintOptions{Type: cmp.Or(f.Type, o.Type), Partition: o.Partition})
	}
	enforced := slices.ContainsFunc(subjects, func(s *subject) bool { return len(s.document.Statements) > 0 && s.enforces() })
	for i, f := range found {
		switch {
		case f.Path != "" && f.Document.ofResource():
			continue
		case f.Err != nil:
			r.add(f, malformed(f.Err))
		default:
			subjects[i].enforced = enforced
			r.add(f, subjects[i].lint(f.asked || f.Document.speaksOfMFA())...)
		}
		r.Documents++
	}
	sortByPlace(r.Findings)
	return r
}

// add adds findings about a document, each once.
func (r *Report) add(f Found, findings ...Finding) {
	for _, finding := range findings {
		if f.Path != "" {
			finding.Message += " (policy of " + f.Path + ")"
		}
		same := func(other Finding) bool {
			return other.Rule == finding.Rule && finding.Rule == malformedID && other.Where == finding.Where
		}
		if !slices.ContainsFunc(r.Findings, same) {
			r.Findings = append(r.Findings, finding)
		}
	}
}

// within are the first documents that have no more statements in all, but one at least, and how many
// are left.
func within(most int, found []Found) ([]Found, int) {
	for i, f := range found {
		if most -= perDocument + len(f.Document.Statements); most < 0 && i > 0 {
			return found[:i], len(found) - i
		}
	}
	return found, 0
}
