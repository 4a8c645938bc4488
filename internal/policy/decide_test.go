package policy

import (
	"slices"
	"testing"
)

const (
	alice   = "arn:aws:iam::111122223333:user/alice"
	bob     = "arn:aws:iam::111122223333:user/bob"
	carolIn = "arn:aws:iam::111122223333:user/dept/carol"
)

const enforce = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Allow", "Action": ["iam:EnableMFADevice", "iam:ListMFADevices"],
	 "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]},
	{"Effect": "Deny", "NotAction": ["iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"], "Resource": "*",
	 "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}},
	{"Effect": "Deny", "Action": "iam:EnableMFADevice", "NotResource": "arn:aws:iam::*:user/${aws:username}",
	 "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}`

const allowAll = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`

func document(t *testing.T, text string) Document {
	t.Helper()
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// asUser is the context of a user with a key alone (mfa empty), or with a session of that state.
func asUser(user, mfa string) Context {
	keys := map[string][]string{"aws:username": {user}}
	if mfa != "" {
		keys["aws:MultiFactorAuthPresent"] = []string{mfa}
	}
	return Context{Keys: keys}
}

func TestAPolicyThatEnforcesMFADecides(t *testing.T) {
	for _, c := range []struct {
		name             string
		policies         []string
		action, resource string
		context          Context
		want             Outcome
	}{
		{"own devices, key alone", []string{enforce}, "iam:ListMFADevices", alice, asUser("alice", ""), Allowed},
		{"in any case of letters", []string{enforce}, "IAM:listmfadevices", alice, asUser("alice", ""), Allowed},
		{"another's devices", []string{enforce}, "iam:ListMFADevices", bob, asUser("alice", ""), NotAllowed},
		{"a user with a path", []string{enforce}, "iam:ListMFADevices", carolIn, asUser("carol", ""), Allowed},
		{"all else, key alone", []string{enforce, allowAll}, "s3:ListBucket", "arn:aws:s3:::b", asUser("alice", ""), ExplicitlyDenied},
		{"all else, without MFA", []string{enforce, allowAll}, "s3:ListBucket", "arn:aws:s3:::b", asUser("alice", "false"), ExplicitlyDenied},
		{"all else, with MFA", []string{enforce, allowAll}, "s3:ListBucket", "arn:aws:s3:::b", asUser("alice", "true"), Allowed},
		{"enrolling for another", []string{allowAll, enforce}, "iam:EnableMFADevice", bob, asUser("alice", ""), ExplicitlyDenied},
		{"a role has no user name", []string{allowAll, enforce}, "iam:EnableMFADevice", bob, Context{}, CannotTell},
		{"GetSessionToken", []string{}, "sts:GetSessionToken", "*", asUser("alice", ""), Allowed},
		{
			"MFA not known",
			[]string{enforce, allowAll},
			"s3:ListBucket", "arn:aws:s3:::b",
			Context{Open: true, Keys: map[string][]string{"aws:username": {"alice"}}},
			CannotTell,
		},
		{
			"MFA not known and nothing allows it",
			[]string{enforce},
			"s3:ListBucket", "arn:aws:s3:::b",
			Context{Open: true, Keys: map[string][]string{"aws:username": {"alice"}}},
			NotAllowed,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Policies
			for _, text := range c.policies {
				p.Identity = append(p.Identity, document(t, text))
			}
			got := p.Decide(Request{Action: c.action, Resource: c.resource, Context: c.context})
			if got.Outcome != c.want {
				t.Errorf("it is %v by %+v, open %v; want %v", got.Outcome, got.Statement, got.Open, c.want)
			}
		})
	}
}

func TestEveryLayerMustAllow(t *testing.T) {
	all, nothing := document(t, allowAll), document(t, `{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}`)
	r := Request{Action: "ec2:RunInstances", Resource: "*"}
	for _, c := range []struct {
		name  string
		p     Policies
		want  Outcome
		layer Layer
	}{
		{"identity alone", Policies{Identity: []Document{all}}, Allowed, IdentityLayer},
		{"no boundary allows", Policies{Identity: []Document{all}, Boundary: &nothing}, NotAllowed, BoundaryLayer},
		{"each level", Policies{Identity: []Document{all}, SCPs: [][]Document{{all}, {nothing}}}, NotAllowed, SCPLayer},
		{"one of a level", Policies{Identity: []Document{all}, SCPs: [][]Document{{all}, {nothing, all}}}, Allowed, IdentityLayer},
		{"identity too", Policies{Identity: []Document{nothing}, SCPs: [][]Document{{all}}}, NotAllowed, IdentityLayer},
	} {
		if got := c.p.Decide(r); got.Outcome != c.want || got.Layer != c.layer {
			t.Errorf("%s: %v by the %s, want %v by the %s", c.name, got.Outcome, got.Layer, c.want, c.layer)
		}
	}
}

func TestWhatIsNotKnownIsNamed(t *testing.T) {
	p := Policies{Identity: []Document{document(t, `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
		"Condition": {"StringAlmostEquals": {"aws:x": "y"}}}}`)}}
	got := p.Decide(Request{Action: "s3:GetObject", Resource: "*"})
	if got.Outcome != CannotTell || !slices.Contains(got.Open, "the operator StringAlmostEquals") {
		t.Errorf("%v, open %q", got.Outcome, got.Open)
	}
}

func TestVariablesNeedTheCurrentVersion(t *testing.T) {
	p := Policies{Identity: []Document{document(t, `{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:user/${aws:username}"}}`)}}
	if got := p.Decide(Request{Action: "iam:GetUser", Resource: alice, Context: asUser("alice", "")}); got.Outcome != NotAllowed {
		t.Errorf("with a variable in the old version it is %v", got.Outcome)
	}
}
