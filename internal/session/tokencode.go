package session

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// TokenCode is exactly six ASCII digits. It prints redacted; Digits reveals it.
type TokenCode string

// ErrNotACode is a text that is no token code. The text is not repeated: it may be a password
// typed in the wrong place.
var ErrNotACode = errors.New("a token code is six digits")

// ParseTokenCode accepts six ASCII digits, also as two groups ("123 456") and with white space
// around them.
func ParseTokenCode(s string) (TokenCode, error) {
	groups := strings.Fields(s)
	if len(groups) > 2 {
		return "", ErrNotACode
	}
	code := strings.Join(groups, "")
	if len(code) != 6 {
		return "", ErrNotACode
	}
	for _, c := range []byte(code) {
		if c < '0' || c > '9' {
			return "", ErrNotACode
		}
	}
	return TokenCode(code), nil
}

// Digits are the six digits, to be sent and nothing else.
func (c TokenCode) Digits() string { return string(c) }

// String redacts.
func (c TokenCode) String() string { return "[token code]" }

// Format redacts under every verb: those for numbers would print the digits of a plain string.
func (c TokenCode) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText redacts.
func (c TokenCode) MarshalText() ([]byte, error) { return []byte("[token code]"), nil }
