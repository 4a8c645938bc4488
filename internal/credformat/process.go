package credformat

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// processObject is what an SDK reads from a credential_process. The case of the names matters to
// all SDKs but two, and Version must be a number.
type processObject struct {
	Version         int
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
	AccountID       string `json:"AccountId,omitempty"`
}

// Process is the object that credential_process prints, on one line. The account is left out unless
// it is twelve digits. It fails for credentials that are not those of a session: SDKs take an empty
// session token for long-term keys, and keep for ever what does not expire.
func Process(c aws.Credentials, accountID string) ([]byte, error) {
	if err := checkSession(c); err != nil {
		return nil, err
	}
	if len(accountID) != 12 || strings.Trim(accountID, "0123456789") != "" {
		accountID = ""
	}
	object := processObject{1, c.AccessKeyID, c.SecretAccessKey, c.SessionToken, timestamp(c.Expires), accountID}
	return encodeJSON(object, "")
}

// stsObject has the names and the order of the AWS CLI.
type stsObject struct {
	Credentials stsCredentials
}

type stsCredentials struct {
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

// STS is the object that `aws sts get-session-token` prints, down to its way to write UTC. It fails
// for credentials that are not those of a session.
func STS(c aws.Credentials) ([]byte, error) {
	if err := checkSession(c); err != nil {
		return nil, err
	}
	expiration := strings.TrimSuffix(timestamp(c.Expires), "Z") + "+00:00"
	object := stsObject{stsCredentials{c.AccessKeyID, c.SecretAccessKey, c.SessionToken, expiration}}
	return encodeJSON(object, "    ")
}

func checkSession(c aws.Credentials) error {
	parts := []struct{ name, value string }{
		{"access key", c.AccessKeyID}, {"secret access key", c.SecretAccessKey}, {"session token", c.SessionToken},
	}
	for _, p := range parts {
		if p.value == "" || strings.Trim(p.value, printable) != "" {
			return fmt.Errorf("the %s of the session is empty or has characters that no key has", p.name)
		}
	}
	if c.Expires.IsZero() {
		return errors.New("the session has no expiration")
	}
	return nil
}
