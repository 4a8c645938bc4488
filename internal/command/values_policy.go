package command

import "github.com/mfa-session/mfa-session/internal/policy"

// policyFormTexts say what is in a form.
var policyFormTexts = map[policy.Form]string{
	policy.JSON:              "the policy alone",
	policy.Terraform:         "with its group and members, or its target",
	policy.TerraformDocument: "the policy alone, as a data source",
	policy.CloudFormation:    "a template with group and members, or targets",
	policy.CLI:               "a script that calls the AWS CLI",
}

func policyFormCandidates(*run) []candidate { return described(policy.Forms(), policyFormTexts) }

var policyProfileTexts = map[policy.Profile]string{
	policy.SelfService: "users manage their own credentials, with MFA: the default",
	policy.DeviceOnly:  "users enrol devices, nothing else",
	policy.DenyOnly:    "what other policies allow needs MFA",
	policy.SCP:         "the same for an organization's accounts",
}

func policyProfileCandidates(*run) []candidate {
	return described(policy.Profiles(), policyProfileTexts)
}
