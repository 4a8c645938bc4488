package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Profile is a policy that this package can make.
type Profile string

// The profiles.
const (
	SelfService Profile = "self-service" // users manage their own credentials, with MFA
	DeviceOnly  Profile = "device-only"  // users enrol their devices, and nothing else
	DenyOnly    Profile = "deny-only"    // what other policies allow needs MFA
	SCP         Profile = "scp"          // the same for all users of an organization's accounts
)

// Profiles are all of them, the usual one first.
func Profiles() []Profile { return []Profile{SelfService, DeviceOnly, DenyOnly, SCP} }

// Type is the type of the policy.
func (p Profile) Type() Type {
	if p == SCP {
		return ServiceControlPolicy
	}
	return IdentityPolicy
}

// BuildOptions say what the policy is to be like. The zero value but for the profile is right for most.
type BuildOptions struct {
	Profile        Profile
	Partition      string        // empty: aws
	FirstLogin     bool          // passwords can be changed before MFA, as new users may have to
	NoKeyEnrolment bool          // a long-term access key alone enrols no device
	MaxAge         time.Duration // how old the MFA of a session may be; zero: as old as the session
	AllowListUsers bool          // the console shows its list of users
	ExemptPath     string        // users below this path need no MFA: "/machine/"; empty: all do
}

// maxMaxAge is the longest that a session with MFA lives (GetSessionToken, DurationSeconds).
const maxMaxAge = 36 * time.Hour

func (o BuildOptions) check() error {
	switch {
	case !slices.Contains(Profiles(), o.Profile):
		return fmt.Errorf("%q is not a profile", shortened(string(o.Profile)))
	case o.MaxAge < 0 || o.MaxAge > maxMaxAge || o.MaxAge%time.Second != 0:
		return errors.New("the age of MFA is from 1s to 36h")
	case o.ExemptPath != "" && !isPath(o.ExemptPath):
		return errors.New("a path begins and ends with a slash and has letters, digits and + = , . @ _ - in it, like /machine/")
	case !isPartition(o.Partition):
		return errors.New("a partition is aws, aws-cn, aws-us-gov or the like")
	}
	return nil
}

