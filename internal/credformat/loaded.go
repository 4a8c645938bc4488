package credformat

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrNotLoaded is a value of MFA_SESSION_LOADED that this program did not write.
var ErrNotLoaded = errors.New("MFA_SESSION_LOADED holds neither a profile nor a key")

// environmentKeys begins the mark of keys that came from the environment. The colon of a profile
// with such a name is escaped.
const environmentKeys = "env:"

// plainInMark are the bytes of a profile's name that stand for themselves. No white space, quote or
// glob character of any shell is among them, no "~" or "=", which some shells expand at the start
// of a value, and no comma, which people use as IFS.
const plainInMark = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@+/-"

const keyPattern = `\A[A-Z0-9]{16,128}\z`

// mark is the value of MFA_SESSION_LOADED: the profile, odd bytes as %XX, or "env:" and the access
// key of long-term keys that came from the environment.
func (l Loaded) mark() string {
	if l.Profile == "" {
		return environmentKeys + l.AccessKeyID
	}
	return escapeProfile(l.Profile)
}

func escapeProfile(name string) string {
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if strings.IndexByte(plainInMark, c) < 0 || c == ':' && name[:i+1] == environmentKeys {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// DecodeLoaded tells from the value of MFA_SESSION_LOADED whose session is loaded: that of a
// profile, or that of an access key which was in the environment. One of the two is empty. It fails
// with ErrNotLoaded. Bytes that need no escape today are taken as they are, escaped or not.
func DecodeLoaded(value string) (profile, accessKeyID string, err error) {
	if id, found := strings.CutPrefix(value, environmentKeys); found {
		if !regexp.MustCompile(keyPattern).MatchString(id) {
			return "", "", ErrNotLoaded
		}
		return "", id, nil
	}
	profile, ok := unescapeProfile(value)
	if !ok || profile == "" {
		return "", "", ErrNotLoaded
	}
	return profile, "", nil
}

func unescapeProfile(value string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '%' {
			escaped, err := strconv.ParseUint(value[i+1:min(i+3, len(value))], 16, 8)
			if err != nil || i+3 > len(value) {
				return "", false
			}
			c = byte(escaped)
			i += 2
		}
		b.WriteByte(c)
	}
	return b.String(), true
}
