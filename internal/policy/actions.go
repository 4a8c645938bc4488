package policy

import (
	"slices"
	"strings"
)

// The actions of IAM and STS that a policy can name: the operations of the API, and those without one
// (Service Authorization Reference, AWS Identity and Access Management, AWS Security Token Service).
const (
	iamNames = `
	AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
	AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
	CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile
	CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole
	CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey
	DeleteAccountAlias DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup DeleteGroupPolicy
	DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion DeleteRole
	DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey DeleteServerCertificate
	DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser
	DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy
	DetachUserPolicy DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
	DisableOutboundWebIdentityFederation EnableMFADevice EnableOrganizationsRootCredentialsManagement
	EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation GenerateCredentialReport
	GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed
	GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties GetAccountSummary GetCloudFrontPublicKey
	GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy GetCredentialReport GetDelegationRequest GetGroup
	GetGroupPolicy GetHumanReadableSummary GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider
	GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole GetRolePolicy
	GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails
	GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys
	ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies
	ListCloudFrontPublicKeys ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser
	ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags ListMFADevices
	ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures ListPolicies
	ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies ListRoleTags ListRoles
	ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates
	ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags ListUsers ListVirtualMFADevices
	PassRole PutAccountProperties PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary
	PutUserPolicy RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile
	RemoveUserFromGroup ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
	SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy
	TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate
	TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider
	UntagServerCertificate UntagUser UpdateAccessKey UpdateAccountPasswordPolicy UpdateAssumeRolePolicy
	UpdateCloudFrontPublicKey UpdateDelegationRequest UpdateGroup UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint
	UpdateRole UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate
	UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser UploadCloudFrontPublicKey UploadSSHPublicKey
	UploadServerCertificate UploadSigningCertificate`

	stsNames = `
	AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo
	GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetServiceBearerToken GetSessionToken GetWebIdentityToken
	SetContext SetSourceIdentity TagSession`
)

// catalogue are all of them by service, as they are written and as they are compared.
var catalogue = map[string][]action{"iam": actions("iam", iamNames), "sts": actions("sts", stsNames)}

type action struct{ name, folded string }

func actions(service, names string) []action {
	var list []action
	for _, name := range strings.Fields(names) {
		name = service + ":" + name
		list = append(list, action{name, strings.ToLower(name)})
	}
	return list
}

// knownActions are those of the service that an action names, nil for services that are not known.
func knownActions(name string) []action {
	service, _, _ := strings.Cut(strings.ToLower(name), ":")
	return catalogue[service]
}

// namedBy are the actions that a pattern names.
func namedBy(pattern string) []string {
	var names []string
	for _, a := range knownActions(pattern) {
		if matchesFolded(pattern, a.folded) {
			names = append(names, a.name)
		}
	}
	return names
}

// existsAction says whether an action, wildcards and all, names one that there is. Of services other
// than IAM and STS it is taken for granted.
func existsAction(name string) bool {
	known := knownActions(name)
	if known == nil {
		return name == "*" || strings.Contains(name, ":")
	}
	return slices.ContainsFunc(known, func(a action) bool { return matchesFolded(name, a.folded) })
}

// similarAction finds the action that was most likely meant: of the other service, or with a letter more or less.
func similarAction(action string) string {
	_, name, _ := strings.Cut(action, ":")
	best, least := "", 4
	for _, candidate := range slices.Concat(catalogue["iam"], catalogue["sts"]) {
		_, existing, _ := strings.Cut(candidate.folded, ":")
		if d := distance(strings.ToLower(name), existing); d < least {
			best, least = candidate.name, d
		}
	}
	return best
}

// distance is how many letters must be changed, added or removed (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// The actions whose type of resource the rules are about (Service Authorization Reference, AWS Identity and
// Access Management): those of a user, those of a device, and those that have none.
const (
	userActions = `iam:EnableMFADevice iam:DeactivateMFADevice iam:ResyncMFADevice iam:GetMFADevice iam:ListMFADevices
	iam:GetUser iam:ChangePassword iam:CreateLoginProfile iam:UpdateLoginProfile iam:DeleteLoginProfile iam:GetLoginProfile
	iam:CreateAccessKey iam:DeleteAccessKey iam:ListAccessKeys iam:UpdateAccessKey iam:GetAccessKeyLastUsed
	iam:DeleteSigningCertificate iam:ListSigningCertificates iam:UpdateSigningCertificate iam:UploadSigningCertificate
	iam:DeleteSSHPublicKey iam:GetSSHPublicKey iam:ListSSHPublicKeys iam:UpdateSSHPublicKey iam:UploadSSHPublicKey
	iam:CreateServiceSpecificCredential iam:DeleteServiceSpecificCredential iam:ListServiceSpecificCredentials
	iam:ResetServiceSpecificCredential iam:UpdateServiceSpecificCredential`
	deviceActions  = `iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice iam:TagMFADevice iam:UntagMFADevice iam:ListMFADeviceTags`
	accountActions = `iam:ListVirtualMFADevices iam:ListUsers iam:GetAccountPasswordPolicy iam:GetAccountSummary
	iam:ListAccountAliases sts:GetSessionToken sts:GetCallerIdentity`
)

// resourceTypes are the types that an action works on: "user", "mfa" and "sms-mfa", or one that no ARN
// has for the actions that need "*". It is empty where it is not known, and for a wildcard that stands
// for actions of several.
func resourceTypes(action string) []string {
	if types, ok := typesByAction[action]; ok {
		return types
	}
	if names := namedBy(action); len(names) == 1 {
		return typesByAction[names[0]]
	}
	return nil
}

var typesByAction = byAction(map[string][]string{userActions: {"user"}, deviceActions: {"mfa", "sms-mfa"}, accountActions: {"-"}})

func byAction(types map[string][]string) map[string][]string {
	all := map[string][]string{}
	for names, of := range types {
		for _, name := range strings.Fields(names) {
			all[name] = of
		}
	}
	return all
}
