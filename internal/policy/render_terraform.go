package policy

import "strings"

// hclLabel names every resource.
const hclLabel = `"require_mfa"`

// terraform is the policy with all that puts it to work.
func (o RenderOptions) terraform(d Document) string {
	lines := hclLines{"# " + o.tellsHow()}
	if o.Profile == SCP {
		lines = append(lines, o.terraformSCP(d)...)
	} else {
		lines = append(lines, o.terraformGroup(d)...)
	}
	return lines.String()
}

func (o RenderOptions) terraformGroup(d Document) hclLines {
	policy := append(hclAttributes(
		hclAttribute{"name", hclOne(o.Name)},
		hclAttribute{"description", hclOne(description)},
	), "")
	policy = append(policy, hclAttributes(hclAttribute{"policy", o.jsonencode(d)})...)

	lines := o.partitionSource()
	lines = append(lines, "")
	lines = append(lines, hclBlock(`resource "aws_iam_policy" `+hclLabel, policy)...)
	lines = append(lines, "",
		"# A group that is there already has to be imported first:",
		"#   terraform import aws_iam_group.require_mfa "+o.Group)
	lines = append(lines, hclBlock(`resource "aws_iam_group" `+hclLabel, hclAttributes(hclAttribute{"name", hclOne(o.Group)}))...)
	lines = append(lines, "")
	lines = append(lines, hclBlock(`resource "aws_iam_group_policy_attachment" `+hclLabel, hclAttributes(
		hclAttribute{"group", hclLines{"aws_iam_group.require_mfa.name"}},
		hclAttribute{"policy_arn", hclLines{"aws_iam_policy.require_mfa.arn"}},
	))...)
	return append(lines, o.terraformMembers()...)
}

// terraformMembers leaves the other groups of a user and the other members of the group alone.
func (o RenderOptions) terraformMembers() hclLines {
	if len(o.members()) == 0 {
		return nil
	}
	var users []hclLines
	for _, m := range o.members() {
		users = append(users, hclOne(m))
	}
	list := hclList(users)
	list[0], list[len(list)-1] = "toset([", "])"
	body := append(hclAttributes(hclAttribute{"for_each", list}), "")
	body = append(body, hclAttributes(
		hclAttribute{"user", hclLines{"each.value"}},
		hclAttribute{"groups", hclLines{"[aws_iam_group.require_mfa.name]"}},
	)...)
	return append(hclLines{""}, hclBlock(`resource "aws_iam_user_group_membership" `+hclLabel, body)...)
}

// terraformSCP leaves the organization itself alone: a second resource for it would take it over, and
// end it when the file is removed.
func (o RenderOptions) terraformSCP(d Document) hclLines {
	policy := append(hclAttributes(
		hclAttribute{"name", hclOne(o.Name)},
		hclAttribute{"description", hclOne(description)},
		hclAttribute{"type", hclOne(scpType)},
	), "")
	policy = append(policy, hclAttributes(hclAttribute{"content", o.jsonencode(d)})...)

	lines := hclLines{
		"#",
		"# Service control policies have to be enabled, and FullAWSAccess has to stay attached. Where Terraform manages",
		"# the organization, its aws_organizations_organization needs",
		`#   enabled_policy_types = ["` + scpType + `"]`,
		"# There is only one such resource; do not add a second. Elsewhere enable them once, in the management account:",
		"#   aws organizations list-roots",
		"#   aws organizations enable-policy-type --policy-type " + scpType + " --root-id r-...",
	}
	lines = append(lines, o.partitionSource()...)
	lines = append(lines, "")
	lines = append(lines, hclBlock(`variable "require_mfa_target"`, hclAttributes(
		hclAttribute{"description", hclOne("Where MFA is required: an account (12 digits), an organizational unit (ou-...) or the root (r-...)")},
		hclAttribute{"type", hclLines{"string"}},
	))...)
	lines = append(lines, "")
	lines = append(lines, hclBlock(`resource "aws_organizations_policy" `+hclLabel, policy)...)
	lines = append(lines, "")
	return append(lines, hclBlock(`resource "aws_organizations_policy_attachment" `+hclLabel, hclAttributes(
		hclAttribute{"policy_id", hclLines{"aws_organizations_policy.require_mfa.id"}},
		hclAttribute{"target_id", hclLines{"var.require_mfa_target"}},
	))...)
}

// jsonencode makes the text of the document where it is used.
func (o RenderOptions) jsonencode(d Document) hclLines {
	lines := hclValue(d.tree(), o.hclText(hclString))
	lines[0] = "jsonencode(" + lines[0]
	lines[len(lines)-1] += ")"
	return lines
}

// partitionSource is where the partition is looked up.
func (o RenderOptions) partitionSource() hclLines {
	if o.Partition != "" {
		return nil
	}
	return hclLines{"", `data "aws_partition" "current" {}`}
}

// hclText writes a string of the document, with the partition looked up.
func (o RenderOptions) hclText(write func(string) string) func(string) string {
	return func(s string) string {
		rest, lookUp := o.afterPartition(s)
		if !lookUp {
			return write(s)
		}
		return `"arn:${data.aws_partition.current.partition}:` + strings.TrimPrefix(write(rest), `"`)
	}
}
