package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Form is a language in which a policy can be written.
type Form string

// The forms.
const (
	JSON              Form = "json"               // the document alone
	Terraform         Form = "terraform"          // with its group and members, or its target
	TerraformDocument Form = "terraform-document" // the document alone, as a data source
	CloudFormation    Form = "cloudformation"     // a template with group and members, or targets
	CLI               Form = "cli"                // a script for bash that calls the AWS CLI
)

// Forms are all of them, the simplest first.
func Forms() []Form { return []Form{JSON, Terraform, TerraformDocument, CloudFormation, CLI} }

// HasGroup says whether the form has more in it than the document: its name, and the group or the
// target it is for.
func (f Form) HasGroup() bool { return f != JSON && f != TerraformDocument }

// RenderOptions say what to write beside the document.
type RenderOptions struct {
	BuildOptions

	Name    string   // of the policy; empty: RequireMFA
	Group   string   // whose members need MFA; empty: mfa-required
	Members []string // users to put into the group
}

// What is called so where nobody gave a name.
const (
	defaultName  = "RequireMFA"
	defaultGroup = "mfa-required"
	description  = "Without MFA users can enrol a device and nothing else"
)

// Render writes a policy. Without a partition, the forms that can look it up where they are used do
// so; the others are for aws.
func Render(f Form, o RenderOptions) (string, error) {
	if o.Name == "" {
		o.Name = defaultName
	}
	if o.Group == "" {
		o.Group = defaultGroup
	}
	if err := o.checkNames(); err != nil {
		return "", err
	}
	d, err := Build(o.BuildOptions)
	if err != nil {
		return "", err
	}
	switch f {
	case JSON:
		return d.JSON(), nil
	case Terraform:
		return o.terraform(d), nil
	case TerraformDocument:
		return o.terraformDocument(d), nil
	case CloudFormation:
		return o.cloudFormation(d), nil
	case CLI:
		return o.script(d), nil
	}
	return "", fmt.Errorf("%q is not a form", shortened(string(f)))
}

// The longest names that IAM takes (IAM API reference, CreatePolicy, CreateGroup, CreateUser).
const (
	maxName     = 128
	maxUserName = 64
)

func (o RenderOptions) checkNames() error {
	switch {
	case !isName(o.Name, maxName):
		return errors.New("the name of a policy has 1 to 128 letters, digits and + = , . @ _ - in it")
	case !isName(o.Group, maxName):
		return errors.New("the name of a group has 1 to 128 letters, digits and + = , . @ _ - in it")
	case slices.ContainsFunc(o.Members, func(m string) bool { return !isName(m, maxUserName) }):
		return errors.New("the name of a user has 1 to 64 letters, digits and + = , . @ _ - in it, and no path")
	}
	return nil
}

const nameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-"

// isName accepts what IAM takes as a name. Nothing in it means anything to a shell within quotes, to
// HCL, YAML or JMESPath within a string.
func isName(s string, most int) bool {
	return s != "" && len(s) <= most && strings.Trim(s, nameCharacters) == ""
}

// members are each once, in the order given. IAM does not tell names apart by case.
func (o RenderOptions) members() []string {
	var users []string
	for _, m := range o.Members {
		if !slices.ContainsFunc(users, func(u string) bool { return strings.EqualFold(u, m) }) {
			users = append(users, m)
		}
	}
	return users
}

// afterPartition is what follows the partition of an ARN, where that is to be looked up.
func (o RenderOptions) afterPartition(text string) (rest string, lookUp bool) {
	rest, isARN := strings.CutPrefix(text, "arn:aws:")
	return rest, isARN && o.Partition == ""
}

// tellsHow describes in a line what the file does, for whoever finds it.
func (o RenderOptions) tellsHow() string {
	if o.Profile == SCP {
		return "IAM users of the organization's accounts need MFA; roles, root and the management account are not touched."
	}
	return "People in the group need MFA. Machine users, who have none, do not belong in it."
}
