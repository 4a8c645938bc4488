package awsapi

import (
	"regexp"
	"strings"
	"testing"
)

// The grammar told by hand is that of these regular expressions.
func FuzzGrammarAgreesWithExpressions(f *testing.F) {
	for _, seed := range []string{
		"", "us-east-1", "us-gov-west-1", "eusc-de-east-1", "us-east-1\n", "us--east-1", "u-east-1", "abcde-east-1", "us-1", "us-east-100", "-east-1",
		"us-east-", "localhost", "127.0.0.1", "a..b", ".a", "a.", "a_b", "host.example", strings.Repeat("a", 63) + ".b", strings.Repeat("a", 64),
		"AKIAEXAMPLEEXAMPLE00", "AKIAEXAMPLEEXAM", strings.Repeat("A", 128), strings.Repeat("A", 129), "alice+b=c,d.e@f-g_h", "ali ce", "ä", "\x00", "~!", "a b",
	} {
		f.Add(seed)
	}
	expressions := []struct {
		name, text string
		most       int
		byHand     func(string) bool
	}{
		{"region", `\A[a-z]{2,4}(-[a-z]+)+-\d{1,2}\z`, maxRegion, isRegion},
		{"host", `\A[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\z`, maxHost, isHost},
		{"access key id", `\A[A-Z0-9]{16,128}\z`, maxAccessKeyID, func(s string) bool { return isAll(s, minAccessKeyID, maxAccessKeyID, isUpperOrDigit) }},
		{"secret", `\A[!-~]{1,512}\z`, maxSecret, func(s string) bool { return isAll(s, 1, maxSecret, isGraphic) }},
		{"user name", `\A[\w+=,.@-]{1,64}\z`, 64, isUserName},
	}
	compiled := make([]*regexp.Regexp, len(expressions))
	for i, e := range expressions {
		compiled[i] = regexp.MustCompile(e.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i, e := range expressions {
			if got, want := e.byHand(s), len(s) <= e.most && compiled[i].MatchString(s); got != want {
				t.Errorf("%s: %v, want %v: %q", e.name, got, want, s)
			}
		}
	})
}
