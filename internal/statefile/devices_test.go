package statefile

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
)

const (
	aliceDevice = device.SerialNumber("arn:aws:iam::123456789012:mfa/alice")
	bobDevice   = device.SerialNumber("GAHT12345678")
)

func TestDevices(t *testing.T) {
	d := &Devices{Dir: newDir(t)}
	if err := d.Forget("AKIAEXAMPLE1"); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(d.Dir); err == nil {
		t.Error("a directory was made for nothing")
	}
	if err := errors.Join(
		d.Remember("AKIAEXAMPLE1", bobDevice), d.Remember("AKIAEXAMPLE1", aliceDevice), d.Remember("AKIAEXAMPLE2", bobDevice),
	); err != nil {
		t.Fatal(err)
	}
	want := func(key string, serial device.SerialNumber) {
		t.Helper()
		if got := d.Remembered(key); got != serial {
			t.Errorf("of %s: %q, want %q", key, got, serial)
		}
	}
	want("AKIAEXAMPLE1", aliceDevice)
	want("AKIAEXAMPLE2", bobDevice)
	want("AKIAEXAMPLE3", "")
	if got := d.All(); !slices.Equal(got, []device.SerialNumber{bobDevice, aliceDevice}) {
		t.Errorf("all: %q", got)
	}
	if err := errors.Join(d.Forget("AKIAEXAMPLE1"), d.Forget("AKIAEXAMPLE3")); err != nil {
		t.Error(err)
	}
	want("AKIAEXAMPLE1", "")
	want("AKIAEXAMPLE2", bobDevice)
}

func TestADeviceRememberedAgainIsNotWrittenAgain(t *testing.T) {
	d := &Devices{Dir: newDir(t)}
	path := filepath.Join(d.Dir, "devices.json")
	if err := d.Remember("AKIAEXAMPLE", aliceDevice); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Remember("AKIAEXAMPLE", aliceDevice); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was replaced: %v", err)
	}
}

func TestWhatIsRememberedMustBeADeviceThatGivesCodes(t *testing.T) {
	for name, content := range map[string]string{
		"no JSON":        "?",
		"a list":         `{"version":1,"entries":["AKIAEXAMPLE"]}`,
		"a security key": `{"version":1,"entries":{"AKIAEXAMPLE":"arn:aws:iam::123456789012:u2f/user/alice/key"}}`,
		"a user":         `{"version":1,"entries":{"AKIAEXAMPLE":"arn:aws:iam::123456789012:user/alice"}}`,
		"escapes":        `{"version":1,"entries":{"AKIAEXAMPLE":"\u001b[31m123456789"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			d := &Devices{Dir: newDir(t)}
			mustWrite(t, filepath.Join(d.Dir, "devices.json"), content)
			if got := d.Remembered("AKIAEXAMPLE"); got != "" {
				t.Errorf("remembered %q", got)
			}
			if got := d.All(); len(got) > 0 {
				t.Errorf("all: %q", got)
			}
			if err := d.Remember("AKIAEXAMPLE", aliceDevice); err != nil {
				t.Fatal(err)
			}
			if got := d.Remembered("AKIAEXAMPLE"); got != aliceDevice {
				t.Errorf("then remembered %q", got)
			}
		})
	}
}
