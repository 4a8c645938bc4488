package credformat

import (
	"errors"
	"strings"
	"testing"
)

func TestMark(t *testing.T) {
	tests := []struct{ name, profile, key, want string }{
		{"a plain profile", "work", "", "work"},
		{"all that is plain", "a.b_c:d@e+f/g-1", "", "a.b_c:d@e+f/g-1"},
		{"white space, quotes, globs and a percent sign", "my *'\"?[%\n", "", "my%20%2A%27%22%3F%5B%25%0A"},
		{"what a shell could expand", "~=,{}$`!#^", "", "%7E%3D%2C%7B%7D%24%60%21%23%5E"},
		{"letters beyond ASCII, byte by byte", "tëst", "", "t%C3%ABst"},
		{"a profile that looks like keys of the environment", "env:AKIAEXAMPLE000000001", "", "env%3AAKIAEXAMPLE000000001"},
		{"a colon elsewhere", "my-env:x:y", "", "my-env:x:y"},
		{"keys of the environment", "", "AKIAEXAMPLE000000001", "env:AKIAEXAMPLE000000001"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Loaded{Profile: test.profile, AccessKeyID: test.key}.mark()
			if got != test.want {
				t.Fatalf("mark: got %q, want %q", got, test.want)
			}
			profile, key, err := DecodeLoaded(got)
			if err != nil || profile != test.profile || key != test.key {
				t.Errorf("decoded: %q, %q, %v", profile, key, err)
			}
		})
	}
}

func TestDecodeLoadedTakesUnescapedBytesAsTheyAre(t *testing.T) {
	if profile, _, err := DecodeLoaded("my work,%c3%ab"); err != nil || profile != "my work,ë" {
		t.Errorf("got %q, %v", profile, err)
	}
}

func TestDecodeLoadedRefuses(t *testing.T) {
	for _, value := range []string{
		"", "%", "%2", "a%", "%G0", "%+1", "% 1", "%0x", "env:", "env:short", "env:akiaexample000000001", "env:AKIAEXAMPLE000000001 ",
		"env:" + strings.Repeat("A", 129),
	} {
		if profile, key, err := DecodeLoaded(value); !errors.Is(err, ErrNotLoaded) {
			t.Errorf("%q: got %q, %q, %v", value, profile, key, err)
		}
	}
}

// Whatever a profile is called, its mark is plain and gives the name back.
func FuzzMarkRoundTrip(f *testing.F) {
	for _, s := range []string{"work", "env:x", "env%3Ax", "a b", "%", "%41", "\x00\xff", "ü", "a,b=~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, profile string) {
		if profile == "" {
			return // keys of the environment
		}
		mark := Loaded{Profile: profile}.mark()
		if strings.Trim(mark, plainInMark+"%") != "" {
			t.Errorf("the mark of %q is not plain: %q", profile, mark)
		}
		if got, key, err := DecodeLoaded(mark); got != profile || key != "" || err != nil {
			t.Errorf("%q became %q and then %q, %q, %v", profile, mark, got, key, err)
		}
	})
}

// FuzzDecodeLoaded: any value is refused, or names a profile or a key, one of them, whose own mark
// means the same.
func FuzzDecodeLoaded(f *testing.F) {
	for _, s := range []string{"work", "env:AKIAEXAMPLE000000001", "env:", "env%3Ax", "%", "%4", "%41%", "%zz", "a b", "%00", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		profile, key, err := DecodeLoaded(value)
		if err != nil {
			if profile+key != "" || !errors.Is(err, ErrNotLoaded) {
				t.Errorf("%q, %q, %v", profile, key, err)
			}
			return
		}
		if (profile == "") == (key == "") || key != "" && value != "env:"+key {
			t.Fatalf("%q is the profile %q and the key %q", value, profile, key)
		}
		if key == "" && len(profile) != len(value)-2*strings.Count(value, "%") {
			t.Errorf("%q, in which each escape is three bytes, became %q", value, profile)
		}
		again, sameKey, err := DecodeLoaded(Loaded{Profile: profile, AccessKeyID: key}.mark())
		if again != profile || sameKey != key || err != nil {
			t.Errorf("%q, %q became %q, %q, %v", profile, key, again, sameKey, err)
		}
	})
}
