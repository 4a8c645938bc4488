//go:build unix

package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// functionShell is a shell that has the function aws-mfa, and how things are said in it.
type functionShell struct {
	name    string   // as shell-init calls it
	command []string // runs the script whose path is appended
	init    string   // the line of the rc file
	dump    string   // a child process writes its environment to OUT
	into    string   // LINE writes to OUT
	attempt string   // says FAILED where LINE fails

	underscore bool // the function is called aws_mfa
}

func functionShells() []functionShell {
	posix := functionShell{
		init: `eval "$(mfa-session shell-init NAME)"`, dump: "/usr/bin/env -0 >OUT", into: "LINE >OUT", attempt: "LINE || echo FAILED",
	}
	bash, zsh, fish := posix, posix, posix
	bash.name, bash.command = "bash", []string{"bash", "--norc", "--noprofile"}
	zsh.name, zsh.command = "zsh", []string{"zsh", "-f"}
	fish.name, fish.command, fish.init = "fish", []string{"fish", "--no-config"}, "mfa-session shell-init fish | source"
	nushell := functionShell{
		name: "nushell", command: []string{"nu", "--no-config-file"}, init: "source aws-mfa.nu", dump: "^/usr/bin/env -0 o> OUT",
		into: "LINE | save OUT", attempt: "try { LINE } catch { print FAILED }",
	}
	elvish := functionShell{
		name: "elvish", command: []string{"elvish", "-norc"}, dump: "/usr/bin/env -0 > OUT", into: "LINE > OUT",
		attempt: "try { LINE } catch e { echo FAILED }",
		// the editor, which gives an interactive elvish its variables, is not there in a script
		init: "var aws-mfa~ = $nop~\nvar edit: = (ns [&add-var~={|name f| set aws-mfa~ = $f }])\n" +
			"eval &ns=(ns [&edit:=$edit:]) (mfa-session shell-init elvish | slurp)",
	}
	shells := []functionShell{bash, zsh, fish, nushell, elvish}
	for name, command := range map[string][]string{
		"sh": {"dash"}, "ksh": {"ksh93"}, "mksh": {"mksh"}, "yash": {"yash", "--noprofile"}, "posh": {"posh"}, "busybox": {"busybox", "sh"},
	} {
		sh := posix
		sh.name, sh.command, sh.underscore = name, command, true
		shells = append(shells, sh)
	}
	return shells
}

// sitting is one process of a shell with the function, and what is typed there.
type sitting struct {
	functionShell
	w      *world
	script strings.Builder
	files  int
}

func (s *sitting) types(format string, args ...any) {
	line := fmt.Sprintf(format+"\n", args...)
	if s.underscore {
		line = strings.ReplaceAll(line, "aws-mfa", "aws_mfa")
	}
	s.script.WriteString(line)
}

// file types the phrase with a new file for OUT, and returns the file.
func (s *sitting) file(phrase, line string) string {
	s.files++
	name := fmt.Sprintf("%s.%d", s.name, s.files)
	s.types("%s", strings.NewReplacer("OUT", name, "LINE", line).Replace(phrase))
	return name
}

func (s *sitting) attempts(line string) { s.types("%s", strings.ReplaceAll(s.attempt, "LINE", line)) }

func (s *sitting) run(t *testing.T, env []string) result {
	t.Helper()
	need(t, s.command[0])
	s.w.write(t, "script", s.script.String(), 0o600)
	s.w.write(t, "aws-mfa.nu", s.w.run(t, nil, "mfa-session", "shell-init", "nushell").stdout, 0o600)
	return s.w.run(t, env, s.command[0], append(s.command[1:], "script")...)
}

func (s *sitting) environment(t *testing.T, file string) map[string]string {
	t.Helper()
	return environmentIn(t, filepath.Join(s.w.dir, file))
}

func newSitting(t *testing.T, sh functionShell) *sitting {
	t.Helper()
	w := startWorld(t)
	w.write(t, "home/.aws/config", "[default]\nregion = eu-west-1\n[profile bob]\nregion = eu-north-1\n", 0o600)
	s := &sitting{functionShell: sh, w: w}
	s.types("%s", strings.ReplaceAll(sh.init, "NAME", sh.name))
	return s
}

// stale is an environment with identities that must not survive a load.
func stale() []string {
	return []string{"AWS_PROFILE=bob", "AWS_DEFAULT_PROFILE=bob", "AWS_SECURITY_TOKEN=oldEXAMPLE", "AWS_CREDENTIAL_EXPIRATION=2020-01-01T00:00:00Z"}
}

