//go:build unix

package e2e_test

import (
	"strings"
	"testing"
)

// TestHintsOfWhatIsMissing: each of these errors is one line, and the command of its hint does the
// work. Where the hint has a person asked, the code is typed behind it.
func TestHintsOfWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name  string
		given func(w *world, t *testing.T)
		env   []string
		args  string
		code  int
		line  string
	}{
		{"no such program", nil, nil, "login --code-command missing-EXAMPLE", 6, "no token code: running missing-EXAMPLE: executable file not found in $PATH"},
		{"the program fails", nil, nil, "login --code-command false", 6, "no token code: running false: exit status 1"},
		{"the program prints something else", nil, nil, "login --code-command 'echo none'", 6, "no token code: running echo: it did not print a token code of six digits"},
		{"nobody to ask", nil, nil, "login", 6, "a token code is needed, and nobody can be asked here"},
		{"started by another", nil, []string{"MFA_SESSION_ACTIVE=1"}, "login", 6, "no session can be got here: this mfa-session was started by another, and gives only what is stored"},
		{"nothing is stored", nil, nil, "--cached-only", 10, "no session is stored"},
		{"a code that is wrong", nil, nil, "login 000000", 5, "AWS did not accept the token code: it is wrong, or was used already"},
		{"a profile that is misspelt", (*world).loginBob, nil, "--profile bobb", 4, `there is no profile "bobb"`},
		{"another passphrase", (*world).loginAlice, []string{"MFA_SESSION_PASSPHRASE=another-EXAMPLE"}, "login", 7, "the file keychain: wrong passphrase"},
		{"no code", nil, nil, "login 12345", 2, "a token code is six digits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			if c.given != nil {
				c.given(w, t)
			}
			line, hints := w.run(t, c.env, "sh", "-c", "mfa-session "+c.args).clear(t, c.code)
			if line != c.line {
				t.Errorf("the line %q, want %q", line, c.line)
			}
			// a code that stands for one in the hint, or that a person would type
			code := unsentCode(w.server, alicePhone)
			command := ours(hints)
			if strings.HasSuffix(command, "login") {
				w.followHint(t, nil, hints, "login", "login "+code)
				return
			}
			w.followHint(t, nil, hints, "123456", code)
		})
	}
}

func (w *world) loginBob(t *testing.T) {
	t.Helper()
	w.login(t, bobPhone, "--profile", "bob")
}

func (w *world) loginAlice(t *testing.T) {
	t.Helper()
	w.login(t, alicePhone)
}
