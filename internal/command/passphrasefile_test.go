package command

import (
	"errors"
	"strings"
	"testing"
)

func TestPassphraseOf(t *testing.T) {
	for _, c := range []struct {
		data, want string
		err        error
	}{
		{"", "", nil},
		{"\nsecond", "", nil},
		{"open sesame", "open sesame", nil},
		{"open sesame\r\nmore\x00", "open sesame", nil},
		{" keeps its spaces \n", " keeps its spaces ", nil},
		{"\xef\xbb\xbfopen\n", "open", nil},
		{"\xc3\xa9\xff", "\xc3\xa9\xff", nil}, // in whatever encoding it was chosen
		{"\xff\xfeo\x00p\x00", "", errNotText},
		{"\xfe\xff\x00o", "", errNotText},
		{"o\x00p\x00", "", errNotText},
		{strings.Repeat("x", passphraseLimit), strings.Repeat("x", passphraseLimit), nil},
		{strings.Repeat("x", passphraseLimit+1), "", errLongerThanOne},
	} {
		if got, err := passphraseOf([]byte(c.data)); got.Reveal() != c.want || !errors.Is(err, c.err) {
			t.Errorf("%.20q: %.20q, %v", c.data, got.Reveal(), err)
		}
	}
}

// FuzzPassphraseOf: whatever is taken is one line that was there, and what was written alone in a
// line comes back.
func FuzzPassphraseOf(f *testing.F) {
	for _, seed := range []string{"", "open sesame\n", "a\r\nb", "\ufeffx", "\xff\xfex\x00", "a\rb", "\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		passphrase, err := passphraseOf(data)
		line := passphrase.Reveal()
		if err != nil {
			if line != "" || !errors.Is(err, errNotText) && !errors.Is(err, errLongerThanOne) {
				t.Errorf("%q, %v", line, err)
			}
			return
		}
		if strings.ContainsAny(line, "\n\x00") || !strings.Contains(string(data), line) {
			t.Errorf("%q of %q", line, data)
		}
		again, err := passphraseOf([]byte(line + "\r\nmore"))
		if len(line)+len("\r\nmore") <= passphraseLimit && !strings.HasPrefix(line, "\ufeff") && (again.Reveal() != line || err != nil) {
			t.Errorf("%q comes back as %q, %v", line, again.Reveal(), err)
		}
	})
}
