package awsfake

import (
	"time"

	"github.com/mfa-session/mfa-session/internal/policy"
)

// state is what the account and the services remember. It is guarded by Server.mu.
type state struct {
	users       map[string]*account    // by the ARN of the user
	credentials map[string]*credential // long-term keys and sessions, by access key ID
	devices     []*registration        // in the order of their registration
	codes       map[string]*codeBook   // by serial number; outlives the device
	sent        map[string][]string    // token codes that arrived, by serial number
	policies    map[string]*managedPolicy
	groups      map[string]*group // as policies by ARN
	tokenSize   int
	pageSize    int
}

func newState() state {
	return state{
		users:       map[string]*account{},
		credentials: map[string]*credential{},
		codes:       map[string]*codeBook{},
		sent:        map[string][]string{},
		policies:    map[string]*managedPolicy{},
		groups:      map[string]*group{},
		tokenSize:   defaultTokenSize,
		pageSize:    defaultPageSize,
	}
}

// account is one IAM user.
type account struct {
	User
	id          string // AIDA…
	createdAt   time.Time
	denyListing bool
	denyUnnamed bool
	policies    []policy.Document // its own; see SetPolicies
}

// principal is who makes a request.
type principal struct {
	account *account // nil for a role
	arn     string
	id      string // as GetCallerIdentity shows it
	number  string // of the AWS account
	kind    principalKind
	mfa     bool      // the request is authenticated with MFA
	issued  time.Time // of a session
}

// accountARN is that of something of IAM in the account of the caller.
func (p principal) accountARN(resource string) string {
	return "arn:" + partitionOfARN(p.arn) + ":iam::" + p.number + ":" + resource
}

type principalKind int

const (
	longTermKey principalKind = iota
	userSession               // from GetSessionToken
	roleSession               // from AssumeRole
)

// credential is one access key: long-term (no token, no expiry) or a session's.
type credential struct {
	principal
	secret   string
	token    string
	expires  time.Time
	inactive bool
}
