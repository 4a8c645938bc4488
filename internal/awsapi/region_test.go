package awsapi_test

import (
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mfa-session/mfa-session/internal/awsapi"
)

// suffixes are the domains of AWS by partition.
var suffixes = map[string]string{
	"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com", "aws-iso": "c2s.ic.gov",
	"aws-iso-b": "sc2s.sgov.gov", "aws-iso-e": "cloud.adc-e.uk", "aws-iso-f": "csp.hci.ic.gov", "aws-eusc": "amazonaws.eu",
}

func TestRegions(t *testing.T) {
	for region, partition := range map[string]string{
		"us-east-1": "aws", "eu-west-1": "aws", "ap-southeast-7": "aws", "mx-central-1": "aws", "il-central-1": "aws", "aws-global": "aws",
		"cn-north-1": "aws-cn", "cn-northwest-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "us-iso-east-1": "aws-iso",
		"us-isob-east-1": "aws-iso-b", "us-isof-south-1": "aws-iso-f", "eu-isoe-west-1": "aws-iso-e", "eusc-de-east-1": "aws-eusc",
		"ap-northeast-10": "aws",
	} {
		if err := awsapi.ParseRegion(region); err != nil {
			t.Error(err)
		}
		if got := awsapi.Partition(region); got != partition {
			t.Errorf("%s lies in %s, want %s", region, got, partition)
		}
	}
	for partition := range suffixes {
		region := awsapi.DefaultRegion(partition)
		if awsapi.ParseRegion(region) != nil || awsapi.Partition(region) != partition {
			t.Errorf("%s has the default region %s", partition, region)
		}
	}
	if got := awsapi.DefaultRegion("aws-moon"); got != "us-east-1" {
		t.Errorf("an unknown partition has the default region %s", got)
	}
}

func TestWhatIsNoRegion(t *testing.T) {
	for _, region := range []string{
		"", "us-east", "useast1", "us-east-1a", "us-east-1\n", "us-east-1 ", " us-east-1", "US-EAST-1", "us--east-1", "us-east-123",
		"a.evil.test", "x@evil.test:443/#", "evil.test/", "us-east-1.evil.test", "us-east-1/", "us_east_1", "aws-global\n", "éu-west-1",
		"us-" + strings.Repeat("a", 60) + "-1", "us-east-1\x00", "eu-west-١",
	} {
		var e *awsapi.RegionError
		if err := awsapi.ParseRegion(region); !errors.As(err, &e) || e.Region != region {
			t.Errorf("ParseRegion(%q) = %v", region, err)
		}
	}
	if got, want := awsapi.ParseRegion("\x1b[31mhi").Error(), `"[31mhi" is not a region: one looks like us-east-1`; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func FuzzParseRegion(f *testing.F) {
	for _, s := range []string{"us-east-1", "aws-global", "cn-north-1", "a.evil.test", "us-east-1\n", "x@evil.test:443/#", "us-isob-east-1", "eusc-de-east-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if awsapi.ParseRegion(s) != nil {
			return
		}
		e, err := sts.NewDefaultEndpointResolverV2().ResolveEndpoint(context.Background(), sts.EndpointParameters{Region: aws.String(s)})
		if err != nil {
			t.Fatalf("region %q: %v", s, err)
		}
		suffix := strings.TrimPrefix(e.URI.Host, "sts."+s+".")
		if s == awsapi.GlobalRegion {
			suffix = strings.TrimPrefix(e.URI.Host, "sts.")
		}
		if u := e.URI; u.Scheme != "https" || u.User != nil || !slices.Contains(slices.Collect(maps.Values(suffixes)), suffix) {
			t.Errorf("region %q is called at %v, which is not AWS's", s, &u)
		}
	})
}

// The hosts that are called where nothing is configured.
func TestHosts(t *testing.T) {
	tests := map[string]struct {
		settings awsapi.Settings
		sts, iam string
	}{
		"Region":    {awsapi.Settings{Region: "eu-west-1"}, "sts.eu-west-1.amazonaws.com:443", "iam.amazonaws.com:443"},
		"Global":    {awsapi.Settings{Region: "aws-global"}, "sts.amazonaws.com:443", "iam.amazonaws.com:443"},
		"China":     {awsapi.Settings{Region: "cn-north-1"}, "sts.cn-north-1.amazonaws.com.cn:443", "iam.cn-north-1.amazonaws.com.cn:443"},
		"GovCloud":  {awsapi.Settings{Region: "us-gov-east-1"}, "sts.us-gov-east-1.amazonaws.com:443", "iam.us-gov.amazonaws.com:443"},
		"FIPS":      {awsapi.Settings{Region: "us-east-1", UseFIPS: true}, "sts-fips.us-east-1.amazonaws.com:443", "iam-fips.amazonaws.com:443"},
		"DualStack": {awsapi.Settings{Region: "us-east-1", UseDualStack: true}, "sts.us-east-1.api.aws:443", "iam.global.api.aws:443"},
		"Custom": {
			awsapi.Settings{Region: "us-east-1", STSEndpoint: "https://sts.example.com:8443", IAMEndpoint: "https://iam.example.com/x"},
			"sts.example.com:8443", "iam.example.com:443",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := awsapi.New(tt.settings, aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
			c.Quick()
			dialled := ""
			c.DialBy(func(_ context.Context, _, address string) (net.Conn, error) {
				dialled = address
				return nil, errors.New("no network here")
			})
			if _, err := issue(c); err == nil || dialled != tt.sts {
				t.Errorf("STS at %s, want %s", dialled, tt.sts)
			}
			if _, err := c.ListDevices(context.Background()); err == nil || dialled != tt.iam {
				t.Errorf("IAM at %s, want %s", dialled, tt.iam)
			}
		})
	}
}
