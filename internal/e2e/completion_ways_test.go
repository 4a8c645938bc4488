//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTABInBashHoweverItIsSet: options of the shell and what it takes for the end of a word.
func TestTABInBashHoweverItIsSet(t *testing.T) {
	for name, set := range map[string]string{
		"posix": "set -o posix", "set -u": "set -u", "set -f": "set -f", "IFS": "IFS=aeo:/", "no = and : between words": `COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}`,
		"nothing between words": `COMP_WORDBREAKS=$' \t\n'`, "failglob": "shopt -s failglob nullglob", "nocasematch": "shopt -s nocasematch extglob",
		"C locale": "LC_ALL=C", "no compopt": "enable -n compopt", "menu": "bind 'TAB: menu-complete'", "at once": "bind 'set show-all-if-ambiguous on'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.profiles(t, "one profile", "b=x:y", "c$(touch x)*")
			w.write(t, "some file", "", 0o600)
			sh := tabShells()[0]
			sh.setup += set + "\n"
			p := sh.open(t, w)
			p.completes("mfa-session --profile on\t", "--profile", "one profile")
			p.completes("mfa-session --profile=on\t", "--profile=one profile")
			p.completes("mfa-session --profile=b=x:\t", "--profile=b=x:y")
			p.completes("mfa-session -p b=\t", "-p", "b=x:y")
			p.completes(`mfa-session -p "c`+"\t", "-p", "c$(touch x)*")
			p.completes("mfa-session -p one\\ p\tsta\t", "-p", "one profile", "status")
			p.completes("mfa-session exec -- cat som\t", "exec", "--", "cat", "some file")
			p.completes("mfa-session exec aws-sand\t", "exec", "aws-sandbox")
			w.nothingHappened(t)
		})
	}
}

// TestTABTellsWhatWordsMean: where there are several they are listed with their descriptions, and
// what they have in common is typed.
func TestTABTellsWhatWordsMean(t *testing.T) {
	inEachTabShell(t, func(t *testing.T, sh tabShell) {
		t.Helper()
		w := startWorld(t)
		p := sh.open(t, w)
		p.types("mfa-session log\t\t")
		p.sees("delete the stored session, or all of them", 1)
		p.sees("reuse or issue the session and store it", 1)
		if got := p.line(""); sh.name == "bash" && got != "mfa-session log" {
			t.Errorf("what is listed was typed: %q", got)
		}
		p.types("mfa-session --serial-number=" + alicePhone[:9] + "\t\t") // no candidate: nothing
		if got, want := p.line(""), "mfa-session --serial-number="+alicePhone[:9]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		w.login(t, alicePhone)
		p.types("mfa-session -s \t\t")
		if got := p.line(""); !strings.Contains(got, "mfa/alice-phone") {
			t.Errorf("the device that is remembered is not offered: %q", got)
		}
	})
}

// TestTABCompletesTheFunction: aws-mfa of the rc file takes the words of mfa-session.
func TestTABCompletesTheFunction(t *testing.T) {
	inEachTabShell(t, func(t *testing.T, sh tabShell) {
		t.Helper()
		w := startWorld(t)
		w.profiles(t, "one profile")
		init := `eval "$(command mfa-session shell-init NAME)"`
		if sh.name == "fish" {
			init = "command mfa-session shell-init NAME | source"
		}
		sh.setup += strings.Replace(init, "NAME", sh.name, 1) + "\n"
		p := sh.open(t, w)
		for keys, want := range map[string]string{
			"aws-mfa sta\t": "aws-mfa status", "aws-mfa uns\t": "aws-mfa unset", "aws-mfa --ref\t": "aws-mfa --refresh",
			"aws-mfa -p on\t": `aws-mfa -p one\ profile`, "aws-mfa exec -- aws-sand\t": "aws-mfa exec -- aws-sandbox",
		} {
			if got := strings.TrimSpace(p.line(keys)); got != want {
				t.Errorf("%q: %q, want %q", keys, got, want)
			}
		}
	})
}

// TestCompletionAsAnInstalledFile: where packages put it, nothing has to be sourced.
func TestCompletionAsAnInstalledFile(t *testing.T) {
	install := func(t *testing.T, w *world, shell, path string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(w.dir, path)), 0o700); err != nil {
			t.Fatal(err)
		}
		w.write(t, path, w.run(t, nil, "mfa-session", "completion", shell).stdout, 0o600)
	}
	for name, path := range map[string]string{"zsh": "functions/_mfa-session", "fish": "home/.config/fish/completions/mfa-session.fish"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			install(t, w, name, path)
			for _, sh := range tabShells() {
				if sh.name != name {
					continue
				}
				sh.setup = strings.NewReplacer("; source <(mfa-session completion zsh)", "", "; mfa-session completion fish | source", "",
					"autoload -Uz compinit", "fpath=($PWD/functions $fpath); autoload -Uz compinit").Replace(sh.setup)
				p := sh.open(t, w)
				p.completes("mfa-session sta\t", "status")
				p.completes("mfa-session -p bo\t--jso\t", "-p", "bob", "--jso")
				p.completes("mfa-session status --jso\t", "status", "--json")
			}
		})
	}
}

func TestSourcingForZshSaysWhatIsMissing(t *testing.T) {
	need(t, "zsh")
	w := startWorld(t)
	r := w.run(t, nil, "zsh", "-f", "-c", "source <(mfa-session completion zsh)")
	if !strings.HasPrefix(r.stderr, "mfa-session: completion needs compinit") || r.stdout != "" {
		t.Errorf("%+v", r)
	}
}

// TestTheScriptForBashIsOldEnough: bash 3.2, which macOS has, knows none of these.
func TestTheScriptForBashIsOldEnough(t *testing.T) {
	script, err := os.ReadFile("../../completions/mfa-session.bash")
	if err != nil {
		t.Fatal(err)
	}
	newer := regexp.MustCompile(`\b(mapfile|readarray|coproc)\b|(declare|local|typeset) -[a-zA-Z]*[Angl]|&>>|\|&|\$\{[^}]*(\^|,,|@[A-Za-z]\})|\[\[ -v|;;&|;&$|\{[0-9]+\.\.[0-9]+\.\.`)
	for i, line := range strings.Split(string(script), "\n") {
		if found := newer.FindString(line); found != "" {
			t.Errorf("line %d has %s", i+1, found)
		}
	}
	w := startWorld(t)
	for _, options := range [][]string{{"-n"}, {"--posix", "-n"}} {
		if r := w.run(t, nil, "bash", append(options, filepath.Join(repository(t), "completions/mfa-session.bash"))...); r.code != 0 || r.stderr != "" {
			t.Errorf("%q: %+v", options, r)
		}
	}
}

func repository(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
