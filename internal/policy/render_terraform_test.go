package policy

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// hclContext is what the expressions of a rendering may use.
func hclContext(partition string) *hcl.EvalContext {
	return &hcl.EvalContext{
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc, "toset": stdlib.MakeToFunc(cty.Set(cty.String))},
		Variables: map[string]cty.Value{
			"data": cty.ObjectVal(map[string]cty.Value{"aws_partition": cty.ObjectVal(map[string]cty.Value{
				"current": cty.ObjectVal(map[string]cty.Value{"partition": cty.StringVal(partition)}),
			})}),
			"var":                      cty.ObjectVal(map[string]cty.Value{"require_mfa_target": cty.StringVal("TARGET")}),
			"each":                     cty.ObjectVal(map[string]cty.Value{"value": cty.StringVal("EACH")}),
			"aws_iam_policy":           named("arn", "POLICY-ARN"),
			"aws_iam_group":            named("name", "GROUP"),
			"aws_organizations_policy": named("id", "POLICY-ID"),
			"string":                   cty.StringVal("string"),
		},
	}
}

func named(attribute, value string) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"require_mfa": cty.ObjectVal(map[string]cty.Value{attribute: cty.StringVal(value)})})
}

// hclParsed is the body of a rendering that is as terraform fmt leaves it.
func hclParsed(t *testing.T, text string) *hclsyntax.Body {
	t.Helper()
	if formatted := string(hclwrite.Format([]byte(text))); formatted != text {
		t.Fatalf("terraform fmt would change it (-want +got):\n%s", cmp.Diff(formatted, text))
	}
	file, problems := hclsyntax.ParseConfig([]byte(text), "main.tf", hcl.InitialPos)
	if problems.HasErrors() {
		t.Fatalf("%v\n%s", problems, text)
	}
	body, _ := file.Body.(*hclsyntax.Body)
	return body
}

// hclEvaluated are the values of the attributes, by the labels of their block and their name.
func hclEvaluated(t *testing.T, text, partition string) map[string]cty.Value {
	t.Helper()
	values := map[string]cty.Value{}
	for _, block := range hclParsed(t, text).Blocks {
		for name, a := range block.Body.Attributes {
			v, problems := a.Expr.Value(hclContext(partition))
			if problems.HasErrors() {
				t.Fatalf("%v\n%s", problems, text)
			}
			values[strings.Join(append([]string{block.Type}, append(block.Labels, name)...), ".")] = v
		}
	}
	return values
}

