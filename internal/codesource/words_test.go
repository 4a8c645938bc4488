package codesource

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	tests := []struct {
		name, line, goos string
		want             []string
	}{
		{"nothing", " \t\n", "linux", nil},
		{"words between white space", " ykman  oath\taccounts code --single aws\n", "linux", []string{"ykman", "oath", "accounts", "code", "--single", "aws"}},
		{"single quotes", `a 'b c' 'd"\e'`, "linux", []string{"a", "b c", `d"\e`}},
		{"double quotes", `a "b c" "d'e"`, "linux", []string{"a", "b c", "d'e"}},
		{"quotes within a word", `--name='my key'"s"`, "linux", []string{"--name=my keys"}},
		{"an empty word", `a '' "" b`, "linux", []string{"a", "", "", "b"}},
		{"a backslash", `a\ b \' \\ \c`, "linux", []string{"a b", "'", `\`, "c"}},
		{"a backslash within double quotes", `"\"" "\\" "\n" "\$"`, "linux", []string{`"`, `\`, `\n`, `\$`}},
		{"nothing is expanded", `$HOME ~ * $(id) a;b | c # d`, "linux", []string{"$HOME", "~", "*", "$(id)", "a;b", "|", "c", "#", "d"}},
		{"bytes that are no UTF-8 stay", "/tmp/\xff '\xfe'", "linux", []string{"/tmp/\xff", "\xfe"}},
		{"a path of Windows", `"C:\Program Files\ykman.exe" code C:\keys\`, "windows", []string{`C:\Program Files\ykman.exe`, "code", `C:\keys\`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Words(test.line, test.goos)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestWordsRefusesWhatIsNotClosed(t *testing.T) {
	for _, line := range []string{`'a`, `a "b`, `"a'`, `a\`, `"a\"`} {
		if words, err := Words(line, "linux"); !errors.Is(err, errUnclosedQuote) {
			t.Errorf("%q: got %q, %v", line, words, err)
		}
	}
}

// Words that are quoted for a shell come back as they were.
func FuzzWordsRoundTrip(f *testing.F) {
	f.Add("ykman", "my key", `it's "\`)
	f.Add("", "\n", "\xff$x")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		single := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
		double := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
		got, err := Words(single(a)+" "+double(b)+"\t"+single(c)+double(a), "linux")
		if diff := cmp.Diff([]string{a, b, c + a}, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
