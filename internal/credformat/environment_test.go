package credformat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

// example is a session as STS issues one: "+", "/" and "=" stand in the secret and the token.
func example() aws.Credentials {
	return aws.Credentials{
		AccessKeyID:     "ASIAEXAMPLE000000001",
		SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		SessionToken:    "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVz+LWVhc3QtMSJ=",
		CanExpire:       true,
		Expires:         time.Date(2026, 11, 22, 15, 4, 5, 999, time.FixedZone("", 3600)),
	}
}

func environ(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

// pairs makes variables comparable with their values, which print redacted.
func pairs(variables []Variable) []string {
	var list []string
	for _, v := range variables {
		list = append(list, v.Name+" "+v.Value)
	}
	return list
}

func keysAnd(more ...string) []string {
	c := example()
	return append([]string{
		"AWS_ACCESS_KEY_ID " + c.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY " + c.SecretAccessKey,
		"AWS_SESSION_TOKEN " + c.SessionToken,
		"AWS_CREDENTIAL_EXPIRATION 2026-11-22T14:04:05Z",
	}, more...)
}

func TestLoad(t *testing.T) {
	regions := []string{"AWS_REGION eu-west-1", "AWS_DEFAULT_REGION eu-west-1", "MFA_SESSION_REGION eu-west-1"}
	others := []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"}
	tests := []struct {
		name   string
		region string
		env    map[string]string
		set    []string // after the keys and before the mark
		unset  []string // after the others
	}{
		{"a region is exported where the environment has none", "eu-west-1", nil, regions, nil},
		{"no region is exported where the profile has none", "", nil, nil, nil},
		{"a region of the environment's own is respected", "eu-west-1", map[string]string{"AWS_REGION": "us-west-2"}, nil, nil},
		{"so is a default region", "eu-west-1", map[string]string{"AWS_DEFAULT_REGION": "us-west-2"}, nil, nil},
		{
			"a region that was loaded is replaced", "eu-west-1",
			map[string]string{"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-2", "MFA_SESSION_REGION": "us-west-2"},
			regions, nil,
		},
		{
			"a region that was loaded is unset where the profile has none", "",
			map[string]string{"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-2", "MFA_SESSION_REGION": "us-west-2"},
			nil,
			[]string{"AWS_REGION", "AWS_DEFAULT_REGION", "MFA_SESSION_REGION"},
		},
		{
			"an own region set after a load stays and what is left of the load goes", "eu-west-1",
			map[string]string{"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "ca-central-1", "MFA_SESSION_REGION": "ca-central-1"},
			nil,
			[]string{"AWS_DEFAULT_REGION", "MFA_SESSION_REGION"},
		},
		{"an empty region in the environment is none", "eu-west-1", map[string]string{"AWS_REGION": ""}, regions, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env := Load(Loaded{Credentials: example(), Profile: "work", Region: test.region, Getenv: environ(test.env)})
			if diff := cmp.Diff(append(keysAnd(test.set...), "MFA_SESSION_LOADED work"), pairs(env.Set)); diff != "" {
				t.Errorf("set (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append(others[:3:3], test.unset...), env.Unset); diff != "" {
				t.Errorf("unset (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUndo(t *testing.T) {
	loaded := func(changes ...string) map[string]string {
		variables := map[string]string{
			"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY": "secretEXAMPLE", "AWS_SESSION_TOKEN": "tokenEXAMPLE",
			"AWS_CREDENTIAL_EXPIRATION": "2026-11-22T14:04:05Z", "MFA_SESSION_LOADED": "work",
		}
		for i := 0; i < len(changes); i += 2 {
			variables[changes[i]] = changes[i+1]
		}
		return variables
	}
	keys := []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
	tests := []struct {
		name string
		env  map[string]string
		want []string
	}{
		{"nothing was loaded", map[string]string{"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000001", "AWS_SESSION_TOKEN": "tokenEXAMPLE"}, nil},
		{"the mark is empty", map[string]string{"MFA_SESSION_LOADED": "", "MFA_SESSION_REGION": "eu-west-1"}, nil},
		{"a session was loaded", loaded(), append(keys[:3:3], "AWS_CREDENTIAL_EXPIRATION", "MFA_SESSION_LOADED")},
		{
			"a region was loaded",
			loaded("MFA_SESSION_REGION", "eu-west-1", "AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1"),
			append(keys[:3:3], "AWS_CREDENTIAL_EXPIRATION", "AWS_REGION", "AWS_DEFAULT_REGION", "MFA_SESSION_REGION", "MFA_SESSION_LOADED"),
		},
		{
			"the region was changed since",
			loaded("MFA_SESSION_REGION", "eu-west-1", "AWS_REGION", "us-west-2", "AWS_DEFAULT_REGION", "eu-west-1"),
			append(keys[:3:3], "AWS_CREDENTIAL_EXPIRATION", "AWS_DEFAULT_REGION", "MFA_SESSION_REGION", "MFA_SESSION_LOADED"),
		},
		{
			"long-term keys were set since, and the session token stayed",
			loaded("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE000000001"),
			[]string{"AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "MFA_SESSION_LOADED"},
		},
		{
			"keys of an emulator were set since",
			loaded("AWS_ACCESS_KEY_ID", "testing"),
			[]string{"AWS_CREDENTIAL_EXPIRATION", "MFA_SESSION_LOADED"},
		},
		{
			"the session token was taken away",
			loaded("AWS_SESSION_TOKEN", ""),
			[]string{"AWS_CREDENTIAL_EXPIRATION", "MFA_SESSION_LOADED"},
		},
		{
			"the access key was taken away",
			loaded("AWS_ACCESS_KEY_ID", ""),
			append(keys[:3:3], "AWS_CREDENTIAL_EXPIRATION", "MFA_SESSION_LOADED"),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(Environment{Unset: test.want}, Undo(environ(test.env))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEffectiveRegion(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		want string
	}{
		{"none", nil, ""},
		{"the region comes before the default region", map[string]string{"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, "a"},
		{"the default region alone", map[string]string{"AWS_DEFAULT_REGION": "b"}, "b"},
		{"a loaded one does not count", map[string]string{"AWS_REGION": "a", "AWS_DEFAULT_REGION": "a", "MFA_SESSION_REGION": "a"}, ""},
		{"an own one behind a loaded one counts", map[string]string{"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b", "MFA_SESSION_REGION": "a"}, "b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := EffectiveRegion(environ(test.env)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSecretsPrintRedacted(t *testing.T) {
	l := Loaded{Credentials: example(), Profile: "work"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		text := fmt.Sprintf(format, l) + fmt.Sprintf(format, Load(l)) + fmt.Sprintf(format, Load(l).Set[1])
		if strings.Contains(text, "EXAMPLE") {
			t.Errorf("%s shows a value: %s", format, text)
		}
	}
}