// sameJSON compares what two texts of JSON say, whatever the order of names.
func sameJSON(t *testing.T, want, got string) {
	t.Helper()
	var values [2]any
	for i, text := range []string{want, got} {
		if err := json.Unmarshal([]byte(text), &values[i]); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	if diff := cmp.Diff(values[0], values[1]); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

// looked is the partition that is looked up, or the one that was given.
func looked(o RenderOptions, found string) RenderOptions {
	if o.Partition == "" {
		o.Partition = found
	}
	return o
}

func TestTerraformMakesTheDocument(t *testing.T) {
	for o := range everyRendering {
		values := hclEvaluated(t, rendered(t, Terraform, o), "aws-cn")
		text := values["resource.aws_iam_policy.require_mfa.policy"]
		if o.Profile == SCP {
			text = values["resource.aws_organizations_policy.require_mfa.content"]
		}
		sameJSON(t, builtJSON(t, looked(o, "aws-cn").BuildOptions), text.AsString())
	}
}

func TestTerraformPutsPeopleIntoAGroup(t *testing.T) {
	o := RenderOptions{
		BuildOptions: BuildOptions{Profile: DenyOnly}, Name: "=,Require.MFA@-", Group: "+people_", Members: []string{"bob", "=+,.@-_", "bob"},
	}
	values := hclEvaluated(t, rendered(t, Terraform, o), "aws")
	for name, want := range map[string]cty.Value{
		"resource.aws_iam_policy.require_mfa.name":                        cty.StringVal("=,Require.MFA@-"),
		"resource.aws_iam_group.require_mfa.name":                         cty.StringVal("+people_"),
		"resource.aws_iam_group_policy_attachment.require_mfa.group":      cty.StringVal("GROUP"),
		"resource.aws_iam_group_policy_attachment.require_mfa.policy_arn": cty.StringVal("POLICY-ARN"),
		"resource.aws_iam_user_group_membership.require_mfa.for_each":     cty.SetVal([]cty.Value{cty.StringVal("bob"), cty.StringVal("=+,.@-_")}),
		"resource.aws_iam_user_group_membership.require_mfa.user":         cty.StringVal("EACH"),
		"resource.aws_iam_user_group_membership.require_mfa.groups":       cty.TupleVal([]cty.Value{cty.StringVal("GROUP")}),
	} {
		if got, ok := values[name]; !ok || !got.RawEquals(want) {
			t.Errorf("%s is %#v, want %#v", name, got, want)
		}
	}
}

// The organization is explained, not taken over: its resource would end it when it is removed.
func TestTerraformAttachesAnSCPToATarget(t *testing.T) {
	text := rendered(t, Terraform, RenderOptions{BuildOptions: BuildOptions{Profile: SCP}})
	values := hclEvaluated(t, text, "aws")
	for name, want := range map[string]string{
		"resource.aws_organizations_policy.require_mfa.type":                 "SERVICE_CONTROL_POLICY",
		"resource.aws_organizations_policy_attachment.require_mfa.policy_id": "POLICY-ID",
		"resource.aws_organizations_policy_attachment.require_mfa.target_id": "TARGET",
		"variable.require_mfa_target.type":                                   "string",
	} {
		if got, ok := values[name]; !ok || got.AsString() != want {
			t.Errorf("%s is %#v, want %s", name, got, want)
		}
	}
	for _, block := range hclParsed(t, text).Blocks {
		if len(block.Labels) > 0 && block.Labels[0] == "aws_organizations_organization" {
			t.Error("it has a resource for the organization")
		}
	}
	if !strings.Contains(text, `#   enabled_policy_types = ["SERVICE_CONTROL_POLICY"]`) {
		t.Errorf("enabled_policy_types is not explained:\n%s", text)
	}
}

// documentOfSource is what the provider makes of aws_iam_policy_document: one value is a string, &{ is ${.
func documentOfSource(t *testing.T, text, partition string) string {
	t.Helper()
	var statements []any
	for _, source := range hclParsed(t, text).Blocks {
		for _, block := range source.Body.Blocks {
			statement := map[string]any{}
			for attribute, name := range map[string]string{
				"sid": "Sid", "effect": "Effect", "actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource",
			} {
				if a := block.Body.Attributes[attribute]; a != nil {
					statement[name] = sourceValue(t, a.Expr, partition, name == "Action" || name == "NotAction")
				}
			}
			conditions := map[string]map[string]any{}
			for _, c := range block.Body.Blocks {
				of := func(name string) any { return sourceValue(t, c.Body.Attributes[name].Expr, partition, false) }
				test, _ := of("test").(string)
				variable, _ := of("variable").(string)
				if conditions[test] == nil {
					conditions[test] = map[string]any{}
				}
				conditions[test][variable] = of("values")
			}
			if len(conditions) > 0 {
				statement["Condition"] = conditions
			}
			statements = append(statements, statement)
		}
	}
	document, err := json.Marshal(map[string]any{"Version": CurrentVersion, "Statement": statements})
	if err != nil {
		t.Fatal(err)
	}
	return string(document)
}

func sourceValue(t *testing.T, e hclsyntax.Expression, partition string, always bool) any {
	t.Helper()
	v, problems := e.Value(hclContext(partition))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	text := func(v cty.Value) string { return strings.ReplaceAll(v.AsString(), "&{", "${") }
	if v.Type() == cty.String {
		return text(v)
	}
	var items []any
	for _, item := range v.AsValueSlice() {
		if strings.Contains(item.AsString(), "${") {
			t.Errorf("%s would be replaced too early", item.AsString())
		}
		items = append(items, text(item))
	}
	if len(items) == 1 && !always {
		return items[0]
	}
	return items
}

func TestTheDataSourceMakesTheDocument(t *testing.T) {
	for o := range everyRendering {
		text := rendered(t, TerraformDocument, o)
		sameJSON(t, builtJSON(t, looked(o, "aws-us-gov").BuildOptions), documentOfSource(t, text, "aws-us-gov"))
	}
}

// FuzzNames: a name is refused, or stands in HCL and for a shell as it is.
func FuzzNames(f *testing.F) {
	for _, name := range append(hostile, "alice", "=+,.@-_", "-", "null") {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		o := RenderOptions{BuildOptions: BuildOptions{Profile: DenyOnly}, Name: name, Group: name, Members: []string{name}}
		text, err := Render(Terraform, o)
		if err != nil || name == "" {
			return
		}
		values := hclEvaluated(t, text, "aws")
		for _, where := range []string{"resource.aws_iam_policy.require_mfa.name", "resource.aws_iam_group.require_mfa.name"} {
			if got := values[where].AsString(); got != name {
				t.Errorf("%q became %q", name, got)
			}
		}
		if script := rendered(t, CLI, o); !strings.Contains(script, "\ngroup='"+name+"'\nmembers=('"+name+"')\n") {
			t.Errorf("%q in the script:\n%s", name, script)
		}
	})
}
