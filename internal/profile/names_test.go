package profile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNamesAreInFileOrderEachOnce(t *testing.T) {
	f := pair{
		config: "region = before\n[profile b]\n[default]\nx\n[profile  a]\n[sso-session s]\n[services v]\n[profile b]\n[profile \"x y\"]\n" +
			"[profile]\n[profile \"\"]\n[profile open\n[profile one two]\n[profile \"]\n[plain]\n[DEFAULT]\n",
		credentials: "[c]\n[a]\n[DEFAULT]\n[profile d]\na = b\n  [profile e]\n",
	}.write(t)
	got, err := Names(f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "default", "a", "x y", "c", "profile d"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got, err := Names(Files{}); len(got) > 0 || err != nil {
		t.Errorf("names without files: %q, %v", got, err)
	}
}

func TestSimilarNames(t *testing.T) {
	for _, c := range []struct {
		want  string
		names []string
		found []string
	}{
		{"acme", []string{"acme-prod", "acne", "zzz", "ACME", "amce"}, []string{"ACME", "acne", "amce"}},
		{"acme", []string{"acme-prod", "acme-dev", "acme-a", "acme-b"}, []string{"acme-a", "acme-b", "acme-prod"}},
		{"a", []string{"b", "c", "A", "ab"}, []string{"A", "ab"}},
		{"default", []string{"prod", "dev"}, nil},
		{"", []string{"a"}, nil},
	} {
		if diff := cmp.Diff(c.found, similar(c.want, c.names)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", c.want, diff)
		}
	}
}

func TestValuesAreInFileOrderEachOnce(t *testing.T) {
	f := pair{
		config:      "region = before\n[profile b]\nRegion : two\n[DEFAULT]\nregion=one\n[profile a]\nregion = two\nregion =\n regions = x\n[profile open\n",
		credentials: "[c]\nregion = three\n  = four\n",
	}.write(t)
	got, err := Values(f, "region")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"two", "one", "three"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := Values(Files{ConfigPath: t.TempDir()}, "region"); err == nil {
		t.Error("a directory was read")
	}
}

func TestOnlyNamesOfABoundedLengthAreCompared(t *testing.T) {
	long := strings.Repeat("a", maxCompared-1)
	for _, c := range []struct {
		want, name string
		similar    bool
	}{
		{long + "b", long + "c", true},
		{long + "bc", long + "b", false},
		{long + "b", long + "bc", false},
		{"aaaa", "aaab", true},
	} {
		if got := similar(c.want, []string{c.name}); len(got) == 1 != c.similar {
			t.Errorf("%q for %q", got, c.want)
		}
	}
}
