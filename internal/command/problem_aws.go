package command

import (
	"errors"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

// setTheClock is how a person does it.
const setTheClock = "set the clock of this machine, on Linux: timedatectl set-ntp true"

// awsProblem is exit 8: what to look at, and how to try again.
func awsProblem(err error, who caller) (problem, bool) {
	if !errors.Is(err, session.ErrAWS) {
		return problem{}, false
	}
	hint, region := awsHint(err)
	again := loginFor(who, "CODE")
	if region != "" {
		again = loginFor(who, "--region", region, "CODE")
	}
	if errors.Is(err, session.ErrCodeMayBeSpent) {
		return problem{exitAWS, err.Error(), []string{hint, "the token code may have been used: wait for the next one, then: " + again}}, true
	}
	return problem{exitAWS, err.Error(), []string{hint + "; then: " + again}}, true
}

// awsHint is what to do before trying again, and in which region, if in another.
func awsHint(err error) (hint, region string) {
	if _, ok := asError[*awsapi.ClockSkewError](err); ok {
		return setTheClock, ""
	}
	if e, ok := asError[*awsapi.RegionDisabledError](err); ok {
		region = awsapi.DefaultRegion(awsapi.Partition(e.Region))
		if region == e.Region {
			return "an administrator can activate STS in the region, in the account settings of IAM", ""
		}
		return "use another region, or let an administrator activate STS in " + e.Region, region
	}
	if e, ok := asError[*awsapi.APIError](err); ok {
		return apiHint(e), ""
	}
	if e, ok := asError[*awsapi.UnreachableError](err); ok {
		return unreachableHint(e), ""
	}
	if _, ok := asError[*awsapi.AnswerError](err); ok {
		return "something else may answer in place of AWS: a network that asks to log in, HTTPS_PROXY, AWS_ENDPOINT_URL", ""
	}
	return "look at the network, and at HTTPS_PROXY", ""
}

func apiHint(e *awsapi.APIError) string {
	switch e.Kind() {
	case awsapi.Throttled:
		return "AWS asks for patience: wait a minute"
	case awsapi.Failed:
		return "wait a minute; if it persists, see https://health.aws.amazon.com"
	case awsapi.BadValue:
		return "look at --serial-number and --duration, and at what the profile says of them"
	case awsapi.Denied:
		return "what denies it is a policy of the organization, of a VPC endpoint or of the user: ask an administrator, or try from another network"
	case awsapi.Unsigned:
		return "something on the way changes requests: look at HTTPS_PROXY and AWS_ENDPOINT_URL"
	case awsapi.NotTheService:
		return "look at AWS_ENDPOINT_URL, and at endpoint_url in the profile"
	case awsapi.Unfamiliar:
	}
	return "the words in brackets are AWS's: ask an administrator of the account"
}

func unreachableHint(e *awsapi.UnreachableError) string {
	switch e.Why {
	case awsapi.NoAddress:
		return "look at the network, the name server, and the region (--region); in a VPC without internet, STS needs an interface endpoint"
	case awsapi.TimedOut:
		return "look at the network; in a VPC without internet, STS needs an interface endpoint; a proxy is named by HTTPS_PROXY"
	case awsapi.NoTLS, awsapi.BadCertificate:
		return "behind a proxy that inspects TLS, name its certificates: AWS_CA_BUNDLE=/path/to/bundle.pem"
	case awsapi.WrongDate:
		return setTheClock + "; if it is right, the certificate of the server, or of a proxy on the way, is out of date"
	case awsapi.WrongHost:
		return "something else may answer in place of AWS: a network that asks to log in, HTTPS_PROXY, AWS_ENDPOINT_URL"
	case awsapi.BadProxy:
		return "look at HTTPS_PROXY and NO_PROXY"
	case awsapi.ProxyPassword:
		return "give the proxy its user name and password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"
	case awsapi.BadBundle:
		return "AWS_CA_BUNDLE, or ca_bundle in the profile, must name a PEM file of certificates; without it those of the system count: unset AWS_CA_BUNDLE"
	case awsapi.BadSettings:
		return "look at --region and AWS_ENDPOINT_URL, and at what the profile says of them"
	case awsapi.NoConnection:
	}
	return "look at the network, at HTTPS_PROXY and at AWS_ENDPOINT_URL"
}
