package command

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	commands := []string{"credential-process", "exec", "login", "logout", "status", "unset"}
	for _, c := range []struct{ word, want string }{
		{"statsu", "status"},
		{"stauts", "status"},
		{"Status", "status"},
		{"logni", "login"},
		{"log", ""}, // both are as near, and neither near enough
		{"credentials-process", "credential-process"},
		{"exce", "exec"},
		{"unset", "unset"},
		{"creds", ""},
		{"x", ""},
		{"", ""},
		{"ünset", "unset"},
		{"\xff\xfe", ""},
	} {
		if got := nearest(c.word, slices.Clone(commands)); got != c.want {
			t.Errorf("nearest to %q is %q, want %q", c.word, got, c.want)
		}
	}
}

// FuzzEditDistance: it is a distance, and no larger than the longer word.
func FuzzEditDistance(f *testing.F) {
	f.Add("status", "statsu")
	f.Add("", "exec")
	f.Add("ab", "ba")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := editDistance(a, b)
		if d != editDistance(b, a) || (d == 0) != (a == b) || d > max(len(a), len(b)) || d < len(a)-len(b) || d < len(b)-len(a) {
			t.Errorf("%q and %q are %d apart, and %d the other way", a, b, d, editDistance(b, a))
		}
	})
}
