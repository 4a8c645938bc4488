// Package credformat writes credentials in the formats other programs read: statements for a shell,
// dotenv lines, and the JSON objects of the AWS tools.
//
// Its rules: a value is written so that the reading program gets it byte for byte, or not at all: a
// value that a format cannot carry safely is an error, which never repeats the value. What a shell
// evaluates has no comment, no white space and no glob character in it, because people forget the
// quotes around $(…). Nothing is printed here: every function returns the whole text.
package credformat

import (
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// The variables this package sets and unsets.
const (
	accessKeyID          = "AWS_ACCESS_KEY_ID"
	secretAccessKey      = "AWS_SECRET_ACCESS_KEY"     //nolint:gosec // the name of a variable, not a secret
	sessionToken         = "AWS_SESSION_TOKEN"         //nolint:gosec // the name of a variable, not a secret
	credentialExpiration = "AWS_CREDENTIAL_EXPIRATION" //nolint:gosec // the name of a variable, not a secret
	region               = "AWS_REGION"
	defaultRegion        = "AWS_DEFAULT_REGION"
	profile              = "AWS_PROFILE"
	defaultProfile       = "AWS_DEFAULT_PROFILE"
	securityToken        = "AWS_SECURITY_TOKEN"
	loadedRegion         = "MFA_SESSION_REGION"
	loaded               = "MFA_SESSION_LOADED"
)

// Environment is what a load or its undoing changes in an environment. Set and Unset have no name
// in common; Set is in the order in which the variables are written.
type Environment struct {
	Set   []Variable
	Unset []string
}

// Variable is an environment variable. It prints without its value, which may be a secret.
type Variable struct{ Name, Value string }

// String redacts the value.
func (v Variable) String() string { return v.Name + "=[redacted]" }

// Format redacts the value, whatever the verb.
func (v Variable) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.String()) }

// Loaded is a session about to be loaded into an environment. It prints without its secrets.
type Loaded struct {
	Credentials aws.Credentials
	Profile     string                   // whose long-term keys; empty for keys in the environment
	AccessKeyID string                   // of the long-term keys; used where Profile is empty
	Region      string                   // the profile's region, empty for none
	Getenv      func(name string) string // the environment that is loaded into; nil for an empty one
}

// String redacts.
func (l Loaded) String() string { return "session of " + l.mark() }

// Format redacts, whatever the verb.
func (l Loaded) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.String()) }

// Load tells what makes every AWS SDK see the session, and only it. The other variables that name
// an identity are unset: the JavaScript SDK prefers AWS_PROFILE to keys, and botocore prefers
// AWS_SECURITY_TOKEN to AWS_SESSION_TOKEN. The expiration is always set with the keys, because
// botocore refuses good keys beside a stale one.
func Load(l Loaded) Environment {
	env := Environment{
		Set: []Variable{
			{accessKeyID, l.Credentials.AccessKeyID},
			{secretAccessKey, l.Credentials.SecretAccessKey},
			{sessionToken, l.Credentials.SessionToken},
			{credentialExpiration, timestamp(l.Credentials.Expires)},
		},
		Unset: []string{profile, defaultProfile, securityToken},
	}
	getenv := l.Getenv
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	env.loadRegion(l.Region, getenv)
	env.Set = append(env.Set, Variable{loaded, l.mark()})
	return env
}

// Undo tells what removes a load from an environment. It is empty where nothing was loaded. Keys
// and regions that were put there since are left alone.
func Undo(getenv func(name string) string) Environment {
	if getenv(loaded) == "" {
		return Environment{}
	}
	var env Environment
	switch {
	case !ownKeys(getenv):
		env.unset(accessKeyID, secretAccessKey, sessionToken)
	case isLongTerm(getenv(accessKeyID)):
		env.unset(sessionToken) // ours: long-term keys have none, and none works beside it
	}
	env.unset(credentialExpiration)
	env.unset(loadedRegions(getenv)...)
	env.unset(loaded)
	return env
}

func (e *Environment) unset(names ...string) { e.Unset = append(e.Unset, names...) }

// timestamp is RFC 3339 in UTC without a fraction: JavaScript, Go and Ruby refuse the basic form,
// and an expiration cut to the second is never late.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
