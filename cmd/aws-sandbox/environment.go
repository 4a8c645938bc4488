package main

import (
	"slices"
	"strings"
)

// The variables with which the other commands find the sandbox.
const (
	seedVariable     = "MFA_SANDBOX_SEED"
	serialVariable   = "MFA_SANDBOX_SERIAL"
	endpointVariable = "AWS_ENDPOINT_URL"
	pidVariable      = "MFA_SANDBOX_PID" // of the server, where it is not the parent: to end it
)

const region = "us-east-1"

// variable is one line of an environment.
type variable struct{ name, value string }

// environment is what makes a program use the sandbox. The region has two names because the AWS
// CLI v1 and boto3 know only the second.
func (b *sandbox) environment() []variable {
	return []variable{
		{endpointVariable, b.server.URL()},
		{"AWS_ACCESS_KEY_ID", b.user.AccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", b.user.SecretAccessKey},
		{"AWS_REGION", region},
		{"AWS_DEFAULT_REGION", region},
		{serialVariable, b.device.SerialNumber},
		{seedVariable, b.device.Seed},
	}
}

// shellLines can be evaluated by any POSIX shell. No value has a quote in it.
func shellLines(variables []variable) string {
	var b strings.Builder
	for _, v := range variables {
		b.WriteString("export " + v.name + "='" + v.value + "'\n")
	}
	return b.String()
}

// otherIdentities are variables that would lead a program away from the sandbox: to another
// identity, endpoint or device.
var otherIdentities = []string{
	"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION",
	"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_IAM", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_CA_BUNDLE",
	"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_MFA_SERIAL",
	"MFA_SESSION_LOADED", "MFA_SESSION_PROFILE", "MFA_SESSION_REGION", "MFA_SESSION_SERIAL",
}

// childEnvironment is the caller's with the sandbox in it and no other identity.
func childEnvironment(callers []string, variables []variable) []string {
	var child []string
	for _, pair := range callers {
		name, _, _ := strings.Cut(pair, "=")
		ours := slices.ContainsFunc(variables, func(v variable) bool { return v.name == name })
		if !ours && !slices.Contains(otherIdentities, name) {
			child = append(child, pair)
		}
	}
	for _, v := range variables {
		child = append(child, v.name+"="+v.value)
	}
	return child
}
