package command

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestForeignIsCleanHoweverItComes(t *testing.T) {
	for said, want := range map[string]string{
		"Touch your YubiKey...":             "Touch your YubiKey...",
		"one\r\ntwo\n\nthree":               "one\ntwo\n\nthree",
		"Grüße, 日本 🔑\n":                     "Grüße, 日本 🔑\n",
		"\x1b[31mred\x1b]0;title\a\x7f\n":   "[31mred]0;title\n",
		"a\u202eb\u200bc\u0085d\u009b31m":   "abc d31m",
		"not \xff\xc3 UTF-8 \xe2\x82\n\xf0": "not  UTF-8 \n",
		"over\rwritten\tonce\v":             "over written once ",
	} {
		var whole, bytewise strings.Builder
		_, _ = (&foreign{w: &whole}).Write([]byte(said))
		f := &foreign{w: &bytewise}
		if _, err := io.Copy(struct{ io.Writer }{f}, iotest.OneByteReader(strings.NewReader(said))); err != nil {
			t.Error(err)
		}
		if whole.String() != want || strings.ReplaceAll(bytewise.String(), " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%q became %q, and %q byte by byte, want %q", said, whole.String(), bytewise.String(), want)
		}
	}
}
