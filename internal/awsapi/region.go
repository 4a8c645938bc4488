package awsapi

import (
	"fmt"
	"strings"
)

// GlobalRegion is the pseudo region that names the global STS endpoint, sts.amazonaws.com.
const GlobalRegion = "aws-global"

// maxRegion is the longest DNS label (RFC 1035): more can never be a host.
const maxRegion = 63

// RegionError is a text that is no region by its form.
type RegionError struct{ Region string }

func (e *RegionError) Error() string {
	return fmt.Sprintf("%q is not a region: one looks like us-east-1", cleaned(e.Region, maxRegion))
}

// ParseRegion fails with *RegionError for what does not look like a region. Whether the region
// exists is not known here: regions are added too often for a list.
func ParseRegion(s string) error {
	if s == GlobalRegion || isRegion(s) {
		return nil
	}
	return &RegionError{Region: s}
}

// isRegion is what every region looks like: two to four letters, words, a number of one or two
// digits. A region becomes part of a host name, so that "a.evil.test" must not pass (CVE-2026-22611
// was one like it).
func isRegion(s string) bool {
	parts := strings.Split(s, "-")
	last := len(parts) - 1
	if len(s) > maxRegion || last < 2 || len(parts[0]) < 2 || len(parts[0]) > 4 {
		return false
	}
	for _, word := range parts[:last] {
		if !isAll(word, 1, maxRegion, isLower) {
			return false
		}
	}
	return isAll(parts[last], 1, 2, isDigit)
}

// partitions are those of AWS by the prefix of their regions, longest prefix first. Every region
// that fits none is one of the partition aws (aws-sdk-go-v2, endpoints/awsrulesfn/partitions.json).
var partitions = []struct{ prefix, name, region string }{
	{"cn-", "aws-cn", "cn-north-1"},
	{"us-gov-", "aws-us-gov", "us-gov-west-1"},
	{"us-isob-", "aws-iso-b", "us-isob-east-1"},
	{"us-isof-", "aws-iso-f", "us-isof-south-1"},
	{"us-iso-", "aws-iso", "us-iso-east-1"},
	{"eu-isoe-", "aws-iso-e", "eu-isoe-west-1"},
	{"eusc-", "aws-eusc", "eusc-de-east-1"},
}

// Partition is the partition a region lies in, as ARNs name it: "aws", "aws-cn", ….
func Partition(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.prefix) {
			return p.name
		}
	}
	return "aws"
}

// enabledRegions are those that every account has from the start. All that came later, from 2019 on,
// an account has to enable, and until then they know none of its keys.
const enabledRegions = " us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1" +
	" ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 aws-global "

// isOptIn says whether an account has to enable the region.
func isOptIn(region string) bool {
	return Partition(region) == "aws" && !strings.Contains(enabledRegions, " "+region+" ")
}

// DefaultRegion is where STS is called for a partition when nothing names a region: the one that
// AWS's documentation uses for it. An unknown partition gets that of "aws".
func DefaultRegion(partition string) string {
	for _, p := range partitions {
		if p.name == partition {
			return p.region
		}
	}
	return "us-east-1"
}
