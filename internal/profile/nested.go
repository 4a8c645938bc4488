package profile

import (
	"strings"
	"unicode/utf8"
)

// nested is a setting of an indented block, empty if it is not there. Unlike other keys those in
// blocks are compared with case, and of two the last counts (botocore, configloader.py,
// _parse_nested).
func (s *setting) nested(key string) (string, error) {
	block := s.lines()
	if block == "" {
		return "", nil
	}
	if !strings.HasPrefix(block, "\n") {
		return "", s.fault(errNotNested)
	}
	if !utf8.ValidString(block) {
		return "", s.fault(errNotUTF8)
	}
	found := ""
	for _, l := range strings.FieldsFunc(block, isLineBoundary) {
		l = strings.TrimFunc(l, isSpace)
		if l == "" {
			continue
		}
		name, value, ok := strings.Cut(l, "=")
		if !ok {
			return "", s.fault(errNotNested)
		}
		if strings.TrimFunc(name, isSpace) == key {
			found = strings.TrimFunc(value, isSpace)
		}
	}
	return found, nil
}

// isLineBoundary is where Python's str.splitlines cuts.
func isLineBoundary(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}
