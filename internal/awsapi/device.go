package awsapi

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mfa-session/mfa-session/internal/device"
)

const listDevices = "ListMFADevices"

// maxPages ends a list that does not end. A user has at most eight devices: one page.
const maxPages = 10

// ListDevices lists the devices of the caller, security keys included. Without a deadline in the
// context it takes 20 seconds at most. A request that got no good answer is repeated. Its errors are
// those of session.DeviceLister; types of this package tell more.
func (c *Client) ListDevices(ctx context.Context) ([]device.Device, error) {
	s, err := c.services()
	if err != nil {
		return nil, err
	}
	within, cancel := c.withDeadline(ctx)
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

func (c *Client) withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.network.callTimeout)
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
	var (
		devices []device.Device
		marker  *string
	)
	within, w := onWire(ctx)
	for range maxPages {
		out, err := s.listMFADevices(within, &iam.ListMFADevicesInput{UserName: user, Marker: marker})
		if err != nil {
			return nil, c.translate(listDevices, w, err)
		}
		if out.MFADevices == nil { // not even an empty list: some other server's answer
			return nil, &AnswerError{Operation: listDevices, Host: cleaned(w.host, maxWord), What: "holds no list"}
		}
		devices = append(devices, validDevices(out.MFADevices)...)
		if !out.IsTruncated || aws.ToString(out.Marker) == "" {
			return devices, nil
		}
		marker = out.Marker
	}
	return nil, &AnswerError{Operation: listDevices, Host: cleaned(w.host, maxWord), What: "does not end"}
}

// validDevices leaves out what is no device by its form. Devices that give no codes stay: the
// refusal names them.
func validDevices(list []types.MFADevice) []device.Device {
	var devices []device.Device
	for _, d := range list {
		serial, ok := validSerial(aws.ToString(d.SerialNumber))
		if !ok {
			continue
		}
		devices = append(devices, device.Device{
			SerialNumber: serial,
			UserName:     validUserName(strings.TrimSpace(aws.ToString(d.UserName))),
			EnabledAt:    aws.ToTime(d.EnableDate).UTC(),
		})
	}
	return devices
}

func validSerial(s string) (device.SerialNumber, bool) {
	n, err := device.ParseSerialNumber(s)
	if err == nil {
		return n, true
	}
	var e *device.SerialNumberError
	if errors.As(err, &e) && (e.Reason == device.ReasonSecurityKey || e.Reason == device.ReasonSMS) {
		return device.SerialNumber(s), true
	}
	return "", false
}

// validUserName is what IAM allows as the name of a user, or empty.
func validUserName(s string) string {
	if isAll(s, 1, 64, func(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("_+=,.@-", c) >= 0 }) {
		return s
	}
	return ""
}
