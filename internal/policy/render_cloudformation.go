package policy

import "strings"

// The types of policies of AWS Organizations that are of interest here.
const scpType = "SERVICE_CONTROL_POLICY"

// cloudFormation is a template in YAML.
func (o RenderOptions) cloudFormation(d Document) string {
	template := pairs{{"AWSTemplateFormatVersion", "2010-09-09"}, {"Description", description}}
	head := []string{"It makes IAM resources with names of their own: deploy it with --capabilities CAPABILITY_NAMED_IAM."}
	if o.Profile == SCP {
		head = []string{
			"Service control policies have to be enabled in the organization, and FullAWSAccess has to stay attached. Once, in the",
			"management account, where this is deployed too:",
			"  aws organizations list-roots",
			"  aws organizations enable-policy-type --policy-type " + scpType + " --root-id r-...",
		}
		template = append(template, o.templateOfSCP(d)...)
	} else {
		template = append(template, pair{"Resources", o.templateOfGroup(d)})
	}
	var b strings.Builder
	for _, line := range append([]string{o.tellsHow()}, head...) {
		b.WriteString("# " + line + "\n")
	}
	writeYAML(&b, template, "")
	return b.String()
}

func reference(name string) pairs { return pairs{{"Ref", name}} }

func resource(kind string, properties ...pair) pairs {
	return pairs{{"Type", kind}, {"Properties", pairs(properties)}}
}

func (o RenderOptions) templateOfGroup(d Document) pairs {
	resources := pairs{
		{"Group", resource("AWS::IAM::Group", pair{"GroupName", o.Group})},
		{"Policy", resource(
			"AWS::IAM::ManagedPolicy",
			pair{"ManagedPolicyName", o.Name},
			pair{"Description", description},
			pair{"Groups", []any{reference("Group")}},
			pair{"PolicyDocument", o.substituted(d.tree())},
		)},
	}
	var users []any
	for _, m := range o.members() {
		users = append(users, m)
	}
	if users != nil {
		resources = append(resources, pair{"Members", resource(
			"AWS::IAM::UserToGroupAddition", pair{"GroupName", reference("Group")}, pair{"Users", users},
		)})
	}
	return resources
}

func (o RenderOptions) templateOfSCP(d Document) pairs {
	return pairs{
		{"Parameters", pairs{{"TargetIds", pairs{
			{"Type", "CommaDelimitedList"},
			{"Description", "Where MFA is required: accounts (12 digits), organizational units (ou-...) or the root (r-...)"},
		}}}},
		{"Resources", pairs{{"Policy", resource(
			"AWS::Organizations::Policy",
			pair{"Name", o.Name},
			pair{"Description", description},
			pair{"Type", scpType},
			pair{"TargetIds", reference("TargetIds")},
			pair{"Content", o.substituted(d.tree())},
		)}}},
	}
}

// substituted has Fn::Sub where the partition is looked up; there ${!…} is what stays ${…}. In a plain
// string nothing is replaced.
func (o RenderOptions) substituted(value any) any {
	switch v := value.(type) {
	case string:
		if rest, lookUp := o.afterPartition(v); lookUp {
			return pairs{{"Fn::Sub", "arn:${AWS::Partition}:" + strings.ReplaceAll(rest, "${", "${!")}}
		}
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = o.substituted(item)
		}
		return items
	case pairs:
		values := make(pairs, len(v))
		for i, p := range v {
			values[i] = pair{p.name, o.substituted(p.value)}
		}
		return values
	}
	return value
}
