package policy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// addSeeds adds the published policies, the fragments, and what is odd.
func addSeeds(f *testing.F) {
	f.Helper()
	names, err := filepath.Glob("testdata/published/*.json")
	if err != nil || len(names) == 0 {
		f.Fatalf("no published policies: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, false)
		f.Add(data, true)
	}
	for _, name := range []string{"testdata/rules.txt", "testdata/corrected.txt"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if fields := strings.SplitN(strings.TrimSpace(line), " ", 3); len(fields) == 3 {
				f.Add([]byte(fields[2]), fields[1] == "scp")
			}
		}
	}
	for _, odd := range []string{
		"", "\uFEFF{}", "{\"a\":\"\x00\"}", "\xff", "[[[[", `{"Statement":[{"Fn::If":[]}]}`, `%7B%22Statement%22%3A%5B%5D%7D`, "{\r\n\"Statement\": {\"Effect\": \"ä\"}}",
		`{"p":"{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}"}`, `{"Statement":{"Effect":"Deny","Action":{"Ref":"X"},"Resource":{"Fn::Sub":"${"}}}`,
	} {
		f.Add([]byte(odd), false)
	}
}

// FuzzLint: whatever the input, it ends, and what is found has a rule, a severity and words, and a place
// within the input.
func FuzzLint(f *testing.F) {
	addSeeds(f)
	known := RuleIDs()
	f.Fuzz(func(t *testing.T, data []byte, scp bool) {
		o := LintOptions{}
		if scp {
			o.Type = ServiceControlPolicy
		}
		lines := strings.Split(string(data), "\n")
		for _, finding := range LintJSON(data, o).Findings {
			at := finding.Where
			switch {
			case !slices.Contains(known, finding.Rule), finding.Severity == "", finding.Message == "", finding.Fix == "":
				t.Errorf("%+v", finding)
			case at.Line < 1, at.Line > len(lines), at.Column < 1, at.Column > len(lines[at.Line-1])+1:
				if _, encoded := percentDecoded(strings.TrimSpace(string(data))); !encoded {
					t.Errorf("%s is at %v, in %d lines", finding.Rule, at, len(lines))
				}
			}
		}
	})
}

// FuzzParse: a document that is printed and read again is the same.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	same := cmp.Options{
		cmpopts.IgnoreTypes(Place{}), cmpopts.IgnoreFields(Document{}, "Size", "Length", "ID"), cmpopts.EquateEmpty(),
		cmpopts.SortSlices(func(a, b Condition) bool { return a.Operator+"\x00"+a.Key < b.Operator+"\x00"+b.Key }),
	}
	f.Fuzz(func(t *testing.T, data []byte, _ bool) {
		d, err := Parse(data)
		if err != nil || !printable(d) {
			return
		}
		again, err := Parse([]byte(d.JSON()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, d.JSON())
		}
		if diff := cmp.Diff(d, again, same); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}

// printable says whether all of a document is printed: what no policy has, and what a template leaves
// open, is not.
func printable(d Document) bool {
	if d.Open || len(d.Unknown) > 0 {
		return false
	}
	return !slices.ContainsFunc(d.Statements, func(s Statement) bool {
		lists := [][]Value{s.Action, s.NotAction, s.Resource, s.NotResource}
		for _, c := range s.Conditions {
			if lists = append(lists, c.Values); len(c.Values) == 0 {
				return true
			}
		}
		opaque := slices.ContainsFunc(slices.Concat(lists...), func(v Value) bool { return v.Opaque })
		return opaque || s.Principal || len(s.Unknown) > 0 || len(s.Action)+len(s.NotAction) == 0 || len(s.Resource)+len(s.NotResource) == 0
	})
}
