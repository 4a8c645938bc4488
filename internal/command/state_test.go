//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWithoutAPlaceForState: what is not secret and cannot be remembered is no reason to fail.
func TestWithoutAPlaceForState(t *testing.T) {
	withKeys := func(w *world) {
		w.env["AWS_SHARED_CREDENTIALS_FILE"] = filepath.Join(w.home, ".aws", "credentials")
	}
	for _, c := range []struct {
		name  string
		spoil func(w *world)
		keeps bool // sessions: the files of the backend have a directory of their own
		hint  string
	}{
		{"no HOME", func(w *world) { withKeys(w); delete(w.env, "HOME") }, false, "set HOME, or XDG_STATE_HOME"},
		{"a relative HOME", func(w *world) { withKeys(w); w.env["HOME"] = "home" }, false, "set HOME, or XDG_STATE_HOME"},
		{"a home that cannot be written", func(w *world) { w.write(".local", "a file where a directory should be") }, false, "name a directory that can be written: XDG_STATE_HOME"},
		{"a state directory that others write", func(w *world) {
			dir := filepath.Dir(w.write(".local/state/mfa-session/x", ""))
			if err := os.Chmod(dir, 0o777); err != nil {
				w.t.Fatal(err)
			}
		}, true, "make it a directory of yours that nobody else writes to: chmod 700 /"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.spoil(w)
			w.env["MFA_SESSION_BACKEND"] = "none"
			r := w.run(w.code(), "--format", "process")
			w.ends(r, 0, 1)
			const warning = "mfa-session: warning: nothing can be remembered, nor other processes be waited for: "
			w.says(r, warning, "\nmfa-session: hint: "+c.hint)
			if strings.Count(r.stderr, "\n") != 2 { // one cause is one warning
				t.Errorf("stderr:\n%s", r.stderr)
			}
			if !strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) {
				t.Errorf("stdout of %d bytes has no session", len(r.stdout))
			}
			w.ends(w.run("exec", "--code-command", "echo "+w.code(), "--", "true"), 0, 1)
			r = w.run("status")
			w.ends(r, 0, 0)
			w.says(r, "mfa-session: warning: it is not known which sessions are stored: reading sessions.json: ", "\nmfa-session: hint: "+c.hint)
			if strings.Contains(r.stderr, "no session is stored") || r.stdout != "" {
				t.Errorf("status knows: %+v", r)
			}
			if r = w.run("status", "--prompt"); r != (ended{}) {
				t.Errorf("status --prompt: %+v", r)
			}
			w.ends(w.run("status", "--quiet"), 10, 0)
			w.ends(w.run("--cached-only"), 10, 0)
			r = w.run("logout")
			w.ends(r, 0, 0)
			w.says(r, "mfa-session: warning: it is not known which sessions are stored: ")

			w.env["MFA_SESSION_BACKEND"] = "file"
			if c.keeps {
				w.ends(w.run("login", w.code()), 0, 1)
				w.ends(w.run("credential-process", "-s", aliceDevice), 0, 0)
				return
			}
			w.ends(w.run("login", w.code()), 7, 0)
			w.ends(w.run("credential-process"), 7, 0)
			r = w.run(w.code(), "--format", "process")
			w.ends(r, 0, 1)
			w.says(r, "mfa-session: warning: the session could not be stored: the file keychain: ", "\nmfa-session: hint: "+c.hint)
			if strings.Count(r.stderr, "\n") != 2 { // nor can anything be remembered, which is the same
				t.Errorf("stderr:\n%s", r.stderr)
			}
		})
	}
	if _, err := os.Stat("home"); err == nil {
		t.Error("something was written below the working directory")
	}
}

