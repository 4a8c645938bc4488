package session

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mfa-session/mfa-session/internal/device"
)

// Identity is what a stored session is bound to. Two profiles with the same access key and device
// share a session; another region of the partition does too.
type Identity struct {
	AccessKeyID    string // of the long-term keys
	SerialNumber   device.SerialNumber
	Partition      string // "aws", "aws-cn", …
	CustomEndpoint string // the STS endpoint where one is configured, else empty
}

// slugLength keeps item names short enough for every keychain (Windows shows 48 characters well).
const slugLength = 24

// Name is the name of the stored item: "v1.SLUG.HASH", lower case, letters, digits, dots and
// hyphens only, so that it is legal in a file system, keyctl, pass, wincred and on D-Bus. The hash
// decides; the slug is for people who look into their keychain. A change of the rule needs a new
// version prefix, so that old and new programs do not fight over an item.
func (id Identity) Name() string {
	h := sha256.New()
	for _, field := range []string{id.AccessKeyID, string(id.SerialNumber), id.Partition, id.CustomEndpoint} {
		_, _ = fmt.Fprintf(h, "%d:%s,", len(field), field) // with its length, no two lists read the same
	}
	return "v1." + slug(id.SerialNumber.Name()) + "." + hex.EncodeToString(h.Sum(nil)[:10])
}

func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if b.Len() == slugLength {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "device"
	}
	return b.String()
}

// TurnName names the turn that processes queue for: one per access key, so that one with a device
// and one that has yet to find it do not both ask.
func (id Identity) TurnName() string {
	id.SerialNumber = ""
	name := id.Name()
	return "turn." + name[strings.LastIndex(name, ".")+1:]
}
