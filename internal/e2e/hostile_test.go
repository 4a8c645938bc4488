//go:build unix

package e2e_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// hostile is a text of somebody else that would set the title of the window, clear the screen, turn
// the line around, and be no UTF-8. What is left of it shows that it came through.
const (
	hostile     = hostileLine + "\u0085\x1b]0;owned\x07\r\b\xff\x9bm"
	hostileLine = "\x1bPowned\x07\x1b[J\x7f" + hostileName // as a name of a profile can be
	hostileXML  = "\u0085" + hostileName                   // as XML can hold it
	hostileName = "\u202e\u2066\u200b\u009bm\ufeffMARK"
)

// source is a place where a foreign text comes from.
type source struct {
	name    string
	env     []string
	args    []string
	prepare func(t *testing.T, w *world)
	code    int
}

func sources() []source {
	long := strings.Repeat("x", 20000)
	return []source{
		{"a profile", nil, []string{"--profile", hostile}, nil, 4},
		{"a profile too long to read", nil, []string{"--profile", hostile + long}, nil, 4},
		{"AWS_PROFILE", []string{"AWS_PROFILE=" + hostile}, nil, nil, 4},
		{"MFA_SESSION_LOADED", []string{"MFA_SESSION_LOADED=" + hostile}, nil, nil, 4},
		{"an option", nil, []string{"--" + hostile}, nil, 2},
		{"a word", nil, []string{hostileLine}, nil, 2},
		{"a region", nil, []string{"--region", hostile}, nil, 2},
		{"AWS_REGION", []string{"AWS_REGION=" + hostile}, nil, nil, 2},
		{"a format", nil, []string{"--format", hostile}, nil, 2},
		{"a backend", nil, []string{"--backend", hostile}, nil, 2},
		{"a duration", nil, []string{"--duration", hostile + long}, nil, 2},
		{"a serial number", nil, []string{"--serial-number", hostile, "123456"}, nil, 3},
		{"a code program that is not there", nil, []string{"--code-command", "'" + hostile + "'"}, nil, 6},
		{"what a code program says", nil, []string{"--code-command", "sh program"}, says, 6},
		{"a command that is not there", nil, []string{"exec", "--", hostile}, nil, 127},
		{"a file of certificates", []string{"AWS_CA_BUNDLE=/nowhere/" + hostile}, []string{"CODE"}, nil, 8},
		{"a passphrase file", []string{"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_FILE=/nowhere/" + hostile}, []string{"login"}, nil, 7},
		{"a folder for the state", []string{"XDG_STATE_HOME=/dev/null/" + hostile}, []string{"login", "CODE"}, nil, 7},
		{"the name of a config file with a fault", []string{"AWS_CONFIG_FILE=" + hostile}, nil, faulty, 4},
		{"a profile with a similar name", nil, []string{"--profile", "MARK1"}, config("[profile " + hostileLine + "]\nregion = eu-west-1\n"), 4},
		{"mfa_serial", nil, []string{"--profile", "x", "123456"}, config("[profile x]\nmfa_serial = " + hostileLine + "\n" + aliceKeys), 3},
		{"mfa_process", nil, []string{"--profile", "x"}, config("[profile x]\nmfa_process = '" + hostileLine + "'\n" + aliceKeys), 6},
		{"an error of STS", nil, []string{"CODE"}, answer("GetSessionToken", "ValidationError"), 8},
		{"an error of IAM", nil, []string{"CODE"}, answer("ListMFADevices", "InternalFailure"), 8},
		{"the code of an error of STS", nil, []string{"CODE"}, errorCode, 8},
	}
}

const aliceKeys = "aws_access_key_id = AKIAALICEEXAMPLE0001\naws_secret_access_key = alice/secretEXAMPLE/0123456789abcdefghijk\n"

func says(t *testing.T, w *world) {
	t.Helper()
	w.write(t, "program", "printf '%s\\n%s' '"+hostile+"' '"+hostile+"' >&2; printf '%s' '"+hostile+"'\n", 0o600)
}

func faulty(t *testing.T, w *world) {
	t.Helper()
	w.write(t, hostile, "[profile\n", 0o600)
}

