package command

import (
	"strings"
	"testing"
	"time"
)

// What changes the shell is run for its function in the format of the shell; for what does not, the
// function is told so, and nothing is done or said.
func TestLoadForAFunction(t *testing.T) {
	tests := []struct {
		line string
		code int
		out  string // how stdout begins
	}{
		{"", 0, "set -eg AWS_PROFILE;"},
		{"123456", 0, "set -eg AWS_PROFILE;"},
		{"123 456 --profile twin", 0, "set -eg AWS_PROFILE;"},
		{"-p twin -q", 0, "set -eg AWS_PROFILE;"},
		{"unset", 0, "set -eg AWS_ACCESS_KEY_ID;"},
		{"-- unset", 2, "false;"},
		{"unset 1", 2, ""},
		{"12345", 2, "false;"},
		{"statsu", 2, "false;"},
		{"--no-such-option", 2, "false;"},
		{"--format", 2, "false;"},
		{"-p nobody", 4, "false;"},
		{"__load fish", 2, "false;"},
		{"--help", notLoaded, ""},
		{"123456 -h", notLoaded, ""},
		{"unset --help", notLoaded, ""},
		{"--version", notLoaded, ""},
		{"--show", notLoaded, ""},
		{"--format json", notLoaded, ""},
		{"unset --format=env", notLoaded, ""},
		{"status", notLoaded, ""},
		{"-p twin status", notLoaded, ""},
		{"login 123456", notLoaded, ""},
		{"logout --all", notLoaded, ""},
		{"exec -- unset", notLoaded, ""},
		{"status --no-such-option", notLoaded, ""},
		{"credential-process", notLoaded, ""},
		{"shell-init fish", notLoaded, ""},
	}
	w := newWorld(t)
	w.stored(time.Hour)
	w.env["MFA_SESSION_FORMAT"] = "json" // the function knows better
	w.env["MFA_SESSION_LOADED"] = "default"
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			r := w.run(append([]string{"__load", "fish"}, strings.Fields(test.line)...)...)
			w.ends(r, test.code, 0)
			if !strings.HasPrefix(r.stdout, test.out) || (test.out == "") != (r.stdout == "") {
				t.Errorf("stdout begins with %.30q, want %q", r.stdout, test.out)
			}
			if said := r.stderr != ""; said == (test.code == notLoaded) && test.code != 0 {
				t.Errorf("stderr: %q", r.stderr)
			}
		})
	}
}

func TestLoadSaysUntilWhen(t *testing.T) {
	w := newWorld(t)
	w.stored(time.Hour)
	w.says(w.run("__load", "env"), "mfa-session: the session of profile default is loaded until ")
	w.says(w.run("__load", "env", "-q"))
	w.says(w.run())
}
