package profile

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/secret"
)

const (
	acmeKeys  = "aws_access_key_id = AKIAEXAMPLEACME\naws_secret_access_key = secretEXAMPLE/acme\n"
	otherKeys = "aws_access_key_id = AKIAEXAMPLEOTHER\naws_secret_access_key = secretEXAMPLE/other\n"
	ours      = "credential_process = /usr/local/bin/mfa-session credential-process --profile "
)

// plain is Keys with a type that prints, for comparing.
type plain Keys

func unredacted(k *Keys) *plain { return (*plain)(k) }

func TestReadFindsKeysAndSettings(t *testing.T) {
	f := pair{
		config: `[profile acme]
region = eu-west-1
mfa_serial = arn:aws:iam::123456789012:mfa/alice
mfa_process = ykman oath accounts code --single aws
endpoint_url = http://127.0.0.1:1
ca_bundle = /etc/ca.pem
use_fips_endpoint = TRUE
use_dualstack_endpoint = no
services = local
[services local]
sts =
  # the fake
  endpoint_url = http://127.0.0.1:2
iam =
  endpoint_url = http://127.0.0.1:3
`,
		credentials: "[default]\n" + otherKeys + "\n[acme]\n" + acmeKeys,
	}.write(t)
	yes, no := true, false
	want := Profile{
		Name: "acme", Source: "acme",
		MFASerial: "arn:aws:iam::123456789012:mfa/alice", MFAProcess: "ykman oath accounts code --single aws",
		Region: "eu-west-1", ExportRegion: "eu-west-1",
		Network: Network{
			EndpointURL: "http://127.0.0.1:1", STSEndpointURL: "http://127.0.0.1:2", IAMEndpointURL: "http://127.0.0.1:3",
			CABundle: "/etc/ca.pem", UseFIPS: &yes, UseDualStack: &no,
		},
	}
	got, err := Read(f, "acme")
	if err != nil {
		t.Fatal(err)
	}
	keys := unredacted(got.Keys)
	got.Keys = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	wantKeys := &plain{AccessKeyID: "AKIAEXAMPLEACME", SecretAccessKey: secret.New("secretEXAMPLE/acme"), File: f.CredentialsPath, Line: 6}
	if diff := cmp.Diff(wantKeys, keys); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if settings, err := Settings(f, "acme"); err != nil || cmp.Diff(want, settings) != "" {
		t.Errorf("%v (-want +got)\n%s", err, cmp.Diff(want, settings))
	}
}

func TestReadTakesTheProfilesOwnKeysFirst(t *testing.T) {
	for _, c := range []struct {
		name, config, credentials, want string
	}{
		{"TheCredentialsFileBeforeTheConfigFile", "[profile acme]\n" + otherKeys, "[acme]\n" + acmeKeys, "AKIAEXAMPLEACME"},
		{"TheConfigFileAlone", "[profile acme]\n" + acmeKeys, "", "AKIAEXAMPLEACME"},
		{"TheConfigFileWhereTheCredentialsFileHasOtherThings", "[profile acme]\n" + acmeKeys, "[acme]\nregion = eu-west-1\n", "AKIAEXAMPLEACME"},
		{"BeforeAnAlias", "[profile acme]\n" + ours + "other\n", "[acme]\n" + acmeKeys + "[other]\n" + otherKeys, "AKIAEXAMPLEACME"},
		{"InTheConfigFileBeforeAnAlias", "[profile acme]\n" + acmeKeys + ours + "other\n", "[other]\n" + otherKeys, "AKIAEXAMPLEACME"},
		{"BeforeAForeignProcess", "[profile acme]\ncredential_process = vault\n", "[acme]\n" + acmeKeys, "AKIAEXAMPLEACME"},
		{"BeforeARole", "[profile acme]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = acme\n", "[acme]\n" + acmeKeys, "AKIAEXAMPLEACME"},
		{"BeforeIdentityCenter", "[profile acme]\nsso_session = s\nsso_account_id = 1\n", "[acme]\n" + acmeKeys, "AKIAEXAMPLEACME"},
		{"WithAnEmptySessionToken", "", "[acme]\n" + acmeKeys + "aws_session_token =\n", "AKIAEXAMPLEACME"},
		{"InheritedFromDEFAULT", "[profile acme]\n", "[DEFAULT]\n" + acmeKeys + "[acme]\n", "AKIAEXAMPLEACME"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Read(pair{config: c.config, credentials: c.credentials}.write(t), "acme")
			if err != nil {
				t.Fatal(err)
			}
			if p.Keys.AccessKeyID != c.want || p.Source != "acme" {
				t.Errorf("keys %s of %s", p.Keys.AccessKeyID, p.Source)
			}
		})
	}
}