func config(content string) func(*testing.T, *world) {
	return func(t *testing.T, w *world) {
		t.Helper()
		w.write(t, "home/.aws/config", content, 0o600)
	}
}

func answer(action, code string) func(*testing.T, *world) {
	return func(_ *testing.T, w *world) {
		w.server.Inject(awsfake.Fault{Action: action, Status: 400, Code: code, Message: strings.Repeat(hostileXML, 1000)})
	}
}

func errorCode(_ *testing.T, w *world) {
	w.server.Inject(awsfake.Fault{Action: "GetSessionToken", Status: 400, Code: hostileXML, Message: "no"})
}

// harmless fails the test for whatever may move the cursor, or makes a text look other than it is.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is no UTF-8: %q", where, text)
	}
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Errorf("%s has %U: %q", where, r, text)
			return
		}
	}
	for line := range strings.Lines(text) {
		if n := utf8.RuneCountInString(line); n > 2100 {
			t.Errorf("%s has a line of %d characters", where, n)
		}
	}
}

// TestForeignTextsAreHarmless, wherever they come from and wherever they are shown.
func TestForeignTextsAreHarmless(t *testing.T) {
	for _, c := range sources() {
		for _, loudness := range []string{"--quiet", "--debug"} {
			t.Run(c.name+" "+loudness, func(t *testing.T) {
				t.Parallel()
				w := startWorld(t)
				if c.prepare != nil {
					c.prepare(t, w)
				}
				args := []string{}
				for _, a := range c.args {
					args = append(args, strings.ReplaceAll(a, "CODE", w.server.Code(alicePhone)))
				}
				if len(args) > 0 && args[0] == "exec" {
					args = append([]string{"exec", loudness}, args[1:]...)
				} else {
					args = append(args, loudness)
				}
				r := w.run(t, c.env, "mfa-session", args...)
				if r.code != c.code {
					t.Errorf("exit code %d, want %d", r.code, c.code)
				}
				if !strings.Contains(r.stderr, "MARK") {
					t.Errorf("the text is not shown at all, so nothing is proved: %q", r.stderr)
				}
				harmless(t, "stderr", r.stderr)
				harmless(t, "stdout", r.stdout)
			})
		}
	}
}

// TestForeignTextsAreHarmlessOnTheTerminal: in questions, in the table and in the prompt of a shell.
func TestForeignTextsAreHarmlessOnTheTerminal(t *testing.T) {
	w := startWorld(t)
	w.write(t, "home/.aws/config", "[profile "+hostileLine+"]\n"+aliceKeys, 0o600)
	w.server.AddVirtualDevice(alice, "tablet")
	s := w.sit(t, nil, []string{"AWS_PROFILE=" + hostileLine}, "mfa-session", "login")
	s.sees("Which one, 1 to 2?", 1)
	s.types("1\n")
	s.sees("Token code of alice-phone", 1)
	s.types(w.server.Code(alicePhone) + "\n")
	r := s.ends(0)
	harmless(t, "the screen", strings.ReplaceAll(s.seen(), "\r\n", "\n"))
	harmless(t, "stderr", r.stderr)
	for _, args := range [][]string{{"status"}, {"status", "--prompt"}} {
		r := w.run(t, []string{"AWS_PROFILE=" + hostileLine}, "mfa-session", args...)
		if r.code != 0 || !strings.Contains(r.stdout, "MARK") {
			t.Errorf("%v: exit code %d, %q, %q", args, r.code, r.stdout, r.stderr)
		}
		harmless(t, "stdout", r.stdout)
		harmless(t, "stderr", r.stderr)
	}
}

// TestADeviceWithAHostileNameIsNotBelieved: AWS allows no such name, so the list is not AWS's.
func TestADeviceWithAHostileNameIsNotBelieved(t *testing.T) {
	w := startWorld(t)
	w.server.AddVirtualDevice(alice, hostileXML)
	r := w.run(t, nil, "mfa-session", "login", w.server.Code(alicePhone))
	if r.code != 8 || r.stdout != "" || !strings.Contains(r.stderr, "ListMFADevices") {
		t.Errorf("exit code %d, stdout %q, stderr %q", r.code, r.stdout, r.stderr)
	}
	harmless(t, "stderr", r.stderr)
	w.issued(t, 0)
}
