package policy

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// yamlAsJSON reads texts with a YAML library that is not ours: PyYAML.
func yamlAsJSON(t *testing.T, texts []string) []json.RawMessage {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err == nil {
		err = exec.Command(python, "-c", "import yaml").Run()
	}
	if err != nil {
		t.Skip("no PyYAML")
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", "import json, sys, yaml\njson.dump([yaml.load(text, getattr(yaml, 'CSafeLoader', yaml.SafeLoader)) for text in json.load(sys.stdin)], sys.stdout)")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var parsed []json.RawMessage
	if err := json.Unmarshal(out, &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

// template is what is in a rendering.
type template struct {
	AWSTemplateFormatVersion, Description string
	Parameters                            map[string]map[string]string
	Resources                             map[string]struct {
		Type       string
		Properties map[string]any
	}
}

// inTemplate does to a value what CloudFormation does (CloudFormation User Guide, Fn::Sub).
func inTemplate(value any, partition string) any {
	switch v := value.(type) {
	case map[string]any:
		if text, ok := v["Fn::Sub"].(string); ok && len(v) == 1 {
			return strings.ReplaceAll(strings.ReplaceAll(text, "${AWS::Partition}", partition), "${!", "${")
		}
		for name, inner := range v {
			v[name] = inTemplate(inner, partition)
		}
	case []any:
		for i, inner := range v {
			v[i] = inTemplate(inner, partition)
		}
	}
	return value
}

func parsedTemplates(t *testing.T, options ...RenderOptions) []template {
	t.Helper()
	var texts []string
	for _, o := range options {
		texts = append(texts, rendered(t, CloudFormation, o))
	}
	templates := make([]template, len(options))
	for i, parsed := range yamlAsJSON(t, texts) {
		d := json.NewDecoder(bytes.NewReader(parsed))
		d.DisallowUnknownFields()
		if err := d.Decode(&templates[i]); err != nil {
			t.Fatalf("%v\n%s", err, texts[i])
		}
	}
	return templates
}

func TestCloudFormationMakesTheDocument(t *testing.T) {
	var options []RenderOptions
	for o := range everyRendering {
		options = append(options, o)
	}
	for i, parsed := range parsedTemplates(t, options...) {
		property := "PolicyDocument"
		if options[i].Profile == SCP {
			property = "Content"
		}
		got, err := json.Marshal(inTemplate(parsed.Resources["Policy"].Properties[property], "aws-cn"))
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, builtJSON(t, looked(options[i], "aws-cn").BuildOptions), string(got))
	}
}

// What YAML would take for a number, a truth or nothing is a name like any other.
func TestCloudFormationPutsPeopleIntoAGroup(t *testing.T) {
	odd := []string{"null", "yes", "1e3", "0x10", "-", "=", "1_000", "2026-01-01", "@b", ".inf"}
	parsed := parsedTemplates(t, RenderOptions{BuildOptions: BuildOptions{Profile: DeviceOnly}, Name: "true", Group: "12", Members: odd})[0]
	policy, group, members := parsed.Resources["Policy"], parsed.Resources["Group"], parsed.Resources["Members"]
	for what, types := range map[string][2]string{
		"policy": {policy.Type, "AWS::IAM::ManagedPolicy"}, "group": {group.Type, "AWS::IAM::Group"}, "members": {members.Type, "AWS::IAM::UserToGroupAddition"},
	} {
		if types[0] != types[1] {
			t.Errorf("the %s is a %s", what, types[0])
		}
	}
	delete(policy.Properties, "PolicyDocument")
	ref := map[string]any{"Ref": "Group"}
	users := make([]any, len(odd))
	for i, name := range odd {
		users[i] = name
	}
	if diff := cmp.Diff([]map[string]any{
		{"ManagedPolicyName": "true", "Description": description, "Groups": []any{ref}},
		{"GroupName": "12"},
		{"GroupName": ref, "Users": users},
	}, []map[string]any{policy.Properties, group.Properties, members.Properties}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCloudFormationTakesTheTargetsOfAnSCP(t *testing.T) {
	parsed := parsedTemplates(t, RenderOptions{BuildOptions: BuildOptions{Profile: SCP}})[0]
	if len(parsed.Resources) != 1 || parsed.Resources["Policy"].Type != "AWS::Organizations::Policy" {
		t.Errorf("the resources are %v", parsed.Resources)
	}
	delete(parsed.Resources["Policy"].Properties, "Content")
	want := map[string]any{
		"Name": "RequireMFA", "Description": description, "Type": "SERVICE_CONTROL_POLICY", "TargetIds": map[string]any{"Ref": "TargetIds"},
	}
	if diff := cmp.Diff(want, parsed.Resources["Policy"].Properties); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if parsed.Parameters["TargetIds"]["Type"] != "CommaDelimitedList" {
		t.Errorf("the parameters are %v", parsed.Parameters)
	}
}

// The document is found and judged within the template as it is.
func TestTemplatesLintClean(t *testing.T) {
	for _, p := range Profiles() {
		texts := []string{rendered(t, CloudFormation, RenderOptions{BuildOptions: BuildOptions{Profile: p}, Members: []string{"alice"}})}
		parsed := yamlAsJSON(t, texts)[0]
		found, err := Find(parsed)
		if err != nil || len(found) != 1 || found[0].Err != nil {
			t.Fatalf("%s: %v, found %+v", p, err, found)
		}
		d, err := Build(BuildOptions{Profile: p})
		if err != nil {
			t.Fatal(err)
		}
		o := LintOptions{Type: p.Type()}
		if diff := cmp.Diff(rulesOf(Lint(d, o)), rulesOf(LintJSON(parsed, o).Findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p, diff)
		}
	}
}
