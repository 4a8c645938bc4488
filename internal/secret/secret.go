// Package secret holds texts that nobody may see: long-term secret keys, passphrases, what programs
// print.
//
// Its rule: a Text shows nothing of itself, however it is printed and whatever it is a part of; what
// needs the text asks for it by Reveal. A rule in
// internal/rules_secrets_test.go finds those that are kept as plain strings.
package secret

import (
	"crypto/subtle"
	"fmt"
	"io"
)

// Text is a secret text; the zero value is the empty one. The text is behind a pointer, since fmt
// looks through a field that is not exported without asking its type how to print it.
type Text struct {
	_    [0]func() // it does not compare by ==, which would compare pointers
	text *string
}

// New hides a text.
func New(text string) Text { return Text{text: &text} }

// Reveal gives the text, to be used and nothing else.
func (t Text) Reveal() string {
	if t.text == nil {
		return ""
	}
	return *t.text
}

// IsEmpty says that there is no secret.
func (t Text) IsEmpty() bool { return t.Reveal() == "" }

// Equal says whether both are the same text, in a time that does not tell where they differ.
func (t Text) Equal(other Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(other.Reveal())) == 1
}

// redacted is all that is ever seen of one.
const redacted = "[secret]"

// String redacts.
func (t Text) String() string { return redacted }

// Format redacts under every verb.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText redacts in JSON, XML and logs.
func (t Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }
