package policy

// The actions of IAM and STS that a policy can name: the operations of the API, and those without one
// (Service Authorization Reference, AWS Identity and Access Management, AWS Security Token Service).
var (
	iamActions = []string{
		"iam:AcceptDelegationRequest", "iam:AcquireRole", "iam:AddClientIDToOpenIDConnectProvider",
		"iam:AddRoleToInstanceProfile", "iam:AddUserToGroup", "iam:AssociateDelegationRequest", "iam:AttachGroupPolicy",
		"iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:ChangePassword", "iam:CreateAccessKey",
		"iam:CreateAccountAlias", "iam:CreateDelegationRequest", "iam:CreateGroup", "iam:CreateInstanceProfile",
		"iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider", "iam:CreatePolicy", "iam:CreatePolicyVersion",
		"iam:CreateRole", "iam:CreateSAMLProvider", "iam:CreateServiceLinkedRole", "iam:CreateServiceSpecificCredential",
		"iam:CreateUser", "iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice", "iam:DeleteAccessKey",
		"iam:DeleteAccountAlias", "iam:DeleteAccountPasswordPolicy", "iam:DeleteCloudFrontPublicKey", "iam:DeleteGroup",
		"iam:DeleteGroupPolicy", "iam:DeleteInstanceProfile", "iam:DeleteLoginProfile", "iam:DeleteOpenIDConnectProvider",
		"iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary",
		"iam:DeleteRolePolicy", "iam:DeleteSAMLProvider", "iam:DeleteSSHPublicKey", "iam:DeleteServerCertificate",
		"iam:DeleteServiceLinkedRole", "iam:DeleteServiceSpecificCredential", "iam:DeleteSigningCertificate",
		"iam:DeleteUser", "iam:DeleteUserPermissionsBoundary", "iam:DeleteUserPolicy", "iam:DeleteVirtualMFADevice",
		"iam:DetachGroupPolicy", "iam:DetachRolePolicy", "iam:DetachUserPolicy",
		"iam:DisableOrganizationsRootCredentialsManagement", "iam:DisableOrganizationsRootSessions",
		"iam:DisableOutboundWebIdentityFederation", "iam:EnableMFADevice",
		"iam:EnableOrganizationsRootCredentialsManagement", "iam:EnableOrganizationsRootSessions",
		"iam:EnableOutboundWebIdentityFederation", "iam:GenerateCredentialReport", "iam:GenerateOrganizationsAccessReport",
		"iam:GenerateServiceLastAccessedDetails", "iam:GetAccessKeyLastUsed", "iam:GetAccountAuthorizationDetails",
		"iam:GetAccountPasswordPolicy", "iam:GetAccountProperties", "iam:GetAccountSummary", "iam:GetCloudFrontPublicKey",
		"iam:GetContextKeysForCustomPolicy", "iam:GetContextKeysForPrincipalPolicy", "iam:GetCredentialReport",
		"iam:GetDelegationRequest", "iam:GetGroup", "iam:GetGroupPolicy", "iam:GetHumanReadableSummary",
		"iam:GetInstanceProfile", "iam:GetLoginProfile", "iam:GetMFADevice", "iam:GetOpenIDConnectProvider",
		"iam:GetOrganizationsAccessReport", "iam:GetOutboundWebIdentityFederationInfo", "iam:GetPolicy",
		"iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy", "iam:GetRoleTemplateVersion", "iam:GetSAMLProvider",
		"iam:GetSSHPublicKey", "iam:GetServerCertificate", "iam:GetServiceLastAccessedDetails",
		"iam:GetServiceLastAccessedDetailsWithEntities", "iam:GetServiceLinkedRoleDeletionStatus", "iam:GetUser",
		"iam:GetUserPolicy", "iam:ListAccessKeys", "iam:ListAccountAliases", "iam:ListAttachedGroupPolicies",
		"iam:ListAttachedRolePolicies", "iam:ListAttachedUserPolicies", "iam:ListCloudFrontPublicKeys",
		"iam:ListDelegationRequests", "iam:ListEntitiesForPolicy", "iam:ListGroupPolicies", "iam:ListGroups",
		"iam:ListGroupsForUser", "iam:ListInstanceProfileTags", "iam:ListInstanceProfiles",
		"iam:ListInstanceProfilesForRole", "iam:ListMFADeviceTags", "iam:ListMFADevices",
		"iam:ListOpenIDConnectProviderTags", "iam:ListOpenIDConnectProviders", "iam:ListOrganizationsFeatures",
		"iam:ListPolicies", "iam:ListPoliciesGrantingServiceAccess", "iam:ListPolicyTags", "iam:ListPolicyVersions",
		"iam:ListRolePolicies", "iam:ListRoleTags", "iam:ListRoles", "iam:ListSAMLProviderTags", "iam:ListSAMLProviders",
		"iam:ListSSHPublicKeys", "iam:ListServerCertificateTags", "iam:ListServerCertificates",
		"iam:ListServiceSpecificCredentials", "iam:ListSigningCertificates", "iam:ListUserPolicies", "iam:ListUserTags",
		"iam:ListUsers", "iam:ListVirtualMFADevices", "iam:PassRole", "iam:PutAccountProperties", "iam:PutGroupPolicy",
		"iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy",
		"iam:RejectDelegationRequest", "iam:RemoveClientIDFromOpenIDConnectProvider", "iam:RemoveRoleFromInstanceProfile",
		"iam:RemoveUserFromGroup", "iam:ResetServiceSpecificCredential", "iam:ResyncMFADevice", "iam:SendDelegationToken",
		"iam:SetDefaultPolicyVersion", "iam:SetSTSRegionalEndpointStatus", "iam:SetSecurityTokenServicePreferences",
		"iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy", "iam:TagInstanceProfile", "iam:TagMFADevice",
		"iam:TagOpenIDConnectProvider", "iam:TagPolicy", "iam:TagRole", "iam:TagSAMLProvider", "iam:TagServerCertificate",
		"iam:TagUser", "iam:UntagInstanceProfile", "iam:UntagMFADevice", "iam:UntagOpenIDConnectProvider", "iam:UntagPolicy",
		"iam:UntagRole", "iam:UntagSAMLProvider", "iam:UntagServerCertificate", "iam:UntagUser", "iam:UpdateAccessKey",
		"iam:UpdateAccountPasswordPolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateCloudFrontPublicKey",
		"iam:UpdateDelegationRequest", "iam:UpdateGroup", "iam:UpdateLoginProfile",
		"iam:UpdateOpenIDConnectProviderThumbprint", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:UpdateSAMLProvider",
		"iam:UpdateSSHPublicKey", "iam:UpdateServerCertificate", "iam:UpdateServiceSpecificCredential",
		"iam:UpdateSigningCertificate", "iam:UpdateUser", "iam:UploadCloudFrontPublicKey", "iam:UploadSSHPublicKey",
		"iam:UploadServerCertificate", "iam:UploadSigningCertificate",
	}

	stsActions = []string{
		"sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoot",
		"sts:DecodeAuthorizationMessage", "sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetDelegatedAccessToken",
		"sts:GetFederationToken", "sts:GetServiceBearerToken", "sts:GetSessionToken", "sts:GetWebIdentityToken",
		"sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession",
	}
)

