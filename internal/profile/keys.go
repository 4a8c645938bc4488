package profile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// Keys are access keys as a file or the keychain has them. They print redacted.
type Keys struct {
	AccessKeyID     string
	SecretAccessKey secret.Text
	SessionToken    secret.Text // only temporary keys have one
	File            string      // where they stand; empty for imported ones
	Line            int         // of the access key id, from 1
}

// Format redacts, whatever the verb.
func (k Keys) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(k.String())) }

// String redacts.
func (k Keys) String() string { return "[access keys]" }

// GoString redacts.
func (k Keys) GoString() string { return k.String() }

// MarshalText redacts in JSON and logs.
func (k Keys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// temporary tells keys of a session from an IAM user's: by the token, or by the prefix that AWS
// gives to them (IAM user guide, unique identifiers).
func (k Keys) temporary() bool {
	return !k.SessionToken.IsEmpty() || strings.HasPrefix(k.AccessKeyID, "ASIA")
}

// sameAs leaves out where they stand.
func (k Keys) sameAs(other Keys) bool {
	return k.AccessKeyID == other.AccessKeyID && k.SecretAccessKey.Equal(other.SecretAccessKey) &&
		k.SessionToken.Equal(other.SessionToken)
}

// ErrIncompleteKeys is an access key id without a secret access key, the reverse, or an empty one.
var ErrIncompleteKeys = errors.New("the profile has one half of its keys only")

var (
	errBadKeyID  = errors.New("this is no access key id: quotes, spaces and comments belong to the value")
	errBadSecret = errors.New("this is no secret access key: quotes, spaces and comments belong to the value")
)

// keys are the section's keys, nil if it has none.
func (s section) keys() (*Keys, error) {
	id, secretKey := s["aws_access_key_id"], s["aws_secret_access_key"]
	if id == nil && secretKey == nil {
		return nil, nil
	}
	for _, half := range []*setting{id, secretKey} {
		if half == nil {
			continue
		}
		if id == nil || secretKey == nil || half.lines() == "" {
			return nil, half.fault(ErrIncompleteKeys)
		}
	}
	k := &Keys{File: id.file.path, Line: id.file.lineNumber(id.at)}
	var err error
	if k.AccessKeyID, err = id.matching(isKeyID, errBadKeyID); err != nil {
		return nil, err
	}
	text, err := secretKey.matching(isSecret, errBadSecret)
	if err != nil {
		return nil, err
	}
	k.SecretAccessKey, k.SessionToken = secret.New(text), secret.New(s.token())
	return k, nil
}

// token is read under both names, as botocore does. What it says does not matter: keys that have
// one are refused.
func (s section) token() string {
	for _, key := range []string{"aws_security_token", "aws_session_token"} {
		if t := s[key]; t != nil && t.lines() != "" {
			return t.lines()
		}
	}
	return ""
}

func (s *setting) matching(is func(string) bool, otherwise error) (string, error) {
	value, err := s.text()
	if err != nil {
		return "", err
	}
	if !is(value) {
		return "", s.fault(otherwise)
	}
	return value, nil
}

// isKeyID goes by the characters that IAM's API reference gives (\w), not by the length: other
// makers' services take shorter ones.
func isKeyID(value string) bool {
	for _, c := range []byte(value) {
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// isSecret takes any printable ASCII but white space and a quote in front.
func isSecret(value string) bool {
	for _, c := range []byte(value) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return value[0] != '"' && value[0] != '\''
}
