package command

import (
	"strings"
	"testing"
)

// TestHintsMeanTheSameKeychain as the command line: one that names another would store where the
// command does not look.
func TestHintsMeanTheSameKeychain(t *testing.T) {
	w := newWorld(t)
	for line, want := range map[string]string{
		"login --no-input":                             "in a terminal: mfa-session login; or",
		"login --no-input --backend file":              "in a terminal: mfa-session login --backend file; or",
		"--no-input --backend file -p default":         "in a terminal: mfa-session login --profile default --backend file; or",
		"credential-process --backend none -p default": "in a terminal: eval \"$(mfa-session --profile default --backend none)\"; or",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, exitNobody, 0)
		w.says(r, "hint: "+want)
	}
	w.env["MFA_SESSION_BACKEND"] = "none"
	r := w.run("credential-process", "--cached-only")
	w.ends(r, exitNothingStored, 0)
	w.says(r, "hint: get one: eval \"$(mfa-session --backend none)\"\n")
}

func TestWordsThatOtherProgramsTake(t *testing.T) {
	w := newWorld(t)
	for line, want := range map[string]string{
		"help login":   "\"help\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session login --help\n",
		"help":         "\"help\" is neither a token code nor a command\nmfa-session: hint: see: mfa-session --help\n",
		"help x":       "\"help\" is neither a token code nor a command\nmfa-session: hint: see: mfa-session --help\n",
		"version":      "\"version\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session --version\n",
		"１２３４５６":       "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session 123456\n",
		"login ١٢٣٤٥٦": "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session login 123456\n",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, exitUsage, 0)
		if r.stderr != "mfa-session: "+want {
			t.Errorf("%s: %q", line, r.stderr)
		}
	}
}
