package awsapi

import (
	"context"
	"errors"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mfa-session/mfa-session/internal/device"
)

const listDevices = "ListMFADevices"

// maxPages ends a list that does not end. A user has at most eight devices: one page.
const maxPages = 10

// ListDevices lists the devices of the caller, security keys included. It takes 20 seconds at most,
// or less where the context ends before. A request that got no good answer is repeated. Its errors are
// those of session.DeviceLister; types of this package tell more.
func (c *Client) ListDevices(ctx context.Context) ([]device.Device, error) {
	s, err := c.services()
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeout(ctx, c.network.callTimeout)
	defer cancel()
	devices, err := c.listDevicesOf(within, s, nil)
	var denied *ListDeniedError
	if errors.As(err, &denied) {
		devices, err = c.listDevicesByName(within, s, err)
	}
	if err != nil {
		return nil, withCancellation(ctx, err)
	}
	return devices, nil
}

// listDevicesByName names the user in the request: a policy limited to "user/${aws:username}" may
// allow that only (aws/aws-cli#6947). GetCallerIdentity cannot be denied. Where the name cannot be
// had, the denial stands.
func (c *Client) listDevicesByName(ctx context.Context, s services, denial error) ([]device.Device, error) {
	out, err := s.getCallerIdentity(ctx, &sts.GetCallerIdentityInput{},
		func(o *sts.Options) { o.Retryer = c.patient() })
	if err != nil {
		return nil, denial
	}
	name, ok := userNameOf(aws.ToString(out.Arn))
	if !ok {
		return nil, denial
	}
	return c.listDevicesOf(ctx, s, &name)
}

// userARN is that of an IAM user: a path of any depth, then the name.
const userARN = `\Aarn:aws[a-z-]*:iam::\d{12}:user/(?:[!-~]*/)?([\w+=,.@-]{1,64})\z`

func userNameOf(arn string) (string, bool) {
	m := regexp.MustCompile(userARN).FindStringSubmatch(arn)
	if m == nil {
		return "", false
	}
	return m[1], true
}

func (c *Client) listDevicesOf(ctx context.Context, s services, user *string) ([]device.Device, error) {
	within, w := onWire(ctx)
	odd := func(err error) error {
		return &AnswerError{Operation: listDevices, Host: cleaned(w.host, maxWord), What: err.Error()}
	}
	list := listing{now: c.now(), user: aws.ToString(user)}
	marker := ""
	for range maxPages {
		out, err := s.listMFADevices(within, &iam.ListMFADevicesInput{UserName: user, Marker: orNil(marker)})
		if err != nil {
			return nil, c.translate(listDevices, w, err)
		}
		if err := list.addPage(out.MFADevices); err != nil {
			return nil, odd(err)
		}
		next := aws.ToString(out.Marker)
		switch {
		case !out.IsTruncated:
			return list.devices, nil
		case next == "":
			return nil, odd(errors.New("says that there is more, and not where"))
		case next == marker:
			return nil, odd(errors.New("does not end"))
		}
		marker = next
	}
	return nil, odd(errors.New("does not end"))
}
