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

func TestEachRuleFindsItsFragment(t *testing.T) {
	data, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{"size-limit": true} // has a test of its own
	for line := range strings.Lines(string(data)) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if strings.HasPrefix(line, "#") {
			continue
		}
		tried[fields[0]] = true
		t.Run(fields[0], func(t *testing.T) {
			findings := LintJSON([]byte(fields[2]), LintOptions{Type: Type(fields[1])}).Findings
			if !slices.Contains(rulesOf(findings), fields[0]) {
				t.Errorf("found %v", rulesOf(findings))
			}
		})
	}
	for _, id := range RuleIDs() {
		if !tried[id] {
			t.Errorf("no fragment breaks %s", id)
		}
	}
}

func TestPublishedPoliciesAreJudged(t *testing.T) {
	for name, want := range map[string][]string{
		"aws-self-manage": {"enrol-for-others", "user-path-uncovered"},
		"force-mfa":       {"device-name-bound", "enrol-for-others", "user-path-uncovered"},
		"self-manage-new": {"enrol-for-others", "user-path-uncovered"},
		"self-manage-old": {"device-name-bound", "enrol-for-others", "user-path-uncovered"},
		"enforce-mfa-cli": {"delete-any-device", "enrol-for-others", "user-path-uncovered"},
		"on-creation":     {"deny-action-list", "no-enforcing-deny"},
		"block-all":       {"deny-without-exemption"},
		"deny-scp":        {"deny-without-exemption", "scp-allow-as-exemption", "scp-hits-roles"},
		"tutorial-2018": {
			"device-name-bound", "enrol-for-others", "exempt-login-profile", "exempt-missing-getuser", "resource-type-mismatch",
			"user-path-uncovered",
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "published", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			o := LintOptions{}
			if strings.HasSuffix(name, "-scp") {
				o.Type = ServiceControlPolicy
			}
			findings := LintJSON(data, o).Findings
			if got := rulesOf(findings, Error, Warning); !slices.Equal(got, want) {
				t.Errorf("errors and warnings are %v, want %v", got, want)
			}
		})
	}
}

func TestInfosOfPublishedPolicies(t *testing.T) {
	for name, want := range map[string][]string{
		"block-all":     {"exempt-missing-getsessiontoken"},
		"tutorial-2018": {"exempt-change-password", "exempt-missing-getmfadevice", "exempt-recon", "exempt-without-allow"},
		"force-mfa":     {"exempt-missing-getmfadevice"},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "published", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if got := rulesOf(LintJSON(data, LintOptions{}).Findings, Info); !slices.Equal(got, want) {
			t.Errorf("%s: infos are %v, want %v", name, got, want)
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