func isPartition(s string) bool {
	return s == "" || strings.HasPrefix(s, "aws") && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// isPath accepts the path of users, but not that of all (IAM API reference, CreateUser), and no wildcard.
func isPath(s string) bool {
	return len(s) > 2 && len(s) <= 512 && s[0] == '/' && s[len(s)-1] == '/' && !strings.Contains(s, "//") && strings.Trim(s, nameCharacters+"/") == ""
}

// Build makes the document. It fails for options that make no sense.
func Build(o BuildOptions) (Document, error) {
	if err := o.check(); err != nil {
		return Document{}, err
	}
	if o.Partition == "" {
		o.Partition = "aws"
	}
	d := Document{Version: CurrentVersion}
	switch o.Profile {
	case SelfService:
		d.Statements = slices.Concat(o.deviceStatements(), o.passwordStatements(), o.credentialStatements())
	case DeviceOnly:
		d.Statements = o.deviceStatements()
		if o.FirstLogin {
			d.Statements = append(d.Statements, o.passwordStatements()...)
		}
	case DenyOnly, SCP:
	}
	d.Statements = append(d.Statements, o.denyStatements()...)
	return d, nil
}

func valuesOf(texts ...string) []Value {
	values := make([]Value, len(texts))
	for i, t := range texts {
		values[i] = Value{Text: t}
	}
	return values
}

func condition(operator, key string, values ...string) Condition {
	return Condition{Operator: operator, Key: key, Values: valuesOf(values...)}
}

func (o BuildOptions) arn(resource string) string {
	return "arn:" + o.Partition + ":iam::*:" + resource
}

// ownUser is the user with and without a path, which the variable does not hold.
func (o BuildOptions) ownUser() []Value {
	return valuesOf(o.arn("user/${aws:username}"), o.arn("user/*/${aws:username}"))
}

func (o BuildOptions) allowOwn(sid string, actions ...string) Statement {
	return Statement{Sid: sid, Effect: Allow, Action: valuesOf(actions...), Resource: o.ownUser()}
}

// deviceStatements let users enrol devices, and remove them with MFA.
func (o BuildOptions) deviceStatements() []Statement {
	basics := []string{"iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"}
	if o.AllowListUsers {
		basics = append(basics, "iam:ListUsers")
	}
	remove := o.allowOwn("RemoveOwnDeviceWithMfa", "iam:DeactivateMFADevice")
	remove.Conditions = []Condition{condition("Bool", presentKey, "true")}
	return []Statement{
		{Sid: "ReadAccountBasics", Effect: Allow, Action: valuesOf(basics...), Resource: valuesOf("*")},
		{Sid: "CreateVirtualDevice", Effect: Allow, Action: valuesOf("iam:CreateVirtualMFADevice"), Resource: valuesOf(o.arn("mfa/*"))},
		{
			Sid: "CleanUpOwnDeviceFolder", Effect: Allow,
			Action: valuesOf("iam:DeleteVirtualMFADevice"), Resource: valuesOf(o.arn("mfa/${aws:username}/*")),
		},
		o.allowOwn("ManageOwnDevices", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice"),
		remove,
	}
}

func (o BuildOptions) passwordStatements() []Statement {
	return []Statement{o.allowOwn("ManageOwnPassword", "iam:ChangePassword")}
}

func (o BuildOptions) credentialStatements() []Statement {
	return []Statement{
		o.allowOwn("ManageOwnAccessKeys", "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed",
			"iam:ListAccessKeys", "iam:UpdateAccessKey"),
		o.allowOwn("ManageOwnSigningCertificates", "iam:DeleteSigningCertificate", "iam:ListSigningCertificates",
			"iam:UpdateSigningCertificate", "iam:UploadSigningCertificate"),
		o.allowOwn("ManageOwnSshKeys", "iam:DeleteSSHPublicKey", "iam:GetSSHPublicKey", "iam:ListSSHPublicKeys",
			"iam:UpdateSSHPublicKey", "iam:UploadSSHPublicKey"),
		o.allowOwn("ManageOwnServiceCredentials", "iam:CreateServiceSpecificCredential", "iam:DeleteServiceSpecificCredential",
			"iam:ListServiceSpecificCredentials", "iam:ResetServiceSpecificCredential", "iam:UpdateServiceSpecificCredential"),
	}
}

// exempted is what can be done without MFA: what enrolment needs, and nothing that anybody could gain by.
func (o BuildOptions) exempted() []Value {
	actions := []string{
		"iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices",
		"iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken",
	}
	if o.FirstLogin {
		actions = append(actions, "iam:ChangePassword", "iam:GetAccountPasswordPolicy")
	}
	if o.AllowListUsers {
		actions = append(actions, "iam:ListUsers")
	}
	slices.Sort(actions)
	return valuesOf(actions...)
}

// denyStatements are the enforcement. The second Deny keeps the key of an administrator, who may do
// these things to anybody, to its own user. Where there is no age there was no MFA, so the limit of
// the age is enough for it.
func (o BuildOptions) denyStatements() []Statement {
	without := condition("BoolIfExists", presentKey, "false")
	age := condition("NumericGreaterThanIfExists", ageKey, strconv.Itoa(int(o.MaxAge/time.Second)))
	strict := without
	if o.MaxAge > 0 {
		strict = age
	}
	first, others := "DenyAllButEnrolmentWithoutMfa", "DenyOtherUsersWithoutMfa"
	if o.Profile == SCP {
		first = "DenyIamUsersWithoutMfa"
	}
	statements := []Statement{{
		Sid: first, Effect: Deny, NotAction: o.exempted(), Resource: valuesOf("*"), Conditions: o.scoped(without),
	}}
	if o.Profile != SCP {
		statements = append(statements, Statement{
			Sid: others, Effect: Deny,
			Action:      valuesOf("iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice"),
			NotResource: o.ownUser(), Conditions: o.scoped(strict),
		})
	}
	if o.NoKeyEnrolment {
		statements = append(statements, Statement{
			Sid: "DenyEnrolmentWithAccessKeyAlone", Effect: Deny,
			Action:   valuesOf("iam:CreateVirtualMFADevice", "iam:EnableMFADevice"),
			Resource: valuesOf("*"), Conditions: o.scoped(condition("Null", "aws:TokenIssueTime", "true")),
		})
	}
	if o.MaxAge > 0 {
		statements = append(statements, Statement{
			Sid: "DenyWithOldMfa", Effect: Deny, NotAction: o.exempted(), Resource: valuesOf("*"), Conditions: o.scoped(age),
		})
	}
	return statements
}

// scoped says whom a Deny is for. An SCP without a scope would be for every role too; to name the
// user is right for keys and sessions of users alike (AWS global condition context keys, aws:PrincipalArn).
func (o BuildOptions) scoped(c Condition) []Condition {
	conditions := []Condition{c}
	if o.Profile == SCP {
		conditions = append(conditions, condition("ArnLike", "aws:PrincipalArn", o.arn("user/*")))
	}
	if o.ExemptPath != "" {
		conditions = append(conditions, condition("ArnNotLike", "aws:PrincipalArn", o.arn("user"+o.ExemptPath+"*")))
	}
	return conditions
}