// The actions whose type of resource the rules are about (the same): those of a user, those of a device,
// and those that have none.
var (
	userActions = []string{
		"iam:EnableMFADevice", "iam:DeactivateMFADevice", "iam:ResyncMFADevice", "iam:GetMFADevice", "iam:ListMFADevices",
		"iam:GetUser", "iam:ChangePassword", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeleteLoginProfile",
		"iam:GetLoginProfile", "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey",
		"iam:GetAccessKeyLastUsed", "iam:DeleteSigningCertificate", "iam:ListSigningCertificates",
		"iam:UpdateSigningCertificate", "iam:UploadSigningCertificate", "iam:DeleteSSHPublicKey", "iam:GetSSHPublicKey",
		"iam:ListSSHPublicKeys", "iam:UpdateSSHPublicKey", "iam:UploadSSHPublicKey", "iam:CreateServiceSpecificCredential",
		"iam:DeleteServiceSpecificCredential", "iam:ListServiceSpecificCredentials", "iam:ResetServiceSpecificCredential",
		"iam:UpdateServiceSpecificCredential",
	}

	deviceActions = []string{
		"iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:TagMFADevice", "iam:UntagMFADevice",
		"iam:ListMFADeviceTags",
	}

	accountActions = []string{
		"iam:ListVirtualMFADevices", "iam:ListUsers", "iam:GetAccountPasswordPolicy", "iam:GetAccountSummary",
		"iam:ListAccountAliases", "sts:GetSessionToken", "sts:GetCallerIdentity",
	}
)
