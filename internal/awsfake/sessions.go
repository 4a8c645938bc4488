package awsfake

import (
	"encoding/xml"
	"time"
)

// Credentials are what STS hands out, as a fault may change them in an answer. What the server
// itself remembers stays as issued.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
	Expiration      time.Time // whole seconds, UTC; left out when zero
}

// The lengths of session tokens in bytes. AWS promises none; 4,096 is the documented maximum.
const (
	defaultTokenSize = 404
	minTokenSize     = 64
	maxTokenSize     = 4096
)

// SetSessionTokenSize sets how long the session tokens are that are issued from now on, 64 to
// 4096 bytes; it panics outside of that.
func (s *Server) SetSessionTokenSize(n int) {
	if n < minTokenSize || n > maxTokenSize {
		panic("awsfake: no session token is that long")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenSize = n
}

// issue makes and remembers a session of the principal. It needs the lock.
func (s *Server) issue(who principal, life time.Duration) *Credentials {
	issued := &Credentials{
		AccessKeyID:     uniqueID("ASIA", keyLength),
		SecretAccessKey: newSecret(),
		SessionToken:    newSessionToken(s.tokenSize),
		Expiration:      s.clock().Add(life).Truncate(time.Second),
	}
	s.credentials[issued.AccessKeyID] = &credential{
		principal: who,
		secret:    issued.SecretAccessKey,
		token:     issued.SessionToken,
		expires:   issued.Expiration,
	}
	return issued
}

// newSessionToken begins as the tokens of AWS do and ends with base64's padding.
func newSessionToken(size int) string {
	const head, tail = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ", "+/=="
	return head + randomText(base64Letters, size-len(head)-len(tail)) + tail
}

// credentialsHolder is a result that a fault may change.
type credentialsHolder interface{ mutate(func(*Credentials)) }

// issuedCredentials is the part that the results of all actions that issue a session have.
type issuedCredentials struct {
	Credentials *Credentials `xml:"Credentials"` // nil is left out
}

// mutate leaves the element out altogether when the fault clears all of it.
func (c *issuedCredentials) mutate(change func(*Credentials)) {
	change(c.Credentials)
	if *c.Credentials == (Credentials{}) {
		c.Credentials = nil
	}
}

// MarshalXML writes the members that are not empty, in AWS's order.
func (c *Credentials) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	expiration := ""
	if !c.Expiration.IsZero() {
		expiration = c.Expiration.UTC().Format(time.RFC3339)
	}
	return e.EncodeElement(struct {
		AccessKeyID     string `xml:"AccessKeyId,omitempty"`
		SecretAccessKey string `xml:",omitempty"`
		SessionToken    string `xml:",omitempty"`
		Expiration      string `xml:",omitempty"`
	}{c.AccessKeyID, c.SecretAccessKey, c.SessionToken, expiration}, start)
}
