package profile

import "testing"

func TestWhichCharactersKeysHave(t *testing.T) {
	for c := range rune(256) {
		text := "x" + string([]byte{byte(c)})
		letter := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if got, want := isKeyID(text), letter || c == '_'; got != want {
			t.Errorf("%q in an id: %v, want %v", c, got, want)
		}
		if got, want := isSecret(text), c > ' ' && c < 0x7f; got != want {
			t.Errorf("%q in a secret: %v, want %v", c, got, want)
		}
	}
	for text, want := range map[string]bool{`"x`: false, `'x`: false, `x"`: true, `x'`: true} {
		if isSecret(text) != want {
			t.Errorf("%s is a secret: %v", text, !want)
		}
	}
}
