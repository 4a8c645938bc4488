package device

import "time"

// Device is an MFA device that is enabled for a user.
type Device struct {
	SerialNumber SerialNumber
	UserName     string
	EnabledAt    time.Time
}

// Usable are those of the devices that give codes, in the order given.
func Usable(devices []Device) []Device {
	var usable []Device
	for _, d := range devices {
		if d.SerialNumber.GivesCodes() {
			usable = append(usable, d)
		}
	}
	return usable
}
