package session_test

import (
	"errors"
	"regexp"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestParseTokenCode(t *testing.T) {
	for _, text := range []string{
		"123456", "123 456", " 123456\n", "\t123 \t 456\r\n", "1 23456", "12345 6", "123\u00a0456", "\u3000123456",
	} {
		if got, err := session.ParseTokenCode(text); err != nil || got.Digits() != "123456" {
			t.Errorf("%q: %v (%d digits)", text, err, len(got.Digits()))
		}
	}
	if got, err := session.ParseTokenCode("090 909"); err != nil || got.Digits() != "090909" {
		t.Errorf("noughts and nines: %v", err)
	}
	for _, text := range []string{
		"", " ", "12345", "1234567", "123 4567", "12 34 56", "123  ", "12345a", "12345/", "12345:", "/23456", ":23456",
		"-12345", "+12345", "123-456", "12345\x00", "١٢٣٤٥٦", "１２３４５６", "12345\xff", "0x1234", "1e5000", "123\u200b456",
	} {
		got, err := session.ParseTokenCode(text)
		// The very text: it must not repeat what may be a password typed in the wrong place.
		if !errors.Is(err, session.ErrNotACode) || err.Error() != session.ErrNotACode.Error() || got != "" {
			t.Errorf("%q was accepted: %v", text, err)
		}
	}
}

// words is the grammar, said once more: two words of ASCII digits at most, with Unicode's white
// space around and between them. Together they must be six.
var words = func() *regexp.Regexp {
	const space = `[\t\n\v\f\r\x{85}\p{Z}]*`
	return regexp.MustCompile(`\A` + space + `([0-9]*)` + space + `([0-9]*)` + space + `\z`)
}()

func FuzzParseTokenCode(f *testing.F) {
	for _, s := range []string{"123456", "123 456", " 1\u20282 3456", "12 34 56", "12345", "１２３４５６", "123\u00a0456", "123456\xff", "\u0085123456", "123\u200b456", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := ""
		if m := words.FindStringSubmatch(s); m != nil && len(m[1])+len(m[2]) == 6 {
			want = m[1] + m[2]
		}
		code, err := session.ParseTokenCode(s)
		if (err == nil) != (want != "") || code.Digits() != want {
			t.Errorf("%q: %v, accepted %v", s, err, want != "")
		}
	})
}
