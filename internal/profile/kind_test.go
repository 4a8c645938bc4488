package profile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadTellsWhereOtherCredentialsComeFrom(t *testing.T) {
	const role = "role_arn = arn:aws:iam::123456789012:role/r\n"
	for _, c := range []struct {
		name, config string
		want         NotLongTermError
	}{
		{"Nothing", "", NotLongTermError{Kind: NoKeys}},
		{"OtherSettingsOnly", "region = eu-west-1\n", NotLongTermError{Kind: NoKeys}},
		{"ASourceProfileWithoutARole", "source_profile = keys\n", NotLongTermError{Kind: NoKeys, SourceProfile: "keys"}},
		{"ARoleFedByKeysInTheFile", role + "source_profile = keys\n", NotLongTermError{Kind: Role, SourceProfile: "keys"}},
		{"ARoleFedByUs", role + "source_profile = fed\n", NotLongTermError{Kind: Role, SourceProfile: "fed", FedByUs: true}},
		{"ARoleFedByUsWithKeysElsewhere", role + "source_profile = self\n", NotLongTermError{Kind: Role, SourceProfile: "self", FedByUs: true}},
		{"ARoleFedByARole", role + "source_profile = admin\n", NotLongTermError{Kind: Role, SourceProfile: "fed", FedByUs: true}},
		{"ARoleWhoseSourceHasKeysBesideUs", role + "source_profile = bypassed\n", NotLongTermError{Kind: Role, SourceProfile: "bypassed"}},
		{"ARoleOfIdentityCenter", role + "source_profile = center\n", NotLongTermError{Kind: Role, SourceProfile: "center"}},
		{"ARoleOfNobody", role + "source_profile = nobody\n", NotLongTermError{Kind: Role}},
		{"ARoleWithoutASource", role, NotLongTermError{Kind: Role}},
		{"ARoleOfItself", role + "source_profile = acme\n", NotLongTermError{Kind: Role}},
		{"ARoleBesideAnAlias", role + "source_profile = fed\n" + ours + "keys\n", NotLongTermError{Kind: Role, SourceProfile: "fed", FedByUs: true}},
		{"ARoleOfTheMachine", role + "credential_source = Ec2InstanceMetadata\n", NotLongTermError{Kind: CredentialSource}},
		{"TheMachine", "credential_source = Environment\n", NotLongTermError{Kind: CredentialSource}},
		{"WebIdentity", role + "web_identity_token_file = /t\n", NotLongTermError{Kind: WebIdentity}},
		{"IdentityCenter", "sso_session = s\nsso_account_id = 1\nsso_role_name = r\n", NotLongTermError{Kind: SSO}},
		{"IdentityCenterAsItWas", "sso_start_url = https://example.com\n", NotLongTermError{Kind: SSO}},
		{"IdentityCenterBesideAnAlias", "sso_account_id = 1\n" + ours + "keys\n", NotLongTermError{Kind: SSO}},
		{"Login", "login_session = arn:aws:iam::123456789012:user/a\n", NotLongTermError{Kind: Login}},
		{"AnotherProgram", "credential_process = aws-vault exec acme\n", NotLongTermError{Kind: Process}},
		{"UsWithAnotherOption", ours + "keys --region eu-west-1\n", NotLongTermError{Kind: Process, SourceProfile: "keys"}},
		{"UsWithoutAProfile", "credential_process = mfa-session credential-process\n", NotLongTermError{Kind: Process}},
		{"UsInAShell", "credential_process = sh -c 'mfa-session credential-process --profile keys'\n", NotLongTermError{Kind: Process}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := pair{
				config: "[profile acme]\n" + c.config +
					"[profile admin]\n" + role + "source_profile = fed\n" +
					"[profile fed]\n" + ours + "keys\n" +
					"[profile self]\n" + ours + "self\n" +
					"[profile bypassed]\n" + ours + "keys\n" +
					"[profile center]\nsso_session = s\n",
				credentials: "[keys]\n" + acmeKeys + "[bypassed]\n" + acmeKeys,
			}.write(t)
			_, err := Read(f, "acme")
			var got *NotLongTermError
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			c.want.Profile = "acme"
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAnAliasCountsBesideWhatGivesNoCredentials(t *testing.T) {
	for name, also := range map[string]string{
		"ASourceProfile":   "source_profile = other\n",
		"ASessionName":     "sso_session = s\n",
		"AMachine":         "credential_source = Environment\n",
		"AnEmptyRole":      "role_arn =\n",
		"ADeviceAndRegion": "mfa_serial = x\nregion = eu-west-1\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := pair{config: "[profile acme]\n" + also + ours + "keys\n", credentials: "[keys]\n" + acmeKeys}.write(t)
			if p, err := Read(f, "acme"); err != nil || p.Source != "keys" {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}
