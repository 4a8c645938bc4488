package awsfake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// started is a server that ends with the test.
func started(t *testing.T) *awsfake.Server {
	t.Helper()
	return closing(t)(awsfake.Start())
}

// closing takes what starts a server, and ends it with the test.
func closing(t *testing.T) func(*awsfake.Server, error) *awsfake.Server {
	t.Helper()
	return func(s *awsfake.Server, err error) *awsfake.Server {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
}

// keys are what a client signs with.
type keys struct{ id, secret, token string }

func keysOf(u awsfake.User) keys { return keys{id: u.AccessKeyID, secret: u.SecretAccessKey} }

func keysOfSession(c *types.Credentials) keys {
	return keys{aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken)}
}

func (k keys) provider() aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(k.id, k.secret, k.token)
}

// stsClient tries each call once, so that every refusal is seen.
// wholeAnswers reads an answer to its end before the SDK sees it. The SDK closes the body of the request as
// soon as an answer begins; on the loopback interface net/http may not be done with it then, and takes
// that for a failure of the connection, which an answer of more than one buffer does not survive.
type wholeAnswers struct{}

func (wholeAnswers) Do(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, err
}

func stsClient(s *awsfake.Server, k keys, change ...func(*sts.Options)) *sts.Client {
	return sts.New(sts.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(s.URL()),
		Credentials:  k.provider(),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   wholeAnswers{},
	}, change...)
}

func iamClient(s *awsfake.Server, k keys, change ...func(*iam.Options)) *iam.Client {
	return iam.New(iam.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(s.URL()),
		Credentials:  k.provider(),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   wholeAnswers{},
	}, change...)
}

// sessionFor issues a session with the next code of a device.
func sessionFor(t *testing.T, s *awsfake.Server, u awsfake.User, d awsfake.Device) *types.Credentials {
	t.Helper()
	out, err := stsClient(s, keysOf(u)).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(d.SerialNumber),
		TokenCode:    aws.String(s.Code(d.SerialNumber)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Credentials
}

// refusal is an AWS error as the SDK understood it.
type refusal struct {
	Status        int
	Code, Message string
}

// refusalIn takes an error of the SDK apart; the zero refusal when there is none.
func refusalIn(t *testing.T, err error) refusal {
	t.Helper()
	if err == nil {
		return refusal{}
	}
	var api smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &response) {
		t.Fatalf("not an answer of AWS: %v", err)
	}
	return refusal{response.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage()}
}

// whoAmI is the cheapest authenticated call.
func whoAmI(ctx context.Context, c *sts.Client) error {
	_, err := c.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	return err
}

// roundTripper lets a test touch requests on their way, after they were signed.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) Do(r *http.Request) (*http.Response, error) { return f(r) }

// tampering changes each request before it is sent.
func tampering(change func(*http.Request)) func(*sts.Options) {
	return func(o *sts.Options) {
		o.HTTPClient = roundTripper(func(r *http.Request) (*http.Response, error) {
			change(r)
			return http.DefaultClient.Do(r)
		})
	}
}

const hour = time.Hour
