//go:build unix

package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	return []functionShell{bash, zsh, fish, nushell, elvish}
}

// session is one process of a shell with the function, and what is typed there.
type session struct {
	functionShell
	w      *world
	script strings.Builder
	files  int
}

func (s *session) types(format string, args ...any) { fmt.Fprintf(&s.script, format+"\n", args...) }

// file types the phrase with a new file for OUT, and returns the file.
func (s *session) file(phrase, line string) string {
	s.files++
	name := fmt.Sprintf("%s.%d", s.name, s.files)
	s.types("%s", strings.NewReplacer("OUT", name, "LINE", line).Replace(phrase))
	return name
}

func (s *session) attempts(line string) { s.types("%s", strings.ReplaceAll(s.attempt, "LINE", line)) }

func (s *session) run(t *testing.T, env []string) result {
	t.Helper()
	need(t, s.command[0])
	s.w.write(t, "script", s.script.String(), 0o600)
	s.w.write(t, "aws-mfa.nu", s.w.run(t, nil, "mfa-session", "shell-init", "nushell").stdout, 0o600)
	return s.w.run(t, env, s.command[0], append(s.command[1:], "script")...)
}

func (s *session) environment(t *testing.T, file string) map[string]string {
	t.Helper()
	vars := variables(strings.Split(strings.TrimSuffix(s.w.read(t, file), "\x00"), "\x00"))
	delete(vars, "LAST_EXIT_CODE") // of nushell
	return vars
}

func newSession(t *testing.T, sh functionShell) *session {
	t.Helper()
	w := startWorld(t)
	w.write(t, "home/.aws/config", "[default]\nregion = eu-west-1\n[profile bob]\nregion = eu-north-1\n", 0o600)
	s := &session{functionShell: sh, w: w}
	s.types("%s", strings.ReplaceAll(sh.init, "NAME", sh.name))
	return s
}

// stale is an environment with identities that must not survive a load.
func stale() []string {
	return []string{"AWS_PROFILE=bob", "AWS_DEFAULT_PROFILE=bob", "AWS_SECURITY_TOKEN=oldEXAMPLE", "AWS_CREDENTIAL_EXPIRATION=2020-01-01T00:00:00Z"}
}

