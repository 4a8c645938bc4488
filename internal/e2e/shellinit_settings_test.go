//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Nothing secret stays in a variable of the shell but in those of AWS, and tracing does not show it.
func TestFunctionLeavesNothingSecretBehind(t *testing.T) {
	const posix = "set -x\naws-mfa\nset +x\nset >OUT"
	listings := map[string]string{
		"bash": posix, "zsh": posix, "sh": posix, "ksh": posix, "mksh": posix, "yash": posix, "busybox": posix,
		"fish": "set fish_trace 1\naws-mfa\nset -e fish_trace\nset -L >OUT",
	}
	for _, sh := range functionShells() {
		listing, ok := listings[sh.name]
		if !ok {
			continue // these do not trace or list, and the variables of a function are gone with it
		}
		t.Run(sh.name, func(t *testing.T) {
			s := newSitting(t, sh)
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
		"sh":   {"set -eu", "set -f", "IFS=", "IFS=,", "IFS=:0", "set -a"},
		"ksh":  {"set -eu", "set -f", "IFS=", "IFS=,", "IFS=:0"}, // with set -a it exports IFS too
		"zsh":  {"set -eu", "setopt sh_word_split glob_subst", "setopt ksh_arrays", "IFS=$'\\n'", "IFS=", "IFS=,", "set -a"},
	}
	for _, sh := range functionShells() {
		if settings[sh.name] == nil {
			continue // these have no settings that change how a function is read
		}
		t.Run(sh.name, func(t *testing.T) {
			s := newSitting(t, sh)
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

// The line of docs/shells.md that is typed once works in a home where nushell has never been.
func TestFunctionFileOfNushell(t *testing.T) {
	need(t, "nu")
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "shells.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, row, _ := strings.Cut(string(text), "| nushell | `")
	line, _, _ := strings.Cut(row, "` |")
	w := startWorld(t)
	for range 2 { // the second time it is there
		if r := w.run(t, nil, "nu", "--no-config-file", "-c", strings.ReplaceAll(line, `\|`, "|")); r.code != 0 || r.stdout+r.stderr != "" {
			t.Fatalf("%s: exit code %d\n%s%s", line, r.code, r.stdout, r.stderr)
		}
	}
	want := w.run(t, nil, "mfa-session", "shell-init", "nushell").stdout
	if got := w.read(t, "home/.config/nushell/autoload/aws-mfa.nu"); got != want {
		t.Errorf("the file has %q", got)
	}
}
