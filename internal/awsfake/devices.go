package awsfake

import (
	"slices"
	"time"
)

// Device is an MFA device that is enabled for a user.
type Device struct {
	SerialNumber string
	Seed         string // base32; empty for a security key, which gives no codes
	EnabledAt    time.Time
}

// registration binds a device to its user.
type registration struct {
	Device
	user *account
}

// seedLength is that of the seeds IAM makes: 64 letters of base32, 320 bits.
const seedLength = 64

// AddVirtualDevice enables a virtual device for the user: arn:…:mfa/NAME.
func (s *Server) AddVirtualDevice(u User, name string) Device {
	return s.AddDevice(u, Device{SerialNumber: u.completed().iamARN("mfa", "/", name), Seed: newSeed()})
}

// AddHardwareDevice enables a hardware device with a bare serial number such as GAHT12345678.
func (s *Server) AddHardwareDevice(u User, serial string) Device {
	return s.AddDevice(u, Device{SerialNumber: serial, Seed: newSeed()})
}

// AddSecurityKey enables a FIDO2 security key: arn:…:u2f/user/USER/NAME-ID.
func (s *Server) AddSecurityKey(u User, name string) Device {
	const idOfKeyLength = 26 // as in the example of the AWS CLI's reference of list-mfa-devices
	path := "/user/" + u.Name + "/" + name + "-"
	return s.AddDevice(u, Device{SerialNumber: u.completed().iamARN("u2f", path, randomText(upperAndDigits, idOfKeyLength))})
}

// AddDevice enables a device that a test made up or removed before. A device without EnabledAt has
// been enabled for a day. The user must have been added, the serial number must be free and the
// seed base32: anything else is a mistake of the test, and panics.
func (s *Server) AddDevice(u User, d Device) Device {
	if _, err := codeOfStep(d.Seed, 0); d.Seed != "" && err != nil {
		panic("awsfake: the seed is not base32: " + d.SerialNumber)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deviceWith(d.SerialNumber) != nil {
		panic("awsfake: the serial number is taken: " + d.SerialNumber)
	}
	if d.EnabledAt.IsZero() {
		d.EnabledAt = s.clock().Add(-longAgo).Truncate(time.Second)
	}
	s.devices = append(s.devices, &registration{Device: d, user: s.mustHave(u)})
	return d
}

// RemoveDevice disables a device. Its used codes and its attempts stay known, as at AWS, where
// making a device anew does not reset them.
func (s *Server) RemoveDevice(serial string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.devices = slices.DeleteFunc(s.devices, func(r *registration) bool { return r.SerialNumber == serial })
}

// deviceWith finds a device; nil when there is none. It needs the lock.
func (s *Server) deviceWith(serial string) *registration {
	for _, r := range s.devices {
		if r.SerialNumber == serial {
			return r
		}
	}
	return nil
}

// devicesOf are those of one user, in the order of their registration. It needs the lock.
func (s *Server) devicesOf(a *account) []*registration {
	var own []*registration
	for _, r := range s.devices {
		if r.user == a {
			own = append(own, r)
		}
	}
	return own
}

func newSeed() string { return randomText(upperAndDigits, seedLength) }
