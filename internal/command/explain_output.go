package command

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mfa-session/mfa-session/internal/policy"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

// longestMessage is far more than AWS and the programs around it say.
const longestMessage = 1 << 20

// headings are the callers as the table has them.
var headings = map[string]string{"console without MFA": "CONSOLE"}

func (r *run) explainTable(f policy.Found, o policy.ExplainOptions) {
	e := policy.Explain(f.Document, o)
	w := tabwriter.NewWriter(&r.out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "ACTION")
	for _, name := range e.Callers {
		fmt.Fprint(w, "\t", cmp.Or(headings[name], strings.ToUpper(name)))
	}
	fmt.Fprintln(w)
	for _, row := range e.Rows {
		fmt.Fprint(w, rowName(row))
		for _, c := range row.Cells {
			fmt.Fprint(w, "\t", cellText(c))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // into memory
	reasons(&r.out, f.Document, e)
	for _, note := range e.Notes {
		fmt.Fprintf(&r.out, "\n%s\n", note)
	}
}

func rowName(a policy.Answer) string {
	name := printable(a.Action)
	if a.Object != "" {
		name += " (" + a.Object + ")"
	}
	return name
}

func cellText(c policy.Cell) string {
	if c.Outcome == policy.NotAllowed {
		return "if allowed"
	}
	return c.Outcome.String()
}

// hit is why some callers may not, and who they are.
type hit struct{ reason, callers string }

// reasons say below the table what denies, and what cannot be told: each once, with whom and what it hits.
func reasons(w io.Writer, d policy.Document, e policy.Explanation) {
	var order []hit
	actions := map[hit][]string{}
	for _, row := range e.Rows {
		for _, h := range hitsOf(d, e.Callers, row) {
			if actions[h] == nil {
				order = append(order, h)
			}
			actions[h] = append(actions[h], rowName(row))
		}
	}
	for _, h := range order {
		fmt.Fprintf(w, "\n%s\n  for %s: %s\n", h.reason, h.callers, strings.Join(actions[h], ", "))
	}
}

// hitsOf are those of one row.
func hitsOf(d policy.Document, callers []string, row policy.Answer) []hit {
	var hits []hit
	for i, c := range row.Cells {
		reason := reasonOf(d, c)
		at := slices.IndexFunc(hits, func(h hit) bool { return h.reason == reason })
		switch {
		case reason == "":
		case at < 0:
			hits = append(hits, hit{reason, callers[i]})
		default:
			hits[at].callers += ", " + callers[i]
		}
	}
	return hits
}

func reasonOf(d policy.Document, c policy.Cell) string {
	switch c.Outcome {
	case policy.ExplicitlyDenied:
		return fmt.Sprintf("Denied by %s, line %d%s", printable(d.NameOf(c.Statement)), c.Statement.Where.Line, conditionText(c.Statement))
	case policy.CannotTell:
		return "Cannot tell without knowing " + terminal.Clean(strings.Join(c.Open, ", "))
	case policy.NotAllowed, policy.Allowed:
	}
	return ""
}

// conditionText is when a statement applies.
func conditionText(s *policy.Statement) string {
	var conditions []string
	for _, c := range s.Conditions {
		var values []string
		for _, v := range c.Values {
			values = append(values, printable(v.Text))
		}
		conditions = append(conditions, printable(c.Operator)+" "+printable(c.Key)+" "+strings.Join(values, ", "))
	}
	if len(conditions) == 0 {
		return ", without a condition"
	}
	return ", if " + strings.Join(conditions, " and ")
}

// explainAnswer is a cell in the JSON of policy explain.
type explainAnswer struct {
	Path      string   `json:"path"`
	Caller    string   `json:"caller"`
	Action    string   `json:"action"`
	Resource  string   `json:"resource"`
	Outcome   string   `json:"outcome"` // allowed, denied, not_allowed (another policy may), cannot_tell
	Statement string   `json:"statement"`
	Line      int      `json:"line"`
	Open      []string `json:"open"`
}

func (r *run) explainJSON(found []policy.Found, o policy.ExplainOptions) error {
	answers := []explainAnswer{}
	for _, f := range found {
		e := policy.Explain(f.Document, withType(o, f))
		for _, row := range e.Rows {
			for i, c := range row.Cells {
				a := explainAnswer{
					Path: f.Path, Caller: strings.ReplaceAll(strings.ToLower(e.Callers[i]), " ", "_"), Action: row.Action, Resource: row.Resource,
					Outcome: strings.ReplaceAll(c.Outcome.String(), " ", "_"), Open: append([]string{}, c.Open...),
				}
				if c.Statement != nil {
					a.Statement, a.Line = f.Document.NameOf(c.Statement), c.Statement.Where.Line
				}
				answers = append(answers, a)
			}
		}
	}
	return r.indented(struct {
		SchemaVersion int             `json:"schema_version"`
		Answers       []explainAnswer `json:"answers"`
	}{1, answers})
}

func (r *run) refusalJSON(f policy.Refusal, advice []string) error {
	return r.indented(struct {
		SchemaVersion int    `json:"schema_version"`
		Caller        string `json:"caller"`
		Action        string `json:"action"`
		Resource      string `json:"resource"`
		Kind          string `json:"policy_kind"`
		Explicit      bool   `json:"explicit"`
		Policy        string `json:"policy"`
		Authorization string `json:"authorization_id"`
		Advice        string `json:"advice"`
	}{1, f.Caller, f.Action, f.Resource, string(f.Kind), f.Explicit, f.Policy, f.Authorization, strings.Join(advice, " ")})
}

func (r *run) indented(v any) error {
	encoder := json.NewEncoder(&r.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