// TestTheBackendNone keeps nothing, and does not warn of what was asked for.
func TestTheBackendNone(t *testing.T) {
	w := newWorld(t)
	w.env["MFA_SESSION_BACKEND"] = "none"
	for range 2 {
		r := w.run("--code-command", "echo "+w.code())
		w.ends(r, 0, 1)
		w.says(r)
	}
	w.ends(w.run("credential-process"), 6, 0)
	w.ends(w.run("--cached-only"), 10, 0)
	w.ends(w.run("login", w.code()), 7, 0)
	w.ends(w.run("login", w.code(), "--backend", "file"), 0, 1)
	w.ends(w.run("credential-process"), 6, 0)
	r := w.run("status", "--quiet")
	w.ends(r, 0, 0) // what is stored elsewhere is still there
	w.ends(w.run("logout", "--all"), 0, 0)
}

// TestStdoutIsATerminal: nothing secret is printed there without --show; the session is stored, and
// it is said what to type.
func TestStdoutIsATerminal(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "mfa-session: hint: to load it into this shell: eval \"$(mfa-session)\"\n"},
		{[]string{"--profile", "twin"}, "mfa-session: hint: to load it into this shell: eval \"$(mfa-session --profile twin)\"\n"},
		{[]string{"--format", "env"}, "mfa-session: hint: to load it into this shell: eval \"$(mfa-session --format env)\"\n"},
		{[]string{"--format", "fish"}, "mfa-session: hint: to load it into this shell: mfa-session --format fish | source\n"},
		{[]string{"--format", "csh"}, "mfa-session: hint: to load it into this shell: eval `mfa-session --format csh`\n"},
		{[]string{"--format", "elvish", "-p", "twin"}, "mfa-session: hint: to load it into this shell: eval (mfa-session --profile twin --format elvish | slurp)\n"},
		{[]string{"--format", "powershell"}, "mfa-session: hint: to load it into this shell: mfa-session --format powershell | Out-String | Invoke-Expression\n"},
		{[]string{"--format", "windows-cmd"}, "mfa-session: hint: to load it into this shell: for /f \"delims=\" %i in ('mfa-session --format windows-cmd') do @%i\n"},
		{[]string{"--format", "json"}, "mfa-session: hint: to load it into this shell: ^mfa-session --format json | from json | load-env\n"},
		{[]string{"--format", "env-no-export"}, "mfa-session: hint: to load it into this shell: export $(mfa-session --format env-no-export)\n"},
		{[]string{"--format", "process"}, "; secrets are not printed on a terminal\nmfa-session: hint: to see them add --show; to use them run: mfa-session exec -- COMMAND\n"},
		{[]string{"--format", "sts"}, "mfa-session: hint: to see them add --show; to use them run: mfa-session exec -- COMMAND\n"},
		{[]string{"credential-process"}, "mfa-session: hint: to see them add --show; to use them run: mfa-session exec -- COMMAND\n"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			w := newWorld(t)
			w.onTerminal = true
			with := func(words ...string) []string { return append(words, c.args...) }
			r := w.run(with("--code-command", "echo "+w.code())...)
			w.ends(r, 0, 1)
			w.says(r, " is stored until ", c.says)
			if r.stdout != "" {
				t.Errorf("stdout has %d bytes", len(r.stdout))
			}
			r = w.run(with("--show")...)
			w.ends(r, 0, 0)
			w.says(r)
			if !strings.Contains(r.stdout, "ASIA") {
				t.Errorf("stdout of %d bytes has no session", len(r.stdout))
			}

			// without a store to keep it in nothing is done
			r = w.run(with("--backend", "none", "--code-command", "echo "+w.code())...)
			w.ends(r, 7, 0)
			if strings.Contains(r.stdout, "ASIA") {
				t.Error("stdout has a session")
			}
			r = w.run(with("--backend", "none", "--show", "--code-command", "echo "+w.code())...)
			w.ends(r, 0, 1)
			if !strings.Contains(r.stdout, "ASIA") {
				t.Errorf("stdout of %d bytes has no session", len(r.stdout))
			}
		})
	}
}
