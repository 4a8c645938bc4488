package policy

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEachRuleIsDocumented: docs/policies.md has a section for each rule, in order, with its severity,
// an example that breaks it, and the fix.
func TestEachRuleIsDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	kinds := map[string]Type{}
	for _, f := range fragments(t, "rules.txt") {
		kinds[f.rule] = f.kind
	}
	severities := map[string]Severity{}
	for _, r := range rules() {
		severities[r.id] = r.severity
	}
	var documented []string
	for _, section := range regexp.MustCompile(`(?m)^##+ `).Split(text, -1) {
		id, body, _ := strings.Cut(section, "\n")
		severity, isRule := severities[id]
		if !isRule {
			continue
		}
		documented = append(documented, id)
		if !strings.HasPrefix(body, "\n*"+string(severity)+"* ") || !strings.Contains(body, "\n**Fix**: ") {
			t.Errorf("%s: no severity, or no fix", id)
		}
		example, found := exampleIn(body)
		if got := rulesOf(LintJSON([]byte(example), LintOptions{Type: kinds[id]}).Findings); id != sizeID && (!found || !slices.Contains(got, id)) {
			t.Errorf("%s: the example gives %q:\n%s", id, got, example)
		}
	}
	if !slices.Equal(documented, RuleIDs()) {
		t.Errorf("documented are\n%q\nthe rules are\n%q", documented, RuleIDs())
	}
	for _, link := range regexp.MustCompile(`\]\(#([a-z-]+)\)`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(documented, link[1]) {
			t.Errorf("a link to %s, which is no rule", link[1])
		}
	}
}

// exampleIn is the example of a section as a document: a statement or a list of some gets the rest.
func exampleIn(body string) (string, bool) {
	_, example, found := strings.Cut(body, "```json\n")
	example, _, closed := strings.Cut(example, "\n```")
	if !strings.Contains(example, `"Statement"`) {
		example = `{"Version": "2012-10-17", "Statement": ` + example + `}`
	}
	return example, found && closed
}

// TestMessagesAreForAPerson: each rule says what happens and what to do, in a line each.
func TestMessagesAreForAPerson(t *testing.T) {
	for _, r := range rules() {
		for _, text := range []string{r.message, r.fix} {
			if text == "" || strings.ContainsAny(text, "\n\t") || strings.HasSuffix(text, ".") || len(text) > 200 {
				t.Errorf("%s: %q", r.id, text)
			}
		}
	}
}