// loadedWith is the environment with the session of a profile in it, by the format that needs no shell.
func (s *sitting) loadedWith(t *testing.T, before map[string]string, profile string) map[string]string {
	t.Helper()
	set := map[string]string{}
	r := s.w.run(t, nil, "mfa-session", "--format", "json", "--profile", profile)
	if err := json.Unmarshal([]byte(r.stdout), &set); err != nil {
		t.Fatalf("%v: %s", err, r.stderr)
	}
	after := maps.Clone(before)
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"} {
		delete(after, name)
	}
	maps.Copy(after, set)
	return after
}

func inEachFunctionShell(t *testing.T, test func(t *testing.T, s *sitting)) {
	t.Helper()
	for _, sh := range functionShells() {
		t.Run(sh.name, func(t *testing.T) {
			t.Parallel()
			test(t, newSitting(t, sh))
		})
	}
}

// The story of the rc file: load with a code, change to another profile, fail, undo. What a child
// process sees is compared byte for byte.
func TestFunctionLoadsAndUnloadsInEachShell(t *testing.T) {
	inEachFunctionShell(t, func(t *testing.T, s *sitting) {
		t.Helper()
		s.w.login(t, bobPhone, "--profile", "bob")
		before := s.file(s.dump, "")
		s.types("aws-mfa --profile default %s", s.w.server.Code(alicePhone))
		alice := s.file(s.dump, "")
		s.types("aws-mfa --profile bob -q")
		bob := s.file(s.dump, "")
		for _, line := range []string{"aws-mfa 12345", "aws-mfa --profile nobody", "aws-mfa statsu", "aws-mfa --no-such", "aws-mfa exec -- grep -q x /dev/null"} {
			s.attempts(line)
		}
		failed := s.file(s.dump, "")
		s.types("aws-mfa unset")
		undone := s.file(s.dump, "")
		s.types("aws-mfa unset")
		r := s.run(t, stale())
		if r.code != 0 || strings.Count(r.stdout, "FAILED") != 5 {
			t.Errorf("exit code %d, not 5 failures\n%s%s", r.code, r.stdout, r.stderr)
		}
		for _, said := range []string{"the session of profile default is loaded until ", "six digits", `there is no profile "nobody"`, "nothing is loaded in this shell"} {
			if !strings.Contains(r.stderr, said) {
				t.Errorf("stderr does not say %q:\n%s", said, r.stderr)
			}
		}
		start := s.environment(t, before)
		s.equal(t, "after a load", s.loadedWith(t, start, "default"), alice)
		s.equal(t, "after another", s.loadedWith(t, start, "bob"), bob)
		s.equal(t, "after failures", s.loadedWith(t, start, "bob"), failed)
		for _, variable := range stale() {
			name, _, _ := strings.Cut(variable, "=")
			delete(start, name)
		}
		s.equal(t, "after unset", start, undone)
		if n := s.w.server.Calls("GetSessionToken"); n != 2 {
			t.Errorf("GetSessionToken was called %d times, want 2", n)
		}
	})
}

func (s *sitting) equal(t *testing.T, when string, want map[string]string, file string) {
	t.Helper()
	if diff := cmp.Diff(want, s.environment(t, file)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// What does not change the shell is not evaluated: it prints what mfa-session prints.
func TestFunctionHandsOnEverythingElse(t *testing.T) {
	lines := []string{
		"--version", "--help", "123456 --help", "login --help", "unset --help", "-p bob exec -- printf %s-%s a b",
		"-p bob --format json", "-p bob --show", "status --prompt -p bob",
	}
	inEachFunctionShell(t, func(t *testing.T, s *sitting) {
		t.Helper()
		s.w.login(t, bobPhone, "--profile", "bob")
		before := s.file(s.dump, "")
		var files []string
		for _, line := range lines {
			files = append(files, s.file(s.into, "aws-mfa "+line))
		}
		after := s.file(s.dump, "")
		r := s.run(t, nil)
		if r.code != 0 || r.stdout+r.stderr != "" {
			t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
		}
		for i, line := range lines {
			want := s.w.run(t, nil, "mfa-session", strings.Fields(line)...).stdout
			if got := s.w.read(t, files[i]); got != want || got == "" {
				t.Errorf("aws-mfa %s: %q, want %q", line, got, want)
			}
		}
		s.equal(t, "afterwards", s.environment(t, before), after)
	})
}
