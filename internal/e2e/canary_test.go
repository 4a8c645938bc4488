package e2e_test

import (
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// canary is a secret whose every copy a test wants to find.
type canary struct {
	name  string
	forms []*regexp.Regexp // as it is, and as programs write it
}

// The session that AWS hands out to the tests that look for it.
const (
	canarySecret = "canary/session/secret/EXAMPLE+0123456789"
	canaryToken  = "canaryTokenEXAMPLE//0123456789abcdefghijklmnopqrstuvwxyz=="
)

// plantCanaries makes AWS hand out the session above.
func plantCanaries(w *world) {
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", MutateResult: func(c *awsfake.Credentials) {
		c.SecretAccessKey, c.SessionToken = canarySecret, canaryToken
	}})
}

// ownSecrets are those that no output may have: what the user owns and gives.
func ownSecrets(code string) []canary {
	return []canary{
		newCanary("the long-term secret", alice.SecretAccessKey),
		newCanary("the passphrase", passphrase),
		// digits beside it make it a part of a number that it has nothing to do with
		{"the token code", []*regexp.Regexp{regexp.MustCompile(`(?:^|\D)` + code + `(?:\D|$)`)}},
	}
}

// sessionSecrets are those that are the product.
func sessionSecrets() []canary {
	return []canary{newCanary("the session's secret", canarySecret), newCanary("the session token", canaryToken)}
}

func newCanary(name, value string) canary {
	forms := []string{value, url.QueryEscape(value), hex.EncodeToString([]byte(value))}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			forms = append(forms, encoded(encoding, value, before))
		}
	}
	c := canary{name: name}
	for _, form := range forms {
		c.forms = append(c.forms, regexp.MustCompile(regexp.QuoteMeta(form)))
	}
	return c
}

// encoded is what a value looks like in base64, when a number of bytes is before it and any are
// after it.
func encoded(encoding *base64.Encoding, value string, before int) string {
	text := strings.Repeat(" ", before) + value
	whole := encoding.EncodeToString([]byte(text[:len(text)/3*3]))
	return whole[[]int{0, 2, 3}[before]:] // the first characters depend on what is before
}

func (c canary) in(text string) bool {
	return slices.ContainsFunc(c.forms, func(form *regexp.Regexp) bool { return form.MatchString(text) })
}

// lookFor fails the test for each of the canaries in the text. It shows neither.
func lookFor(t *testing.T, canaries []canary, where, text string) {
	t.Helper()
	for _, c := range canaries {
		if c.in(text) {
			t.Errorf("%s has %s", where, c.name)
		}
	}
}

// lookInFiles looks into the names and the content of all files of the world but those that the
// test itself wrote.
func lookInFiles(t *testing.T, w *world, canaries []canary) {
	t.Helper()
	given := []string{"home/.aws/credentials", "home/.aws/config", "code", "passphrase", "program"}
	err := filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(w.dir, path)
		if err != nil || slices.Contains(given, filepath.ToSlash(name)) {
			return err
		}
		lookFor(t, canaries, "the name of "+filepath.Dir(name)+"/…", name)
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		lookFor(t, canaries, name, string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACanaryIsFoundInEachFormThatProgramsWrite(t *testing.T) {
	const value = canarySecret
	c := newCanary("it", value)
	for _, text := range []string{
		value,
		"a=" + url.QueryEscape(value) + "&b",
		hex.EncodeToString([]byte(`{"k":"` + value + `"}`)),
		base64.StdEncoding.EncodeToString([]byte(value + "\n")),
		base64.StdEncoding.EncodeToString([]byte(`{"key":"` + value + `","more":1}`)),
		base64.URLEncoding.EncodeToString([]byte(`?` + value + `,,`)),
		base64.RawURLEncoding.EncodeToString([]byte(`??` + value + `,`)),
	} {
		if !c.in(text) {
			t.Errorf("not found in %q", text)
		}
	}
	if c.in(strings.ToUpper(value)) || ownSecrets("123456")[2].in("1234567") || !ownSecrets("123456")[2].in("code=123456\n") {
		t.Error("something else is found, or the code is not")
	}
}
