package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// execution is a program that was started, as strace saw it.
type execution struct{ program, args, env string }

// trace runs mfa-session and returns the programs that it started.
func (w *world) trace(t *testing.T, env []string, args ...string) []execution {
	t.Helper()
	need(t, "strace")
	file := filepath.Join(t.TempDir(), "trace")
	traced := append([]string{"-f", "-v", "-s", "65536", "-e", "trace=execve,execveat", "-o", file, filepath.Join(bin, "mfa-session")}, args...)
	env = append(env[:len(env):len(env)], "MFA_SESSION_DEBUGGABLE=1") // or strace could read nothing, unless it is root's
	if r := w.run(t, env, "strace", traced...); r.code != 0 {
		t.Fatalf("exit code %d\n%s", r.code, r.stderr)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var seen []execution
	for line := range strings.Lines(string(content)) {
		_, call, ok := strings.Cut(line, " execve(")
		if strings.Contains(line, "execveat(") {
			t.Fatal("a program was started in a way that this test does not read")
		}
		if !ok {
			continue // the end of a call that was interrupted, or of a program
		}
		parts := strings.SplitN(call, ", [", 3) // the program, its arguments, its environment
		if len(parts) != 3 {
			t.Fatalf("not understood: a line of %d parts", len(parts))
		}
		seen = append(seen, execution{parts[0], parts[1], parts[2]})
	}
	if len(seen) == 0 || !strings.Contains(seen[0].program, "mfa-session") {
		t.Fatal("strace did not see the program itself")
	}
	return seen[1:]
}

// Programs that we start get what they have a right to: a code program and a passphrase program no
// secret at all, the command of exec the session and what the user has in the environment. None
// gets a secret in its arguments.
func TestChildrenGetTheSecretsThatTheyHaveARightTo(t *testing.T) {
	dialog := []string{"SSH_ASKPASS=./program", "SSH_ASKPASS_REQUIRE=force"}
	passphraseCommand := []string{"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_COMMAND=cat passphrase"}
	for _, c := range []struct {
		name    string
		env     []string
		args    string
		child   string
		session bool // it has a right to the session and to the passphrase variables
	}{
		{"a code program beside keys in the environment", environmentKeys, "login --code-command ./program", "/program", false},
		{"a code program beside a loaded session", loadedSession, "login --code-command ./program", "/program", false},
		{"a dialog beside keys in the environment", append(dialog, environmentKeys...), "login", "/program", false},
		{"a dialog beside a loaded session", append(dialog, loadedSession...), "login", "/program", false},
		{"a passphrase program", append(passphraseCommand, environmentKeys...), "login CODE", "/cat", false},
		{"a passphrase program beside a loaded session", append(passphraseCommand, loadedSession...), "login CODE", "/cat", false},
		{"the command of exec", nil, "exec --code-command ./program -- /bin/true", "/true", true},
		{"the command of exec that replaces keys in the environment", environmentKeys, "exec --code-command ./program -- /bin/true", "/true", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			plantCanaries(w)
			code := w.server.Code(alicePhone)
			program(t, w, code)
			w.write(t, "passphrase", passphrase+"\n", 0o600)
			found := false
			for _, e := range w.trace(t, c.env, strings.Fields(strings.ReplaceAll(c.args, "CODE", code))...) {
				isChild := strings.Contains(e.program, c.child+`"`)
				found = found || isChild
				e.look(t, code, isChild && c.session)
			}
			if !found {
				t.Errorf("%s was not started, so nothing is proved", c.child)
			}
		})
	}
}

// look looks for secrets in what a program was started with. One that has a right to the session
// must have it, and the passphrase variable, in its environment.
func (e execution) look(t *testing.T, code string, entitled bool) {
	t.Helper()
	own, session := ownSecrets(code), sessionSecrets()
	lookFor(t, append(own, session...), "an argument of "+e.program, e.args)
	if !entitled {
		lookFor(t, append(own, session...), "the environment of "+e.program, e.env)
		return
	}
	lookFor(t, []canary{own[0], own[2]}, "the environment of "+e.program, e.env)
	if !own[1].in(e.env) || !session[0].in(e.env) || !session[1].in(e.env) {
		t.Errorf("%s lacks the session or the passphrase variable", e.program)
	}
}

// TestChildrenInheritNoDescriptors of ours: not the lock of the turn, the terminal, or a connection to
// AWS. A program that they start sees what it would see without us.
func TestChildrenInheritNoDescriptors(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{"a code program", nil, []string{"login", "--code-command", "sh list"}},
		{"a passphrase program", []string{"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_COMMAND=sh list"}, []string{"login", "--code-command", "cat code"}},
		{"the command of exec", nil, []string{"exec", "--", "sh", "list"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.write(t, "code", w.server.Code(alicePhone)+"\n", 0o600)
			w.write(t, "list", "ls /proc/$$/fd >seen\ncat code\n", 0o600)
			w.sit(t, nil, nil, "sh", "list").endsWith(0)
			without := string(read(t, filepath.Join(w.dir, "seen")))
			w.forget(t, "seen")
			s := w.sit(t, nil, c.env, "mfa-session", c.args...)
			if c.args[0] == "exec" { // the terminal is open by then
				s.sees(codePrompt, 1)
				s.types(w.server.Code(alicePhone) + "\n")
			}
			s.endsWith(0)
			if with := string(read(t, filepath.Join(w.dir, "seen"))); with != without {
				t.Errorf("descriptors %q, want %q", with, without)
			}
		})
	}
}

// TestADialogInheritsNoDescriptors of ours either.
func TestADialogInheritsNoDescriptors(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	w.write(t, "code", w.server.Code(alicePhone)+"\n", 0o600)
	w.write(t, "list", "#!/bin/sh\nls /proc/$$/fd >seen\ncat code\n", 0o700)
	w.run(t, nil, "sh", "list")
	without := string(read(t, filepath.Join(w.dir, "seen")))
	w.forget(t, "seen")
	if r := w.run(t, []string{"SSH_ASKPASS=./list", "SSH_ASKPASS_REQUIRE=force"}, "mfa-session", "login"); r.code != 0 {
		t.Fatalf("exit code %d\n%s", r.code, r.stderr)
	}
	if with := string(read(t, filepath.Join(w.dir, "seen"))); with != without {
		t.Errorf("descriptors %q, want %q", with, without)
	}
}
