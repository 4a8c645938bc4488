package policy

import (
	"slices"
	"strings"
)

// typeOf tells the type of the policy in a resource of Terraform or CloudFormation, or in an answer of
// AWS Organizations.
func typeOf(n node) (Type, bool) {
	if summary, ok := n.member("PolicySummary"); ok {
		kind, _ := summary.member("Type")
		return ServiceControlPolicy, kind.text == "SERVICE_CONTROL_POLICY"
	}
	for _, name := range []string{"type", "Type"} {
		switch v, _ := n.member(name); v.text {
		case "aws_organizations_policy", "AWS::Organizations::Policy":
			return ServiceControlPolicy, true
		}
	}
	return "", false
}

// isAnswer says whether the path is that of the one document in an answer of AWS: get-policy-version,
// get-user-policy and get-group-policy of IAM, describe-policy of Organizations.
func isAnswer(path []string) bool {
	return slices.Contains([]string{"PolicyVersion.Document", "PolicyDocument", "Policy.Content"}, strings.Join(path, "."))
}

// start looks where the documents are that count: in a plan of Terraform those that are to be, and
// none that a data source has, as it stands again where it is used.
func (f *finder) start(root node) {
	if planned, ok := root.member("planned_values"); ok {
		f.look(planned, []string{"planned_values"}, "")
		return
	}
	f.look(root, nil, "")
}

// idle names the member of an object that holds no document in effect: what an answer of IAM has of
// versions other than the default, and a data source of Terraform. It is empty for other objects.
func (n node) idle() string {
	if mode, _ := n.member("mode"); mode.text == "data" {
		return "values"
	}
	if isDefault, _ := n.member("IsDefaultVersion"); isDefault.kind == boolean && isDefault.text == "false" {
		return "Document"
	}
	return ""
}
