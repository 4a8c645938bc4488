package command

import (
	"testing"
	"time"
)

// FuzzParseDuration: what is taken is whole seconds that AWS grants, and prints to what is taken for
// the same.
func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"", "12h", "90m", "43200", "900", "899", "129600", "36h0m1s", "1.5h", "-12h", "123456", "1e4", "12H", "٣h", "9223372036854775808", "12h\x00", "+3600", "0x1000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDuration(given{text, "--duration"})
		if err != nil {
			if p := testRun().describe(err); d != 0 || p.code != exitUsage || len(p.hints) == 0 {
				t.Errorf("%v, %+v", d, p)
			}
			return
		}
		if d < leastDuration || d > mostDuration || d%time.Second != 0 {
			t.Fatalf("%q is taken for %v", text, d)
		}
		if again, err := parseDuration(given{d.String(), "--duration"}); again != d || err != nil {
			t.Errorf("%v comes back as %v, %v", d, again, err)
		}
	})
}

// FuzzParseMaxAge: the same for the age of a session that a policy demands.
func FuzzParseMaxAge(f *testing.F) {
	for _, seed := range []string{"", "0", "1s", "12h", "90m", "129600", "129601", "36h0m1s", "1.5s", "-1s", "1e4", "+3600", "٣h", "9223372036854775808", "1ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		age, err := parseMaxAge(text)
		switch {
		case err != nil:
			if p := testRun().describe(err); age != 0 || p.code != exitUsage || len(p.hints) == 0 {
				t.Errorf("%v, %+v", age, p)
			}
		case text == "" && age == 0:
		case age < time.Second || age > mostDuration || age%time.Second != 0:
			t.Errorf("%q is taken for %v", text, age)
		default:
			if again, err := parseMaxAge(age.String()); again != age || err != nil {
				t.Errorf("%v comes back as %v, %v", age, again, err)
			}
		}
	})
}
