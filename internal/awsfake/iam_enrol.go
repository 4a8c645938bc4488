package awsfake

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"regexp"
	"time"
)

var (
	deviceNameConstraint = constraint{1, 226, regexp.MustCompile(`\A[\w+=,.@-]+\z`)}
	pathConstraint       = constraint{1, 512, regexp.MustCompile(`\A(/|/[\x21-\x7E]+/)\z`)}
)

// maxDevices is how many devices a user may have (IAM User Guide, IAM and AWS STS quotas).
const maxDevices = 8

var (
	errNotThisUsersMFA = &apiError{
		http.StatusForbidden, "AccessDenied",
		"To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.",
	}
	errDeviceCodes  = &apiError{http.StatusForbidden, "InvalidAuthenticationCode", "Authentication code for device is not valid."}
	errDeviceExists = &apiError{http.StatusConflict, "EntityAlreadyExists", "MFA device already exists."}
	errDeviceInUse  = &apiError{http.StatusConflict, "EntityAlreadyExists", "MFA Device is already in use."}
	errDeviceLimit  = &apiError{http.StatusConflict, "LimitExceeded", "Cannot exceed quota for MfaDevicesPerUser: 8"}
	errNotTheDevice = &apiError{http.StatusNotFound, "NoSuchEntity", "MFA Device invalid for user."}
)

type createVirtualMFADeviceResult struct {
	XMLName xml.Name `xml:"CreateVirtualMFADeviceResult"`
	Serial  string   `xml:"VirtualMFADevice>SerialNumber"`
	Seed    string   `xml:"VirtualMFADevice>Base32StringSeed"` // base64 of the base32
}

// createVirtualMFADevice makes a device that is nobody's yet.
func (s *Server) createVirtualMFADevice(c *call) (any, *apiError) {
	v := &validation{call: c}
	name := v.required("VirtualMFADeviceName", deviceNameConstraint)
	path := v.text("Path", pathConstraint)
	if err := v.err(); err != nil {
		return nil, err
	}
	if path == "" {
		path = "/"
	}
	serial := c.caller.accountARN("mfa" + path + name)
	if err := s.authorize(c, resource{serial, serial}); err != nil {
		return nil, err
	}
	if s.deviceWith(serial) != nil {
		return nil, errDeviceExists
	}
	d := &registration{Device: Device{SerialNumber: serial, Seed: newSeed()}}
	s.devices = append(s.devices, d)
	return &createVirtualMFADeviceResult{Serial: serial, Seed: base64.StdEncoding.EncodeToString([]byte(d.Seed))}, nil
}

// ownsWithoutMFA says whether a key alone is at the devices of its own user, who has one already: AWS
// refuses that whatever the policies say, since 2023-04-21 (security bulletin AWS-2023-001).
func (s *Server) ownsWithoutMFA(c *call, target *account) bool {
	return target == c.caller.account && !c.caller.mfa && len(s.devicesOf(target)) > 0
}

// enableMFADevice takes two codes in a row. STS does not count them as used.
func (s *Server) enableMFADevice(c *call) (any, *apiError) {
	v := &validation{call: c}
	first, second := v.required("AuthenticationCode1", codeConstraint), v.required("AuthenticationCode2", codeConstraint)
	a, d, err := s.deviceFor(c, v)
	switch {
	case err != nil:
		return nil, err
	case d == nil:
		return nil, errNoSuch("VirtualMFADevice with serial number " + c.form.Get("SerialNumber") + " does not exist.")
	case d.user != nil:
		return nil, errDeviceInUse
	case len(s.devicesOf(a)) == maxDevices:
		return nil, errDeviceLimit
	case !s.inARow(d.Seed, first, second):
		return nil, errDeviceCodes
	}
	d.user, d.EnabledAt = a, s.clock().Truncate(time.Second)
	return nil, nil
}

// deviceFor is the device that a call is about, nil for none, and the user it is for, if the caller may
// make the call.
func (s *Server) deviceFor(c *call, v *validation) (*account, *registration, *apiError) {
	name := v.required("UserName", userNameConstraint)
	serial := v.required("SerialNumber", serialConstraint)
	if err := v.err(); err != nil {
		return nil, nil, err
	}
	a := s.userNamed(c.caller.number, partitionOfARN(c.caller.arn), name)
	if a == nil {
		return nil, nil, errNoSuchUser(name)
	}
	if err := s.authorize(c, resource{a.ARN(), "user " + a.Name}); err != nil {
		return nil, nil, err
	}
	if s.ownsWithoutMFA(c, a) {
		return nil, nil, errNotThisUsersMFA
	}
	return a, s.deviceWith(serial), nil
}

// inARow finds two codes of consecutive steps, as far from now as AWS looks.
func (s *Server) inARow(seed, first, second string) bool {
	const before, after = 998, 1000
	now := stepAt(s.clock())
	for step := now - before; step < now+after; step++ {
		if one, err := codeOfStep(seed, step); err != nil || one != first {
			continue
		}
		if two, err := codeOfStep(seed, step+1); err == nil && two == second {
			return true
		}
	}
	return false
}

func (s *Server) deactivateMFADevice(c *call) (any, *apiError) {
	a, d, err := s.deviceFor(c, &validation{call: c})
	switch {
	case err != nil:
		return nil, err
	case d == nil || d.user != a:
		return nil, errNotTheDevice
	}
	d.user = nil
	return nil, nil
}
