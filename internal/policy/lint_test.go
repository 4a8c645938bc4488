package policy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rulesOf are the rules that a document breaks, each once, in the order of the alphabet.
func rulesOf(findings []Finding, severities ...Severity) []string {
	var rules []string
	for _, f := range findings {
		if len(severities) == 0 || slices.Contains(severities, f.Severity) {
			rules = append(rules, f.Rule)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

func TestEachRuleHasFragments(t *testing.T) {
	broken, corrected := fragments(t, "rules.txt"), fragments(t, "corrected.txt")
	for i, f := range broken {
		if got := rulesOf(LintJSON([]byte(f.text), LintOptions{Type: f.kind}).Findings); !slices.Contains(got, f.rule) {
			t.Errorf("%s: found %v", f.rule, got)
		}
		if i >= len(corrected) || corrected[i].rule != f.rule {
			t.Errorf("%s: it is not put right in its place", f.rule)
		}
	}
	for _, id := range RuleIDs() {
		if id != "size-limit" && !slices.ContainsFunc(broken, func(f fragment) bool { return f.rule == id }) { // has a test of its own
			t.Errorf("no fragment breaks %s", id)
		}
	}
	if n := len(RuleIDs()); n != 49 {
		t.Errorf("there are %d rules", n)
	}
}

// lintPublished judges a policy of testdata.
func lintPublished(t *testing.T, name string) []Finding {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "published", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	o := LintOptions{}
	if strings.HasSuffix(name, "-scp") {
		o.Type = ServiceControlPolicy
	}
	return LintJSON(data, o).Findings
}

func TestPublishedPoliciesAreJudged(t *testing.T) {
	for name, want := range map[string]struct{ faults, infos []string }{
		"aws-self-manage":       {[]string{"enrol-for-others", "user-path-uncovered"}, []string{"first-key-enrolment"}},
		"aws-self-manage-2022":  {[]string{"enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "first-key-enrolment"}},
		"aws-mfa-only":          {[]string{"enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "first-key-enrolment"}},
		"aws-mfa-selfmanage":    {[]string{"enrol-for-others", "exempt-missing-getuser", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "exempt-missing-getsessiontoken", "exempt-recon", "first-key-enrolment"}},
		"force-mfa":             {[]string{"device-name-bound", "enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice"}},
		"self-manage-new":       {[]string{"enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "first-key-enrolment"}},
		"self-manage-old":       {[]string{"device-name-bound", "enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice"}},
		"enforce-mfa-cli":       {[]string{"delete-any-device", "enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "first-key-enrolment"}},
		"enforce-mfa-terraform": {[]string{"delete-any-device", "enrol-for-others", "user-path-uncovered"}, []string{"exempt-missing-getmfadevice", "first-key-enrolment"}},
		"on-creation":           {[]string{"deny-action-list", "no-enforcing-deny"}, nil},
		"block-all":             {[]string{"deny-without-exemption"}, []string{"exempt-missing-getsessiontoken"}},
		"deny-scp":              {[]string{"deny-without-exemption", "scp-allow-as-exemption", "scp-hits-roles"}, []string{"exempt-missing-getsessiontoken"}},
		"tutorial-2018": {
			[]string{
				"device-name-bound", "enrol-for-others", "exempt-login-profile", "exempt-missing-getuser", "resource-type-mismatch",
				"user-path-uncovered",
			},
			[]string{"exempt-change-password", "exempt-missing-getmfadevice", "exempt-recon", "exempt-without-allow"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			findings := lintPublished(t, name)
			if got := rulesOf(findings, Error, Warning); !slices.Equal(got, want.faults) {
				t.Errorf("errors and warnings are %v, want %v", got, want.faults)
			}
			if got := rulesOf(findings, Info); !slices.Equal(got, want.infos) {
				t.Errorf("infos are %v, want %v", got, want.infos)
			}
		})
	}
}

// TestTheOfficialFormGivesTwoWarnings: each once, and no error.
func TestTheOfficialFormGivesTwoWarnings(t *testing.T) {
	var faults []string
	for _, f := range lintPublished(t, "aws-self-manage") {
		if f.Severity != Info {
			faults = append(faults, string(f.Severity)+" "+f.Rule)
		}
	}
	slices.Sort(faults)
	if want := []string{"warning enrol-for-others", "warning user-path-uncovered"}; !slices.Equal(faults, want) {
		t.Errorf("found %q", faults)
	}
}

// TestWhatTheShellMakesOfAPolicy: a here-document that is not quoted leaves nothing of the variable, or,
// where the variable was escaped twice, a backslash that takes the quote with it.
func TestWhatTheShellMakesOfAPolicy(t *testing.T) {
	data, err := os.ReadFile("testdata/published/enforce-mfa-cli.json")
	if err != nil {
		t.Fatal(err)
	}
	for left, want := range map[string]string{"": "variable-eaten", `\`: "json-malformed", "$${aws:username}": "variable-escape-leaked"} {
		text := strings.ReplaceAll(string(data), "${aws:username}", left)
		if got := rulesOf(LintJSON([]byte(text), LintOptions{}).Findings, Error); !slices.Contains(got, want) {
			t.Errorf("with %q left: found %q, want %s", left, got, want)
		}
	}
}

func TestTheLimitOfSizeIsThatOfTheType(t *testing.T) {
	for size, want := range map[int][2]bool{6000: {false, false}, 6500: {true, false}, 11000: {true, true}} {
		text := `{"Version":"2012-10-17","Statement":[{"Sid":"` + strings.Repeat("A", size) + `","Effect":"Deny","Action":"*","Resource":"*"}]}`
		for i, kind := range []Type{IdentityPolicy, ServiceControlPolicy} {
			if got := slices.Contains(rulesOf(LintJSON([]byte(text), LintOptions{Type: kind}).Findings), "size-limit"); got != want[i] {
				t.Errorf("%d characters as %s: %v", size, kind, got)
			}
		}
	}
}
