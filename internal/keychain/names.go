package keychain

import "strings"

// Items of other kinds in the same places. Those that begin with "keys." are imported long-term keys:
// nothing that deletes sessions touches them.
const (
	sessionPrefix = "v1."
	keysPrefix    = "keys."
	tempPrefix    = ".tmp-"
)

// isOurs says whether an item may be deleted with the sessions: a session, a part of one, or what an
// interrupted write left. Some places list other programs' items too, so the form must fit exactly.
func isOurs(name string) bool {
	return isSessionName(name) || isChunkName(name) || isTempName(name)
}

// isSessionName recognises what session.Identity.Name gives: "v1.", 1 to 24 characters, a dot and
// 20 hexadecimal digits.
func isSessionName(name string) bool {
	parts := strings.Split(name, ".")
	return len(parts) == 3 && parts[0]+"." == sessionPrefix && isSlug(parts[1]) && isHex(parts[2], 20)
}

// isChunkName recognises a part of a session: its name, 16 hexadecimal digits and a number.
func isChunkName(name string) bool {
	parts := strings.Split(name, ".")
	return len(parts) == 5 && isSessionName(strings.Join(parts[:3], ".")) && isHex(parts[3], 16) && isNumber(parts[4])
}

// isTempName recognises what tempName gives.
func isTempName(name string) bool {
	random, ok := strings.CutPrefix(name, tempPrefix)
	return ok && isHex(random, 16)
}

// isKeysName recognises imported long-term keys.
func isKeysName(name string) bool { return strings.HasPrefix(name, keysPrefix) }

func isSlug(s string) bool {
	return len(s) > 0 && len(s) <= 24 && onlyHas(s, "abcdefghijklmnopqrstuvwxyz0123456789-")
}

func isHex(s string, length int) bool { return len(s) == length && onlyHas(s, "0123456789abcdef") }

func isNumber(s string) bool { return len(s) > 0 && len(s) <= 3 && onlyHas(s, "0123456789") }

func onlyHas(s, characters string) bool { return strings.Trim(s, characters) == "" }