func TestReadFollowsAliases(t *testing.T) {
	f := pair{
		config: "[profile acme]\nregion = eu-west-1\nmfa_serial = outer\nendpoint_url = http://outer\n" + ours + "middle\n" +
			"[profile middle]\nregion = eu-west-2\n" + ours + "acme-keys\n" +
			"[profile acme-keys]\nregion = eu-west-3\nmfa_serial = inner\nendpoint_url = http://inner\n" +
			"[profile bare]\n" + ours + "acme-keys\n",
		credentials: "[acme-keys]\n" + acmeKeys,
	}.write(t)
	got, err := Read(f, "acme")
	if err != nil {
		t.Fatal(err)
	}
	got.Keys = nil
	want := Profile{
		Name: "acme", Source: "acme-keys", MFASerial: "inner", Region: "eu-west-3", ExportRegion: "eu-west-1",
		Network: Network{EndpointURL: "http://inner"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	bare, err := Read(f, "bare")
	if err != nil || bare.ExportRegion != "" || bare.Region != "eu-west-3" {
		t.Errorf("an alias without a region: %+v, %v", bare, err)
	}
	settings, err := Settings(f, "acme")
	if err != nil || settings.Region != "eu-west-1" || settings.Network.EndpointURL != "http://outer" || settings.Keys != nil {
		t.Errorf("Settings followed the alias: %+v, %v", settings, err)
	}
}

func TestReadTellsAliasesThatReachNoKeys(t *testing.T) {
	long := ""
	for i := range 40 {
		long += "[profile a" + strings.Repeat("x", i) + "]\n" + ours + "a" + strings.Repeat("x", i+1) + "\n"
	}
	for _, c := range []struct {
		name, config, asked string
		want                []string
	}{
		{"ItselfOnly", "[profile a]\n" + ours + "a\n", "a", []string{"a", "a"}},
		{"TwoOfThem", "[profile a]\n" + ours + "b\n[profile b]\n" + ours + "a\n", "a", []string{"a", "b", "a"}},
		{"ALoopFurtherOn", "[profile a]\n" + ours + "b\n[profile b]\n" + ours + "c\n[profile c]\n" + ours + "b\n", "a", []string{"a", "b", "c", "b"}},
		{"Default", "[default]\n" + ours + "default\n", "default", []string{"default", "default"}},
		{"NoEndInSight", long, "a", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(pair{config: c.config}.write(t), c.asked)
			var loop *LoopError
			if !errors.As(err, &loop) {
				t.Fatalf("got %v", err)
			}
			if c.want != nil && !cmp.Equal(c.want, loop.Names) || len(loop.Names) > maxNames+1 {
				t.Errorf("got %q, want %q", loop.Names, c.want)
			}
		})
	}
}

func TestReadRefusesTemporaryKeys(t *testing.T) {
	temporary := "aws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = secretEXAMPLE\n"
	for name, section := range map[string]string{
		"ASessionToken":         acmeKeys + "aws_session_token = tokenEXAMPLE\n",
		"ASecurityToken":        acmeKeys + "aws_security_token = tokenEXAMPLE\n",
		"AnIDOfASession":        temporary,
		"ATokenOfSeveralLines":  acmeKeys + "aws_session_token = token\n  EXAMPLE\n",
		"ATokenBesideAnAlias":   temporary + ours + "other\n",
		"ATokenThatIsInherited": acmeKeys + "[DEFAULT]\naws_session_token = tokenEXAMPLE\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := pair{credentials: "[acme]\n" + section + "[other]\n" + otherKeys}.write(t)
			_, err := Read(f, "acme")
			want := &TemporaryKeysError{Profile: "acme", File: f.CredentialsPath, Line: 2}
			var got *TemporaryKeysError
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	t.Run("NotForATokenInTheOtherFile", func(t *testing.T) {
		f := pair{config: "[profile acme]\naws_session_token = tokenEXAMPLE\n", credentials: "[acme]\n" + acmeKeys}.write(t)
		if _, err := Read(f, "acme"); err != nil {
			t.Error(err)
		}
	})
}

func TestReadTellsWhatAnUnknownProfileMayBe(t *testing.T) {
	f := pair{
		config:      "[profile acme-prod]\n[profile acme-dev]\n[profile Acme]\n[profile a-lias]\n" + ours + "acmee\n",
		credentials: "[acne]\n[zebra]\n[acme-test]\n",
	}.write(t)
	want := &UnknownProfileError{Name: "acme", Similar: []string{"Acme", "acne", "acme-prod"}, Files: f, ConfigExists: true, CredentialsExists: true}
	all := []string{"acme-prod", "acme-dev", "Acme", "a-lias", "acne", "zebra", "acme-test"}
	check := func(f Files, name string, want *UnknownProfileError) {
		t.Helper()
		want.Names = all
		_, err := Read(f, name)
		var got *UnknownProfileError
		if !errors.As(err, &got) {
			t.Fatalf("got %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	check(f, "acme", want)
	check(f, "a-lias", &UnknownProfileError{
		Name: "acmee", Via: "a-lias", Similar: []string{"Acme", "acne"}, Files: f, ConfigExists: true, CredentialsExists: true,
	})
	check(f, "default", &UnknownProfileError{Name: "default", Files: f, ConfigExists: true, CredentialsExists: true})
	check(f, "", &UnknownProfileError{Files: f, ConfigExists: true, CredentialsExists: true})
	check(f, strings.Repeat("a", 1<<20), &UnknownProfileError{Name: strings.Repeat("a", 1<<20), Files: f, ConfigExists: true, CredentialsExists: true})
	if err := os.Remove(f.ConfigPath); err != nil {
		t.Fatal(err)
	}
	all = all[4:]
	check(f, "zebr", &UnknownProfileError{Name: "zebr", Similar: []string{"zebra"}, Files: f, CredentialsExists: true})
	all = nil
	check(Files{}, "default", &UnknownProfileError{Name: "default"})

	for _, name := range []string{"nobody", ""} {
		got, err := Settings(f, name)
		if diff := cmp.Diff(Profile{Name: name, Source: name}, got); diff != "" || err != nil {
			t.Errorf("settings of %q: %v\n%s", name, err, diff)
		}
	}
}