// loadedWith is the environment with the session of a profile in it, by the format that needs no shell.
func (s *session) loadedWith(t *testing.T, before map[string]string, profile string) map[string]string {
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

func inEachFunctionShell(t *testing.T, test func(t *testing.T, s *session)) {
	t.Helper()
	for _, sh := range functionShells() {
		t.Run(sh.name, func(t *testing.T) {
			t.Parallel()
			test(t, newSession(t, sh))
		})
	}
}

// The story of the rc file: load with a code, change to another profile, fail, undo. What a child
// process sees is compared byte for byte.
func TestFunctionLoadsAndUnloadsInEachShell(t *testing.T) {
	inEachFunctionShell(t, func(t *testing.T, s *session) {
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

func (s *session) equal(t *testing.T, when string, want map[string]string, file string) {
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
	inEachFunctionShell(t, func(t *testing.T, s *session) {
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

// Nothing secret stays in a variable of the shell but in those of AWS, and tracing does not show it.
func TestFunctionLeavesNothingSecretBehind(t *testing.T) {
	listings := map[string]string{"bash": "set -x\naws-mfa\nset +x\nset >OUT", "zsh": "set -x\naws-mfa\nset +x\nset >OUT", "fish": "set fish_trace 1\naws-mfa\nset -e fish_trace\nset -L >OUT"}
	for _, sh := range functionShells() {
		listing, ok := listings[sh.name]
		if !ok {
			continue // these do not trace, and the variables of a function are gone with it
		}
		t.Run(sh.name, func(t *testing.T) {
			s := newSession(t, sh)
			s.w.login(t, alicePhone)
			file := s.file(listing, "")
			dump := s.file(s.dump, "")
			r := s.run(t, nil)
			token := s.environment(t, dump)["AWS_SESSION_TOKEN"]
			if r.code != 0 || token == "" || strings.Contains(r.stdout+r.stderr, token) {
				t.Errorf("exit code %d, a token of %d characters\n%s%s", r.code, len(token), r.stdout, r.stderr)
			}
			lines := slices.DeleteFunc(strings.Split(s.w.read(t, file), "\n"), func(line string) bool { return !strings.Contains(line, token) })
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "AWS_SESSION_TOKEN") {
				t.Errorf("the token is in %q", lines)
			}
		})
	}
}

// The function survives the settings under which people write scripts.
func TestFunctionUnderOddSettings(t *testing.T) {
	settings := map[string][]string{
		"bash": {"set -eu", "set -f", "IFS=$'\\n'", "IFS=", "IFS=,", "shopt -s failglob nullglob", "set -a"},
		"zsh":  {"set -eu", "setopt sh_word_split glob_subst", "setopt ksh_arrays", "IFS=$'\\n'", "IFS=", "IFS=,", "set -a"},
	}
	for _, sh := range functionShells()[:2] {
		t.Run(sh.name, func(t *testing.T) {
			s := newSession(t, sh)
			s.w.login(t, alicePhone)
			before := s.file(s.dump, "")
			var files []string
			for _, setting := range settings[sh.name] {
				files = append(files, s.file("(\n"+setting+"\naws-mfa -q\n/usr/bin/env -0 >OUT\n)", ""))
			}
			if r := s.run(t, nil); r.code != 0 || r.stderr != "" {
				t.Errorf("exit code %d\n%s", r.code, r.stderr)
			}
			want := s.loadedWith(t, s.environment(t, before), "default")
			for i, file := range files {
				s.equal(t, settings[sh.name][i], want, file)
			}
		})
	}
}

// The whole story at a terminal: an rc file, a new shell, a code asked for, the real AWS CLI.
func TestFunctionOfTheRCFile(t *testing.T) {
	shells := map[string]struct{ rc, line, command string }{
		"bash": {".bashrc", `eval "$(mfa-session shell-init bash)"; PS1="ready> "`, "bash"},
		"zsh":  {".zshrc", `eval "$(mfa-session shell-init zsh)"; PS1="ready> "; unsetopt zle prompt_sp`, "zsh"},
		"fish": {".config/fish/config.fish", "mfa-session shell-init fish | source; function fish_prompt; echo 'ready> '; end", "fish"},
	}
	for name, sh := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			need(t, sh.command)
			need(t, "aws")
			w := startWorld(t)
			rc := filepath.Join("home", filepath.FromSlash(sh.rc))
			// where the second is missing, a new fish reads every man page first
			for _, dir := range []string{filepath.Dir(rc), "home/.local/share/fish/generated_completions"} {
				if err := os.MkdirAll(filepath.Join(w.dir, dir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			w.write(t, rc, sh.line+"\n", 0o600)
			s := w.sit(t, allOnTerminal, []string{"TERM=dumb", "AWS_PAGER=cat", "AWS_REGION=eu-west-1"}, sh.command, "-i")
			s.sees("ready> ", 1)
			s.types("aws-mfa\n")
			s.sees(codePrompt, 1)
			s.types(w.server.Code(alicePhone) + "\n")
			s.sees("is loaded until", 1)
			s.types("aws sts get-caller-identity --endpoint-url $ENDPOINT --output text --query Arn && echo $AWS_ACCESS_KEY_ID | cut -c 1-4\n")
			s.sees("arn:aws:iam::111122223333:user/alice", 1)
			s.sees("ASIA", 1)
			s.types("aws-mfa unset; echo \"<$AWS_ACCESS_KEY_ID$MFA_SESSION_LOADED>\"\n")
			s.sees("<>", 1)
			s.types("exit 0\n")
			s.endsWith(0)
			w.issued(t, 1)
		})
	}
}
