package device_test

import (
	"errors"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
)

func TestFind(t *testing.T) {
	const (
		phone  = "arn:aws:iam::111122223333:mfa/phone"
		teams  = "arn:aws:iam::111122223333:mfa/team/phone"
		tablet = "arn:aws:iam::111122223333:mfa/tablet"
		fob    = "GAHT12345678"
		key    = "arn:aws:iam::111122223333:u2f/user/alice/key-ID"
	)
	of := func(serials ...device.SerialNumber) []device.Device {
		var devices []device.Device
		for _, s := range serials {
			devices = append(devices, device.Device{SerialNumber: s})
		}
		return devices
	}
	for _, test := range []struct {
		name       string
		registered []device.Device
		called     string
		want       device.SerialNumber
		err        any // a pointer to the kind of error
	}{
		{"by its name", of(phone, tablet), "tablet", tablet, nil},
		{"by its serial number", of(phone, tablet), phone, phone, nil},
		{"a hardware device", of(phone, fob), fob, fob, nil},
		{"two of one name", of(phone, teams), "phone", "", new(*device.ChoiceError)},
		{"one of two by its serial number", of(phone, teams), teams, teams, nil},
		{"none of that name", of(phone, tablet), "Phone", "", new(*device.ChoiceError)},
		{"a serial number that is not there", of(phone), tablet, "", new(*device.ChoiceError)},
		{"a security key", of(phone, key), "key-ID", "", new(*device.SerialNumberError)},
		{"a security key by its serial number", of(phone, key), key, "", new(*device.SerialNumberError)},
		{"only a security key", of(key), "phone", "", new(*device.NotRegisteredError)},
		{"nothing", nil, "phone", "", new(*device.NotRegisteredError)},
		{"no name", of(phone), "", "", new(*device.ChoiceError)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := device.Find(test.registered, test.called)
			if got.SerialNumber != test.want || (err == nil) != (test.err == nil) || err != nil && !errors.As(err, test.err) {
				t.Errorf("got %q, %v (%T)", got.SerialNumber, err, err)
			}
		})
	}
}

func TestADeviceIsCalledByItsNameWhereThatIsEnough(t *testing.T) {
	const (
		phone  = "arn:aws:iam::111122223333:mfa/phone"
		teams  = "arn:aws:iam::111122223333:mfa/team/phone"
		tablet = "arn:aws:iam::111122223333:mfa/tablet"
	)
	all := []device.Device{{SerialNumber: phone}, {SerialNumber: tablet}, {SerialNumber: teams}}
	for i, want := range []string{phone, "tablet", teams} {
		if got := device.Called(all, all[i]); got != want {
			t.Errorf("%s is called %q, want %q", all[i].SerialNumber, got, want)
		}
	}
	if got := device.Called(all[:2], all[0]); got != "phone" {
		t.Errorf("the only phone is called %q", got)
	}
}
