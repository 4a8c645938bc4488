// Package awsapi calls STS and IAM for the domain: it issues sessions and lists MFA devices.
//
// Its rules: a token code is sent at most once, whatever happens to the request; nothing that a
// server answers is believed before it has been checked; what went wrong becomes an error of the
// domain here and nowhere else; texts of a server are cleaned before they are shown. The SDK is
// given all it needs by value, so that neither the environment nor a config file has a say
// (config.LoadDefaultConfig reads both: it fails for an AWS_PROFILE it cannot find, and panics on a
// stray quote). The one exception is the proxy, which net/http takes from the environment.
package awsapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithymiddleware "github.com/aws/smithy-go/middleware"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Settings say where and how AWS is called. The caller has resolved them from options, environment
// and profile.
type Settings struct {
	Region       string // as ParseRegion accepts it
	STSEndpoint  string // as ParseEndpoint accepts it; empty: AWS's own
	IAMEndpoint  string // the same
	CABundle     string // path of a PEM file that replaces the system's roots; empty: the system's
	Proxy        string // HTTPS_PROXY: net/http reads it by itself, and passes over what it does not understand
	UseFIPS      bool
	UseDualStack bool
	Version      string // for the user agent
}

// Client calls AWS with one pair of long-term keys. Its methods may be called at the same time.
type Client struct {
	settings Settings
	keys     aws.CredentialsProvider // no value: it would be printed with the client
	now      func() time.Time
	network  network
	services func() (services, error) // built at the first call
}

// services are the calls this package makes. They are functions, because whatever holds a client of
// the SDK and becomes an interface keeps all of the client's methods in the program: the linker
// cannot rule out that text/template, which urfave/cli brings, calls one by its name. IAM has 180.
type services struct {
	getSessionToken   call[sts.GetSessionTokenInput, sts.GetSessionTokenOutput, sts.Options]
	getCallerIdentity call[sts.GetCallerIdentityInput, sts.GetCallerIdentityOutput, sts.Options]
	listMFADevices    call[iam.ListMFADevicesInput, iam.ListMFADevicesOutput, iam.Options]
}

// call is a method of a client of the SDK.
type call[In, Out, Options any] func(ctx context.Context, in *In, options ...func(*Options)) (*Out, error)

var (
	_ session.Issuer       = (*Client)(nil)
	_ session.DeviceLister = (*Client)(nil)
)

// New returns a client that has done nothing yet: no file is read and nothing built until the first
// call. The keys are long-term ones, now is the clock of this machine.
func New(s Settings, keys aws.Credentials, now func() time.Time) *Client {
	c := &Client{settings: s, keys: static(keys), now: now, network: defaultNetwork()}
	c.services = sync.OnceValues(c.build)
	return c
}

// build makes the clients of the SDK. Settings are checked once more: this is the last place before
// a host is called.
func (c *Client) build() (services, error) {
	if err := c.settings.check(); err != nil {
		return services{}, &UnreachableError{Why: BadSettings, Err: err}
	}
	roots, err := readCABundle(c.settings.CABundle)
	if err != nil {
		return services{}, &UnreachableError{Why: BadBundle, Err: err}
	}
	proxy := c.settings.proxyFor
	return c.by(c.network.client(roots, proxy, maxSTSAnswer), c.network.client(roots, proxy, maxIAMAnswer)), nil
}

// by makes the calls through the HTTP clients.
func (c *Client) by(httpSTS, httpIAM *http.Client) services {
	ofSTS, ofIAM := sts.New(c.stsOptions(httpSTS)), iam.New(c.iamOptions(httpIAM))
	return services{
		getSessionToken:   ofSTS.GetSessionToken,
		getCallerIdentity: ofSTS.GetCallerIdentity,
		listMFADevices:    ofIAM.ListMFADevices,
	}
}

func (s Settings) check() error {
	if err := ParseRegion(s.Region); err != nil {
		return err
	}
	for _, endpoint := range []string{s.STSEndpoint, s.IAMEndpoint} {
		if endpoint == "" {
			continue
		}
		if err := ParseEndpoint(endpoint); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) stsOptions(client *http.Client) sts.Options {
	return sts.Options{
		Region:                     c.settings.Region,
		BaseEndpoint:               orNil(c.settings.STSEndpoint),
		Credentials:                c.keys,
		HTTPClient:                 client,
		Retryer:                    aws.NopRetryer{}, // see Issue
		DisableClockSkewCorrection: true,             // a *ClockSkewError says more
		APIOptions:                 c.userAgent(),
		EndpointOptions: sts.EndpointResolverOptions{
			UseFIPSEndpoint:      fips(c.settings.UseFIPS),
			UseDualStackEndpoint: dualStack(c.settings.UseDualStack),
		},
	}
}

func (c *Client) iamOptions(client *http.Client) iam.Options {
	return iam.Options{
		Region:                     c.settings.Region,
		BaseEndpoint:               orNil(c.settings.IAMEndpoint),
		Credentials:                c.keys,
		HTTPClient:                 client,
		Retryer:                    c.patient(),
		DisableClockSkewCorrection: true,
		APIOptions:                 c.userAgent(),
		EndpointOptions: iam.EndpointResolverOptions{
			UseFIPSEndpoint:      fips(c.settings.UseFIPS),
			UseDualStackEndpoint: dualStack(c.settings.UseDualStack),
		},
	}
}

// patient repeats a call that changes nothing, up to three attempts in all.
func (c *Client) patient() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.MaxBackoff = c.network.pause
	})
}

func (c *Client) userAgent() []func(*smithymiddleware.Stack) error {
	return []func(*smithymiddleware.Stack) error{
		middleware.AddUserAgentKeyValue("mfa-session", c.settings.Version),
	}
}

func static(keys aws.Credentials) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil })
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func fips(on bool) aws.FIPSEndpointState {
	if on {
		return aws.FIPSEndpointStateEnabled
	}
	return aws.FIPSEndpointStateDisabled
}

func dualStack(on bool) aws.DualStackEndpointState {
	if on {
		return aws.DualStackEndpointStateEnabled
	}
	return aws.DualStackEndpointStateDisabled
}
