package statefile

import (
	"path/filepath"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// FuzzDevices: whatever the file holds, what is remembered is a serial number or nothing, and the
// next one that is remembered comes back.
func FuzzDevices(f *testing.F) {
	f.Add([]byte(""), "AKIAEXAMPLE")
	f.Add([]byte("null"), "")
	f.Add([]byte(`{"version":1,"entries":{"AKIAEXAMPLE":"arn:aws:iam::123456789012:mfa/alice"}}`), "AKIAEXAMPLE")
	f.Add([]byte(`{"version":1,"entries":{"AKIAEXAMPLE":"arn:aws:iam::123456789012:user/alice"}}`), "AKIAEXAMPLE")
	f.Add([]byte(`{"version":1,"entries":["a"]}`), "a")
	f.Add([]byte("{\"version\":1,\"entries\":{\"\\u0000\":\"\xff\"}}"), "\x00")
	f.Fuzz(func(t *testing.T, content []byte, key string) {
		d := &Devices{Dir: newDir(t)}
		mustWrite(t, filepath.Join(d.Dir, "devices.json"), string(content))
		for _, serial := range append(d.All(), d.Remembered(key)) {
			if _, err := device.ParseSerialNumber(string(serial)); serial != "" && err != nil {
				t.Errorf("%q is no serial number: %v", serial, err)
			}
		}
		key = "AKIAEXAMPLE" // the grammar of keys is checked before
		if err := d.Remember(key, aliceDevice); err != nil || d.Remembered(key) != aliceDevice {
			t.Errorf("%q, %v", d.Remembered(key), err)
		}
	})
}

// FuzzSpent: whatever the file holds, a code that was sent is refused the second time, and one that
// nobody with the secret marked is not refused the first time.
func FuzzSpent(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("null"))
	f.Add([]byte(`{"version":1,"entries":[{"mac":"","sent_at":0}]}`))
	f.Add([]byte(`{"version":1,"entries":[{"mac":"00","sent_at":9223372036854775807}]}`))
	f.Add([]byte(`{"version":1,"entries":[{"mac":"00","sent_at":-9223372036854775808},null]}`))
	f.Add([]byte(`{"version":1,"entries":[{"mac":"00","sent_at":1e3}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s := spentIn(newDir(t), noon)
		mustWrite(t, filepath.Join(s.Dir, "spent.json"), string(content))
		const code = session.TokenCode("123456")
		if err := s.Spend(aliceDevice, code); err != nil {
			t.Errorf("the first time: %v", err)
		}
		if err := s.Spend(aliceDevice, code); !isSpent(err) {
			t.Errorf("the second time: %v", err)
		}
		if err := s.Unspend(aliceDevice, code); err != nil {
			t.Errorf("taking it back: %v", err)
		}
		if err := s.Spend(aliceDevice, code); err != nil {
			t.Errorf("after it was taken back: %v", err)
		}
	})
}
