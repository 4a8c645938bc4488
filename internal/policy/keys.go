package policy

import (
	"slices"
	"strings"
)

// globalKeys are the condition keys of all services (IAM User Guide, AWS global condition context keys), without
// their prefix.
const globalKeys = `
	AssumedRoot CalledVia CalledViaFirst CalledViaLast CalledViaAWSMCP ChatbotSourceArn CurrentTime Ec2InstanceSourceVpc
	Ec2InstanceSourcePrivateIPv4 EpochTime FederatedProvider MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount PrincipalArn
	PrincipalIsAWSService PrincipalOrgID PrincipalOrgPaths PrincipalServiceName PrincipalServiceNamesList PrincipalType Referer
	RequestedRegion ResourceAccount ResourceOrgID ResourceOrgPaths SecureTransport SourceAccount SourceArn SourceIdentity SourceIp
	SourceOrgID SourceOrgPaths SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent userid username ViaAWSService VpcSourceIp
	VpceAccount VpceOrgID VpceOrgPaths IsMcpServiceAction`

// tagPrefixes begin the keys of tags.
var tagPrefixes = []string{"principaltag/", "requesttag/", "resourcetag/"}

// iamKeys are those of IAM itself (Service Authorization Reference).
const iamKeys = `
	AssociatedResourceArn AWSServiceName DelegationDuration DelegationRequestOwner FIDO-FIPS-140-2-certification
	FIDO-FIPS-140-3-certification FIDO-certification NotificationChannel OrganizationsPolicyId PassedToService PermissionsBoundary PolicyARN
	RegisterSecurityKey ServiceSpecificCredentialAgeDays ServiceSpecificCredentialServiceName TemplateArn`

// isContextKey says whether there may be such a key. Of services other than IAM anything is taken.
func isContextKey(key string) bool {
	switch key {
	case "*", "?", "$":
		return true
	}
	prefix, name, found := strings.Cut(strings.ToLower(key), ":")
	if !found || prefix == "" || name == "" {
		return false
	}
	tagged := func(tags []string) bool {
		return slices.ContainsFunc(tags, func(p string) bool { return len(name) > len(p) && strings.HasPrefix(name, p) })
	}
	switch prefix {
	case "aws":
		return listed(globalKeys, name) || tagged(tagPrefixes)
	case "iam":
		return listed(iamKeys, name) || tagged([]string{"resourcetag/"})
	}
	return true
}

func listed(names, name string) bool {
	return slices.ContainsFunc(strings.Fields(names), func(n string) bool { return strings.EqualFold(n, name) })
}
