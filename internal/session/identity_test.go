package session_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// Items are found by these names again, by other versions too: a change here loses stored sessions.
func TestNamesStayWhatTheyAre(t *testing.T) {
	alice := session.Identity{AccessKeyID: keyID, SerialNumber: phone, Partition: "aws"}
	with := func(change func(id *session.Identity)) session.Identity {
		id := alice
		change(&id)
		return id
	}
	tests := []struct {
		name       string
		id         session.Identity
		item, turn string
	}{
		{"an ARN", alice, "v1.phone.0f97f442857e4ecf7064", "turn.b51ab232dc8736eb1ad3"},
		{"a custom endpoint", with(func(id *session.Identity) { id.CustomEndpoint = "https://sts.example.com" }), "v1.phone.59480b3b430f0c0aebe0", "turn.0055a0fd787a5e68f986"},
		{"another partition", with(func(id *session.Identity) { id.Partition = "aws-cn" }), "v1.phone.fdb5391bb2ad679696f9", "turn.34f5c751900a0e34ecd0"},
		{"another key", with(func(id *session.Identity) { id.AccessKeyID = "AKIAEXAMPLE2" }), "v1.phone.efab27e95f7e4366dfc2", "turn.1b6afed2d24db0d7ff21"},
		{"a bare number", with(func(id *session.Identity) { id.SerialNumber = "GAHT12345678" }), "v1.gaht12345678.70567eb049a0f2b78c6b", "turn.b51ab232dc8736eb1ad3"},
		{"a path, odd characters, a long name", with(func(id *session.Identity) {
			id.SerialNumber = "arn:aws:iam::111122223333:mfa/team/Alice+home=phone@example.com"
		}), "v1.alice-home-phone-example.56977deb708c87fd9ddf", "turn.b51ab232dc8736eb1ad3"},
		{"the first and the last letters and digits, and their neighbours", with(func(id *session.Identity) {
			id.SerialNumber = "AZaz09@[`{:"
		}), "v1.azaz09-----.fc5f9926ae1c1edb665e", "turn.b51ab232dc8736eb1ad3"},
		{"no device", with(func(id *session.Identity) { id.SerialNumber = "" }), "v1.device.b51ab232dc8736eb1ad3", "turn.b51ab232dc8736eb1ad3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.id.Name(); got != tt.item {
				t.Errorf("Name() = %q, want %q", got, tt.item)
			}
			if got := tt.id.TurnName(); got != tt.turn {
				t.Errorf("TurnName() = %q, want %q", got, tt.turn)
			}
		})
	}
}

var (
	itemName = regexp.MustCompile(`\Av1\.[a-z0-9-]{1,24}\.[0-9a-f]{20}\z`)
	turnName = regexp.MustCompile(`\Aturn\.[0-9a-f]{20}\z`)
)

// Two identities have one name only if they are one, and one turn only if they differ in nothing
// but the device.
func FuzzNames(f *testing.F) {
	f.Add(keyID, string(phone), "aws", "", keyID, string(phone), "aws", "")
	f.Add(keyID, string(phone), "aws", "", keyID, string(tablet), "aws", "")
	f.Add(keyID, "x", "aws", "", keyID+"x", "", "aws", "")
	f.Add("1:a,", "", "", "", "", "1:a,", "", "")
	f.Add("a,1:b", "", "", "", "a", "b", "", "")
	f.Add("\xff", "", "", "", "\xfe", "", "", "")
	f.Add(keyID, "\xff\xfe", "aws", "", keyID, "��", "aws", "")
	f.Add(keyID, "ABC", "aws", "", keyID, "abc", "aws", "")
	f.Add(keyID, "name/", "aws", "", keyID, strings.Repeat("İ", 30), "aws", "https://example.com/\n")
	f.Fuzz(func(t *testing.T, key1, serial1, partition1, endpoint1, key2, serial2, partition2, endpoint2 string) {
		a := session.Identity{key1, device.SerialNumber(serial1), partition1, endpoint1}
		b := session.Identity{key2, device.SerialNumber(serial2), partition2, endpoint2}
		for _, id := range []session.Identity{a, b} {
			if name := id.Name(); !itemName.MatchString(name) || len(name) > 48 {
				t.Errorf("%q has the name %q", id, name)
			}
			if name := id.TurnName(); !turnName.MatchString(name) {
				t.Errorf("%q has the turn %q", id, name)
			}
		}
		if (a.Name() == b.Name()) != (a == b) {
			t.Errorf("%q and %q: %s and %s", a, b, a.Name(), b.Name())
		}
		a.SerialNumber, b.SerialNumber = "", ""
		id := session.Identity{key1, device.SerialNumber(serial1), partition1, endpoint1}
		if id.TurnName() != a.TurnName() {
			t.Errorf("%q: the turn %s is not that of the key, %s", id, id.TurnName(), a.TurnName())
		}
		if (a.TurnName() == b.TurnName()) != (a == b) {
			t.Errorf("%q and %q: %s and %s", a, b, a.TurnName(), b.TurnName())
		}
	})
}
