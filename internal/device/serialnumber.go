// Package device knows what an MFA device is, tells from its serial number whether it can give a
// token code, and chooses the one to ask.
//
// Its rules: a serial number is judged by its form only, no network is asked here; a device that
// cannot give a code (security key, passkey, SMS) is never chosen, only named.
package device

import "strings"

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

const (
	digits     = "0123456789"
	lower      = "abcdefghijklmnopqrstuvwxyz"
	characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + lower + digits + "_+=/:,.@-"
)

// ParseSerialNumber accepts what names a virtual or a hardware device. Everything else is a
// *SerialNumberError, which tells what it is instead.
func ParseSerialNumber(s string) (SerialNumber, error) {
	n := SerialNumber(s)
	switch {
	case len(s) < minLength || len(s) > maxLength || strings.Trim(s, characters) != "":
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
	_, _, resource, ok := splitARN(s)
	switch {
	case !ok:
		return ReasonOtherARN
	case strings.HasPrefix(resource, "user/"):
		return ReasonUserARN
	case strings.HasPrefix(resource, "role/"):
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
	_, _, resource, ok := splitARN(string(s))
	if !ok {
		return Unknown
	}
	resource, name, _ := strings.Cut(resource, "/")
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
func (s SerialNumber) Partition() string {
	partition, _, _, _ := splitARN(string(s))
	return partition
}

// AccountID is the account in an ARN, twelve digits, empty for a bare number.
func (s SerialNumber) AccountID() string {
	_, account, _, _ := splitARN(string(s))
	return account
}

// Name is what a person calls the device: the last part of an ARN, or the bare number.
func (s SerialNumber) Name() string {
	return string(s)[strings.LastIndex(string(s), "/")+1:]
}

// splitARN splits the ARN of something in IAM: "arn:PARTITION:iam::ACCOUNT:RESOURCE". It is done by
// hand because every start of the program would compile a regular expression.
func splitARN(s string) (partition, account, resource string, ok bool) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "iam" || parts[3] != "" {
		return "", "", "", false
	}
	partition, account, resource = parts[1], parts[4], parts[5]
	rest, isAWS := strings.CutPrefix(partition, "aws")
	if !isAWS || strings.Trim(rest, lower+"-") != "" || len(account) != 12 || strings.Trim(account, digits) != "" ||
		resource == "" || strings.Contains(resource, "\n") {
		return "", "", "", false
	}
	return partition, account, resource, true
}
