package awsapi

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/mfa-session/mfa-session/internal/device"
)

// maxDevices is far above the eight devices that a user can have.
const maxDevices = 64

// listing is a list of devices as its pages come. It is refused whole when any part of it is odd: an
// answer that is wrong in one place is not AWS's.
type listing struct {
	now     time.Time
	user    string // whose devices they are, once it is known
	account string // the same
	devices []device.Device
}

// addPage checks the devices of a page and adds them. A device of a kind that is not known, which AWS
// may add, is left out; one that gives no codes stays: the refusal names it. No error repeats a value.
func (l *listing) addPage(page []types.MFADevice) error {
	if page == nil { // not even an empty list: some other server's answer
		return errors.New("holds no list")
	}
	if len(l.devices)+len(page) > maxDevices {
		return errors.New("holds more devices than a user can have")
	}
	for _, d := range page {
		serial := device.SerialNumber(aws.ToString(d.SerialNumber))
		known, err := isDevice(serial)
		if err != nil {
			return err
		}
		if err := l.belongs(serial, aws.ToString(d.UserName)); err != nil {
			return err
		}
		if d.EnableDate == nil || d.EnableDate.After(l.now.Add(maxLife)) {
			return errors.New("holds a device without a date in the past")
		}
		if slices.ContainsFunc(l.devices, func(other device.Device) bool { return other.SerialNumber == serial }) {
			return errors.New("names a device twice")
		}
		if known {
			l.devices = append(l.devices, device.Device{SerialNumber: serial, UserName: l.user, EnabledAt: d.EnableDate.UTC()})
		}
	}
	return nil
}

// belongs says that a device is one of the same user and account as the others.
func (l *listing) belongs(serial device.SerialNumber, user string) error {
	if user != "" && !isUserName(user) {
		return errors.New("holds a device of what is no user")
	}
	if l.user != "" && user != "" && !strings.EqualFold(user, l.user) {
		return errors.New("holds a device of another user")
	}
	account := serial.AccountID()
	if l.account != "" && account != "" && account != l.account {
		return errors.New("holds a device of another account")
	}
	if l.user == "" {
		l.user = user
	}
	if l.account == "" {
		l.account = account
	}
	return nil
}

// isDevice says whether the device is of a known kind; an error for what cannot be a device.
func isDevice(n device.SerialNumber) (known bool, err error) {
	_, err = device.ParseSerialNumber(string(n))
	if err == nil {
		return true, nil
	}
	if e := new(device.SerialNumberError); errors.As(err, &e) {
		switch e.Reason {
		case device.ReasonSecurityKey, device.ReasonSMS:
			return true, nil
		case device.ReasonOtherARN:
			if n.AccountID() != "" {
				return false, nil
			}
		case device.ReasonNotASerialNumber, device.ReasonUserARN, device.ReasonRoleARN, device.ReasonPartition:
		}
	}
	return false, errors.New("holds what is no device")
}

// isUserName is what IAM allows as the name of a user.
func isUserName(s string) bool {
	return isAll(s, 1, 64, func(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("_+=,.@-", c) >= 0 })
}
