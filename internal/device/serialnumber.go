// Package device knows what an MFA device is, tells from its serial number whether it can give a
// token code, and chooses the one to ask.
//
// Its rules: a serial number is judged by its form only, no network is asked here; a device that
// cannot give a code (security key, passkey, SMS) is never chosen, only named.
package device

import (
	"regexp"
	"strings"
)

// SerialNumber identifies an MFA device: the ARN of a virtual device, or the number printed on a
// hardware device. Only ParseSerialNumber makes one from foreign text.
type SerialNumber string

// Kind says what sort of device a serial number names.
type Kind int

// The kinds of MFA device. Only Virtual and Hardware give token codes.
const (
	Unknown     Kind = iota // an ARN that names something else, such as a user
	Virtual                 // an authenticator app
	Hardware                // a key fob; any serial number that is no ARN
	SecurityKey             // FIDO2 security key or passkey, also the old U2F
	SMS                     // discontinued by AWS, still found in old accounts
)

// String is the name that messages and JSON use.
func (k Kind) String() string {
	switch k {
	case Virtual:
		return "virtual"
	case Hardware:
		return "hardware"
	case SecurityKey:
		return "security-key"
	case SMS:
		return "sms"
	case Unknown:
	}
	return "unknown"
}

// The lengths and characters that STS accepts as SerialNumber (API reference of GetSessionToken).
const minLength, maxLength = 9, 256

var (
	allowed    = regexp.MustCompile(`\A[\w+=/:,.@-]*\z`)
	arnPattern = regexp.MustCompile(`\Aarn:(aws[a-z-]*):iam::(\d{12}):(.+)\z`)
)

// ParseSerialNumber accepts what names a virtual or a hardware device. Everything else is a
// *SerialNumberError, which tells what it is instead.
func ParseSerialNumber(s string) (SerialNumber, error) {
	n := SerialNumber(s)
	switch {
	case len(s) < minLength || len(s) > maxLength || !allowed.MatchString(s):
		return "", &SerialNumberError{SerialNumber: s, Reason: ReasonNotASerialNumber}
	case n.Kind() == SecurityKey:
		return "", &SerialNumberError{SerialNumber: s, Reason: ReasonSecurityKey}
	case n.Kind() == SMS:
		return "", &SerialNumberError{SerialNumber: s, Reason: ReasonSMS}
	case n.Kind() == Unknown:
		return "", &SerialNumberError{SerialNumber: s, Reason: reasonForARN(s)}
	}
	return n, nil
}

func reasonForARN(s string) Reason {
	m := arnPattern.FindStringSubmatch(s)
	switch {
	case m == nil:
		return ReasonOtherARN
	case strings.HasPrefix(m[3], "user/"):
		return ReasonUserARN
	case strings.HasPrefix(m[3], "role/"):
		return ReasonRoleARN
	}
	return ReasonOtherARN
}

// Kind tells the kind of device by the form of the serial number: the resource part of an ARN, or
// no ARN at all. Hardware devices have bare numbers in every partition.
func (s SerialNumber) Kind() Kind {
	if !strings.HasPrefix(string(s), "arn:") {
		if s == "" {
			return Unknown
		}
		return Hardware
	}
	m := arnPattern.FindStringSubmatch(string(s))
	if m == nil {
		return Unknown
	}
	resource, name, _ := strings.Cut(m[3], "/")
	switch {
	case name == "":
		return Unknown
	case resource == "mfa":
		return Virtual
	case resource == "u2f":
		return SecurityKey
	case resource == "sms-mfa":
		return SMS
	}
	return Unknown
}

// GivesCodes says whether STS takes codes of such a device.
func (s SerialNumber) GivesCodes() bool {
	k := s.Kind()
	return k == Virtual || k == Hardware
}

// Partition is the AWS partition in an ARN ("aws", "aws-cn", …), empty for a bare number.
func (s SerialNumber) Partition() string { return s.arnPart(1) }

// AccountID is the account in an ARN, twelve digits, empty for a bare number.
func (s SerialNumber) AccountID() string { return s.arnPart(2) }

// Name is what a person calls the device: the last part of an ARN, or the bare number.
func (s SerialNumber) Name() string {
	return string(s)[strings.LastIndex(string(s), "/")+1:]
}

func (s SerialNumber) arnPart(i int) string {
	if m := arnPattern.FindStringSubmatch(string(s)); m != nil {
		return m[i]
	}
	return ""
}
