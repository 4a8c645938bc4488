package awsapi

// The grammar of what becomes part of a request or of an answer is told by hand: every start of the
// program would compile regular expressions for it, which takes longer than reading the keychain.
// The few that only an answer of AWS needs are compiled there.

// isAll says that a text has from least to most bytes, and of one kind only.
func isAll(s string, least, most int, kind func(byte) bool) bool {
	for i := range len(s) {
		if !kind(s[i]) {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isUpperOrDigit(c byte) bool { return 'A' <= c && c <= 'Z' || isDigit(c) }

func isAlphanumeric(c byte) bool { return isLower(c) || isUpperOrDigit(c) }

// isGraphic is ASCII that is printed, without the space.
func isGraphic(c byte) bool { return '!' <= c && c <= '~' }
