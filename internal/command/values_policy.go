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

func policyFormCandidates(*run) []candidate {
	var found []candidate
	for _, f := range policy.Forms() {
		found = append(found, candidate{string(f), policyFormTexts[f]})
	}
	return found
}

var policyProfileTexts = map[policy.Profile]string{
	policy.SelfService: "users manage their own credentials, with MFA: the default",
	policy.DeviceOnly:  "users enrol devices, nothing else",
	policy.DenyOnly:    "what other policies allow needs MFA",
	policy.SCP:         "the same for an organization's accounts",
}

func policyProfileCandidates(*run) []candidate {
	var found []candidate
	for _, p := range policy.Profiles() {
		found = append(found, candidate{string(p), policyProfileTexts[p]})
	}
	return found
}
