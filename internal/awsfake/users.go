package awsfake

import (
	"strings"
	"time"
)

// User is an IAM user with one access key.
type User struct {
	AccountID       string // twelve digits; empty means 111122223333
	Partition       string // empty means aws
	Path            string // empty means /
	Name            string
	AccessKeyID     string // empty: the user has no key
	SecretAccessKey string
}

// exampleAccount is one of the account numbers AWS keeps for documentation.
const exampleAccount = "111122223333"

// ARN is arn:PARTITION:iam::ACCOUNT:user/PATH/NAME.
func (u User) ARN() string {
	u = u.completed()
	return u.iamARN("user", u.Path, u.Name)
}

func (u User) iamARN(kind, path, name string) string {
	return "arn:" + u.Partition + ":iam::" + u.AccountID + ":" + kind + path + name
}

// completed has the defaults filled in.
func (u User) completed() User {
	if u.AccountID == "" {
		u.AccountID = exampleAccount
	}
	if u.Partition == "" {
		u.Partition = "aws"
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u
}

// AddUser adds the user and its key. A user that is there already gets the key as a further one.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u = u.completed()
	a := s.users[u.ARN()]
	if a == nil {
		created := s.clock().Add(-longAgo).Truncate(time.Second)
		a = &account{User: u, id: uniqueID("AIDA", idLength), createdAt: created}
		s.users[u.ARN()] = a
	}
	if u.AccessKeyID == "" {
		return
	}
	s.credentials[u.AccessKeyID] = &credential{
		principal: principal{account: a, arn: u.ARN(), id: a.id, number: u.AccountID, kind: longTermKey},
		secret:    u.SecretAccessKey,
	}
}

// longAgo is how long users and devices that a test adds have existed.
const longAgo = 24 * time.Hour

// NewUser adds a user of account 111122223333 with a fresh key that looks like AWS's own examples.
func (s *Server) NewUser(name string) User {
	u := User{
		Name:            name,
		AccessKeyID:     uniqueID("AKIA", keyLength),
		SecretAccessKey: newSecret(),
	}.completed()
	s.AddUser(u)
	return u
}

// DeactivateKey makes a key inactive: AWS answers for it as for an unknown one. Sessions issued
// for it stay good until they expire, as they do at AWS.
func (s *Server) DeactivateKey(accessKeyID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.credentials[accessKeyID]; c != nil {
		c.inactive = true
	}
}

// DenyListing denies iam:ListMFADevices to the user unless the request is authenticated with MFA,
// as a policy does that enforces MFA and forgets to except the listing.
func (s *Server) DenyListing(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustHave(u).denyListing = true
}

// DenyUnnamedListing denies iam:ListMFADevices without UserName only, as a policy does whose
// resource is user/${aws:username}.
func (s *Server) DenyUnnamedListing(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustHave(u).denyUnnamed = true
}

// mustHave finds a user that a test says is there. It needs the lock.
func (s *Server) mustHave(u User) *account {
	a := s.users[u.ARN()]
	if a == nil {
		panic("awsfake: no such user was added: " + u.ARN())
	}
	return a
}

// userNamed finds a user in the account and partition of another; nil when there is none. It
// needs the lock.
func (s *Server) userNamed(number, partition, name string) *account {
	for _, a := range s.users {
		if a.AccountID == number && a.Partition == partition && strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}
