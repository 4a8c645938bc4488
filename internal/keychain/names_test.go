package keychain

import (
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

func TestOnlyTheItemsOfSessionsAreOurs(t *testing.T) {
	name := alice().Name()
	for item, want := range map[string]bool{
		name:                        true,
		"v1.-.00000000000000000000": true,
		"v1." + strings.Repeat("a", 24) + ".00000000000000000000": true,
		"v1." + strings.Repeat("a", 25) + ".00000000000000000000": false,
		"v1..00000000000000000000":                                false,
		name + ".0123456789abcdef.0":                              true,
		name + ".0123456789abcdef.27":                             true,
		name + ".0123456789abcdef.999":                            true,
		name + ".0123456789abcdef.":                               false,
		name + ".0123456789abcdef.1000":                           false,
		name + ".0123456789abcdef":                                false,
		name + ".0123456789abcdeg.0":                              false,
		name + ".0123456789abcdef.0.0":                            false,
		tempName():                                                true,
		".tmp-":                                                   false,
		".tmp-0123456789abcdeF":                                   false,
		".tmp-0123456789abcdef0":                                  false,
		"":                                                        false,
		"v1":                                                      false,
		"v1.phone":                                                false,
		"V1" + name[2:]:                                           false,
		"v2" + name[2:]:                                           false,
		name + "0":                                                false,
		name + "\n":                                               false,
		"../" + name:                                              false,
		"keys." + name:                                            false,
		passphraseCheck:                                           false,
	} {
		if got := isOurs(item); got != want {
			t.Errorf("%q: %t", item, got)
		}
	}
}

// Every session, its parts and temporary items are ours; nothing that begins with "keys." ever is,
// and nothing that differs from them in a character that no name has.
func FuzzNames(f *testing.F) {
	f.Add("AKIAEXAMPLE", "arn:aws:iam::111122223333:mfa/phone", "aws", "", "keys.")
	f.Add("", "", "", "https://sts.example.com", "/")
	f.Add("AKIAEXAMPLE", "arn:aws:iam::111122223333:mfa/team/É", "aws-cn", "\x00", "\n")
	f.Fuzz(func(t *testing.T, key, serial, partition, endpoint, more string) {
		name := session.Identity{AccessKeyID: key, SerialNumber: device.SerialNumber(serial), Partition: partition, CustomEndpoint: endpoint}.Name()
		m := manifest{Chunks: 3, SHA256: hexSum([]byte(more))}
		for _, ours := range []string{name, m.chunkName(name, 0), m.chunkName(name, maxRecord/chunkSize), tempName()} {
			if !isOurs(ours) {
				t.Errorf("%q is not ours", ours)
			}
			if isOurs(keysPrefix+ours) || isOurs(keysPrefix+more) || isOurs(ours+"/"+more) || isOurs(more+"/"+ours) {
				t.Errorf("something made of %q and %q is ours", ours, more)
			}
		}
		if isSessionName(m.chunkName(name, 0)) || isSessionName(tempName()) {
			t.Error("a part counts as a session")
		}
	})
}
