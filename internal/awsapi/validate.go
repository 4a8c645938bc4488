package awsapi

import (
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
)

// maxLife is the longest life a session may have: what STS grants (36 hours), and the quarter of
// an hour by which a clock may be off before AWS refuses the signature.
const maxLife = 36*time.Hour + 15*time.Minute

// The grammar of what STS gives. Nothing that means something to a shell, a terminal or a config
// file passes. AWS says of an access key id 16 to 128 word characters; real ones are A-Z and 0-9. A
// session token has 4,096 bytes at most as of 2026-09, but AWS says to make no assumptions.
const (
	minAccessKeyID, maxAccessKeyID = 16, 128
	maxSecret                      = 512
	maxSessionToken                = 16 << 10
)

// validCredentials checks an answer field by field, and refuses it whole. No error repeats a value.
func validCredentials(c *types.Credentials, now time.Time) (aws.Credentials, error) {
	if c == nil {
		return aws.Credentials{}, errors.New("holds no credentials")
	}
	key, secret, token := aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken)
	expires := aws.ToTime(c.Expiration).UTC()
	switch {
	case !isAll(key, minAccessKeyID, maxAccessKeyID, isUpperOrDigit):
		return aws.Credentials{}, errors.New("holds no valid access key id")
	case !strings.HasPrefix(key, "ASIA"):
		return aws.Credentials{}, errors.New("holds an access key that is not a session's")
	case !isAll(secret, 1, maxSecret, isGraphic):
		return aws.Credentials{}, errors.New("holds no valid secret access key")
	case !isAll(token, 1, maxSessionToken, isGraphic):
		return aws.Credentials{}, errors.New("holds no valid session token")
	case !expires.After(now):
		return aws.Credentials{}, errors.New("holds a session that has expired already")
	case expires.After(now.Add(maxLife)):
		return aws.Credentials{}, errors.New("holds a session that expires later than any can")
	}
	return aws.Credentials{
		AccessKeyID: key, SecretAccessKey: secret, SessionToken: token,
		CanExpire: true, Expires: expires,
	}, nil
}
