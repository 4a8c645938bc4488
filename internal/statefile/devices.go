package statefile

import (
	"maps"
	"slices"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// Devices remembers the device last used with each long-term access key.
type Devices struct{ Dir string }

var _ session.DeviceMemory = (*Devices)(nil)

// Remembered is empty when nothing sensible is remembered: what the file says is foreign text.
func (d *Devices) Remembered(accessKeyID string) device.SerialNumber {
	serial, _ := d.Look(accessKeyID) // nothing is remembered where nothing can be read
	return serial
}

// Look is Remembered, with what kept it from being read.
func (d *Devices) Look(accessKeyID string) (device.SerialNumber, error) {
	entries, err := d.record().load()
	if err != nil {
		return "", err
	}
	serial, err := device.ParseSerialNumber(entries[accessKeyID])
	if err != nil {
		return "", nil //nolint:nilerr // it could be read
	}
	return serial, nil
}

// All are the devices that are remembered, each once, in the order of their serial numbers.
func (d *Devices) All() []device.SerialNumber {
	entries, _ := d.record().load() // nothing is remembered where nothing can be read
	var all []device.SerialNumber
	for _, text := range slices.Sorted(maps.Values(entries)) {
		if serial, err := device.ParseSerialNumber(text); err == nil && !slices.Contains(all, serial) {
			all = append(all, serial)
		}
	}
	return all
}

// Remember writes only when it is another device than before.
func (d *Devices) Remember(accessKeyID string, s device.SerialNumber) error {
	if d.Remembered(accessKeyID) == s {
		return nil
	}
	return d.record().update(func(entries map[string]string) (map[string]string, error) {
		if entries == nil {
			entries = map[string]string{}
		}
		entries[accessKeyID] = string(s)
		return entries, nil
	})
}

// Forget is no error where nothing is remembered.
func (d *Devices) Forget(accessKeyID string) error {
	if !d.record().exists() {
		return nil
	}
	return d.record().update(func(entries map[string]string) (map[string]string, error) {
		if _, ok := entries[accessKeyID]; !ok {
			return nil, errUnchanged
		}
		delete(entries, accessKeyID)
		return entries, nil
	})
}

func (d *Devices) record() record[map[string]string] {
	return record[map[string]string]{dir: d.Dir, name: "devices.json"}
}
