package device

import (
	"fmt"
	"strings"
)

// Reason says why a serial number cannot name a device that gives codes.
type Reason int

// What a refused serial number is.
const (
	ReasonNotASerialNumber Reason = iota // not 9 to 256 of AWS's characters
	ReasonUserARN                        // arn:…:user/NAME, the usual mix-up
	ReasonRoleARN
	ReasonOtherARN
	ReasonSecurityKey
	ReasonSMS
	ReasonPartition // a device of another partition than the region's
)

// SerialNumberError is a serial number that by its form cannot be used.
type SerialNumberError struct {
	SerialNumber string
	Reason       Reason
	Region       string // with ReasonPartition: the region that lies elsewhere
}

func (e *SerialNumberError) Error() string {
	what := ""
	switch e.Reason {
	case ReasonNotASerialNumber:
		what = "is not a serial number: 9 to 256 letters, digits or +=/:,.@_-"
	case ReasonUserARN:
		what = "is the ARN of a user, not of an MFA device"
	case ReasonRoleARN:
		what = "is the ARN of a role, not of an MFA device"
	case ReasonOtherARN:
		what = "is not the ARN of an MFA device"
	case ReasonSecurityKey:
		what = "is a security key or passkey: it gives no code, and STS takes codes only"
	case ReasonSMS:
		what = "is an SMS device, which AWS has discontinued"
	case ReasonPartition:
		what = fmt.Sprintf("is not of the partition of the region %s", e.Region)
	}
	return fmt.Sprintf("%q %s", e.SerialNumber, what)
}

// NotRegisteredError is the refusal: the caller has no device that gives codes.
type NotRegisteredError struct {
	Registered []Device     // what there is instead: security keys, SMS; empty when nothing
	Want       SerialNumber // the device asked for, empty when none was
}

func (e *NotRegisteredError) Error() string {
	if len(e.Registered) == 0 {
		return "no MFA device is registered for this user"
	}
	return "this user has no virtual or hardware MFA device, only " + names(e.Registered)
}

// ChoiceError says that it is not clear which device to ask, or that the wanted one is not the
// caller's. Usable names those that would do; it is never empty.
type ChoiceError struct {
	Want   SerialNumber // empty: several would do
	Usable []Device
}

func (e *ChoiceError) Error() string {
	if e.Want == "" {
		return "several MFA devices are registered: " + names(e.Usable)
	}
	return fmt.Sprintf("%s is not an MFA device of this user; registered: %s", e.Want, names(e.Usable))
}

func names(devices []Device) string {
	list := make([]string, len(devices))
	for i, d := range devices {
		list[i] = string(d.SerialNumber)
	}
	return strings.Join(list, ", ")
}
