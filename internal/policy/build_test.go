package policy

import (
	"slices"
	"testing"
	"time"
)

// everyOption yields all combinations that there are.
func everyOption(yield func(BuildOptions) bool) {
	for _, p := range Profiles() {
		for bits := range 1 << 5 {
			o := BuildOptions{Profile: p, FirstLogin: bits&1 != 0, NoKeyEnrolment: bits&2 != 0, AllowListUsers: bits&4 != 0}
			if bits&8 != 0 {
				o.MaxAge = 12 * time.Hour
			}
			if bits&16 != 0 {
				o.ExemptPath = "/machine/"
			}
			for _, o.Partition = range []string{"", "aws-cn", "aws-us-gov"} {
				if !yield(o) {
					return
				}
			}
		}
	}
}

func TestWhatIsBuiltHasNoErrorAndNoWarning(t *testing.T) {
	for o := range everyOption {
		d, err := Build(o)
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		for _, f := range LintJSON([]byte(d.JSON()), LintOptions{Type: o.Profile.Type(), Partition: o.Partition}).Findings {
			if f.Severity != Info {
				t.Errorf("%+v: %s: %s", o, f.Rule, f.Message)
			}
		}
	}
}

func TestInfosAreTrue(t *testing.T) {
	for _, c := range []struct {
		o    BuildOptions
		want []string
	}{
		{BuildOptions{Profile: SelfService}, []string{"first-key-enrolment"}},
		{BuildOptions{Profile: SelfService, NoKeyEnrolment: true}, nil},
		{BuildOptions{Profile: SelfService, FirstLogin: true}, []string{"exempt-change-password", "first-key-enrolment"}},
		{BuildOptions{Profile: DeviceOnly}, []string{"first-key-enrolment"}},
		{BuildOptions{Profile: DenyOnly}, []string{"exempt-without-allow"}},
		{BuildOptions{Profile: SCP}, nil},
	} {
		d, err := Build(c.o)
		if err != nil {
			t.Fatal(err)
		}
		if got := rulesOf(Lint(d, LintOptions{Type: c.o.Profile.Type()})); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
	}
}

func TestSizesLeaveRoom(t *testing.T) {
	for profile, most := range map[Profile]int{SelfService: 3000, DeviceOnly: 1700, DenyOnly: 750, SCP: 450} {
		d, err := Build(BuildOptions{Profile: profile})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(d.Compact()); n > most {
			t.Errorf("%s has %d characters, more than %d", profile, n, most)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for _, o := range []BuildOptions{
		{Profile: "all"},
		{Profile: DenyOnly, MaxAge: -time.Second},
		{Profile: DenyOnly, MaxAge: 37 * time.Hour},
		{Profile: DenyOnly, MaxAge: time.Millisecond},
		{Profile: DenyOnly, ExemptPath: "/"},
		{Profile: DenyOnly, ExemptPath: "machine"},
		{Profile: DenyOnly, ExemptPath: "/*/"},
		{Profile: DenyOnly, ExemptPath: "/a//b/"},
		{Profile: DenyOnly, Partition: "aws:cn"},
		{Profile: DenyOnly, Partition: "-"},
		{Profile: DenyOnly, Partition: "china"},
	} {
		if d, err := Build(o); err == nil {
			t.Errorf("%+v gave %s", o, d.JSON())
		}
	}
}

// Who may do what under each profile, where all else is allowed by another policy.
func TestWhatIsBuiltEnforcesMFA(t *testing.T) {
	all := document(t, allowAll)
	machine := map[string][]string{"aws:username": {"ci"}, "aws:PrincipalArn": {"arn:aws:iam::111122223333:user/machine/ci"}}
	role := map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::111122223333:role/service"}}
	for _, c := range []struct {
		who       string
		keys      map[string][]string
		action    string
		resource  string
		user, scp Outcome // under an identity policy and under an SCP
		aged      bool    // denied where the age of MFA is limited
	}{
		{"key alone", mfaKeys(keyAlone), "s3:ListAllMyBuckets", "*", ExplicitlyDenied, ExplicitlyDenied, false},
		{"session without MFA", mfaKeys(withoutMFA), "s3:ListAllMyBuckets", "*", ExplicitlyDenied, ExplicitlyDenied, false},
		{"session with MFA", mfaKeys(withMFA), "s3:ListAllMyBuckets", "*", Allowed, Allowed, false},
		{"session with old MFA", mfaKeys(withOldMFA), "s3:ListAllMyBuckets", "*", Allowed, Allowed, true},
		{"key alone, enrolling", mfaKeys(keyAlone), "iam:EnableMFADevice", alice, Allowed, Allowed, false},
		{"key alone, creating", mfaKeys(keyAlone), "iam:CreateVirtualMFADevice", "arn:aws:iam::111122223333:mfa/phone", Allowed, Allowed, false},
		{"key alone, taking away", mfaKeys(keyAlone), "iam:DeactivateMFADevice", alice, ExplicitlyDenied, ExplicitlyDenied, false},
		{"key alone, for another", mfaKeys(keyAlone), "iam:EnableMFADevice", bob, ExplicitlyDenied, Allowed, false},
		{"machine user", machine, "s3:ListAllMyBuckets", "*", Allowed, Allowed, false},
		{"role", role, "s3:ListAllMyBuckets", "*", ExplicitlyDenied, Allowed, false},
	} {
		for _, p := range Profiles() {
			for _, age := range []time.Duration{0, time.Hour} {
				d, err := Build(BuildOptions{Profile: p, MaxAge: age, ExemptPath: "/machine/"})
				if err != nil {
					t.Fatal(err)
				}
				policies, want := Policies{Identity: []Document{d, all}}, c.user
				if p == SCP {
					policies, want = Policies{Identity: []Document{all}, SCPs: [][]Document{{all, d}}}, c.scp
				}
				if age > 0 && c.aged {
					want = ExplicitlyDenied
				}
				got := policies.Decide(Request{Action: c.action, Resource: c.resource, Context: Context{Keys: c.keys}})
				if got.Outcome != want {
					t.Errorf("%s under %s, age %v: %v by the %s, want %v", c.who, p, age, got.Outcome, got.Layer, want)
				}
			}
		}
	}
}

// An administrator may enrol devices of others, but with MFA as recent as for all else.
func TestTheAgeOfMFACountsForOthersToo(t *testing.T) {
	all := document(t, allowAll)
	for age, want := range map[time.Duration]Outcome{0: Allowed, time.Hour: ExplicitlyDenied} {
		d, err := Build(BuildOptions{Profile: DenyOnly, MaxAge: age})
		if err != nil {
			t.Fatal(err)
		}
		p := Policies{Identity: []Document{d, all}}
		for resource, want := range map[string]Outcome{alice: Allowed, bob: want} {
			r := Request{Action: "iam:EnableMFADevice", Resource: resource, Context: Context{Keys: mfaKeys(withOldMFA)}}
			if got := p.Decide(r).Outcome; got != want {
				t.Errorf("age %v, %s: %v, want %v", age, resource, got, want)
			}
		}
	}
}

func mfaKeys(m mfaState) map[string][]string {
	keys := map[string][]string{"aws:username": {"alice"}, "aws:PrincipalArn": {alice}}
	addMFA(keys, m)
	return keys
}
