package policy

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// rendered renders what must not fail.
func rendered(t *testing.T, f Form, o RenderOptions) string {
	t.Helper()
	text, err := Render(f, o)
	if err != nil {
		t.Fatalf("%s of %+v: %v", f, o, err)
	}
	return text
}

// everyRendering yields what has another layout in some form: profiles, ages, paths, partitions.
func everyRendering(yield func(RenderOptions) bool) {
	for o := range everyOption {
		if o.FirstLogin == o.NoKeyEnrolment && o.AllowListUsers == o.FirstLogin && !yield(RenderOptions{BuildOptions: o, Members: []string{"alice"}}) {
			return
		}
	}
}

// builtJSON is the document that every form of it must be equal to.
func builtJSON(t *testing.T, o BuildOptions) string {
	t.Helper()
	d, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	return d.JSON()
}

func TestTheJSONFormIsTheDocument(t *testing.T) {
	for o := range everyRendering {
		if got := rendered(t, JSON, o); got != builtJSON(t, o.BuildOptions) {
			t.Fatalf("%+v:\n%s", o, got)
		}
	}
}

// What nobody gave a name is called so everywhere.
func TestNamesThatNobodyGave(t *testing.T) {
	for _, f := range []Form{Terraform, CloudFormation, CLI} {
		text := rendered(t, f, RenderOptions{BuildOptions: BuildOptions{Profile: SelfService}})
		for _, want := range []string{"RequireMFA", "mfa-required"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %s:\n%s", f, want, text)
			}
		}
	}
}

var hostile = []string{
	"a b", "a\nb", "a'b", `a"b`, "a`b", "$(id)", "${aws:username}", "%{if}", "a/b", "a\\", "a;b", "a#b", "a&b", "a\x00b", "a|b", "é", "a\u2028b",
	"{{x}}", "a:b", "*", "DOCUMENT\n", strings.Repeat("a", 129),
}

func TestHostileNamesAreRefused(t *testing.T) {
	for _, f := range Forms() {
		for _, name := range hostile {
			for _, o := range []RenderOptions{{Name: name}, {Group: name}, {Members: []string{"alice", name}}} {
				o.Profile = SelfService
				if text, err := Render(f, o); err == nil || text != "" {
					t.Errorf("%s took %+v", f, o)
				}
			}
		}
	}
	o := RenderOptions{BuildOptions: BuildOptions{Profile: SelfService}, Members: []string{strings.Repeat("a", 65), ""}}
	for i := range o.Members {
		if _, err := Render(CLI, RenderOptions{BuildOptions: o.BuildOptions, Members: o.Members[i : i+1]}); err == nil {
			t.Errorf("the user %q was taken", o.Members[i])
		}
	}
}

func TestFormsThatDoNotExist(t *testing.T) {
	for _, f := range []Form{"", "yaml", "JSON"} {
		if _, err := Render(f, RenderOptions{BuildOptions: BuildOptions{Profile: SCP}}); err == nil {
			t.Errorf("%q was taken", f)
		}
	}
}

// The script is printed with its own margin and parts, so each of its kinds is looked at by shellcheck.
func TestScriptsPassShellcheck(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("no shellcheck")
	}
	for _, o := range []RenderOptions{
		{BuildOptions: BuildOptions{Profile: SelfService}},
		{BuildOptions: BuildOptions{Profile: DenyOnly, MaxAge: time.Hour}, Members: []string{"alice", "bob"}},
		{BuildOptions: BuildOptions{Profile: SCP, Partition: "aws-us-gov"}},
	} {
		cmd := exec.Command(path, "-o", "all", "-e", "SC2250,SC2310,SC2312,SC2292", "-")
		cmd.Stdin = strings.NewReader(rendered(t, CLI, o))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%+v: %v\n%s", o, err, out)
		}
	}
}

// Organizations counts white space, IAM does not (AWS Organizations User Guide, Quotas).
func TestSCPsFitAsTheyArePrinted(t *testing.T) {
	const least = 5120 // before 2026
	longest := RenderOptions{BuildOptions: BuildOptions{
		Profile: SCP, FirstLogin: true, NoKeyEnrolment: true, MaxAge: time.Hour, AllowListUsers: true, ExemptPath: "/machine/", Partition: "aws-us-gov",
	}}
	if n := len(rendered(t, JSON, longest)); n > least {
		t.Errorf("%d characters", n)
	}
}

func TestMembersAreNamedOnce(t *testing.T) {
	o := RenderOptions{Members: []string{"bob", "alice", "Bob", "alice"}}
	if got := o.members(); !slices.Equal(got, []string{"bob", "alice"}) {
		t.Errorf("%q", got)
	}
}
