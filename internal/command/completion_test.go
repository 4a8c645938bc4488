package command

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/completions"
)

func TestCompletionPrintsTheFilesThatPackagesInstall(t *testing.T) {
	w := newWorld(t)
	for shell, file := range map[string]string{
		"bash": "mfa-session.bash", "zsh": "_mfa-session", "fish": "mfa-session.fish", "powershell": "mfa-session.ps1",
	} {
		content, err := os.ReadFile(filepath.Join("../../completions", file))
		if err != nil {
			t.Fatal(err)
		}
		r := w.run("completion", shell)
		if r.code != 0 || r.stderr != "" || r.stdout != string(content) || len(content) == 0 {
			t.Errorf("%s: exit code %d, stderr %q, %d bytes", shell, r.code, r.stderr, len(r.stdout))
		}
		if strings.ContainsRune(r.stdout, '\r') || !strings.HasSuffix(r.stdout, "\n") {
			t.Errorf("%s: the ends of lines", shell)
		}
	}
}

func TestCompletionWithoutAShellThatIsKnown(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ args, says string }{
		{"completion", "mfa-session: completion needs the name of one shell"},
		{"completion bash zsh", "mfa-session: completion needs the name of one shell"},
		{"completion tcsh", "mfa-session: there is no completion for tcsh"},
	} {
		r := w.run(strings.Fields(c.args)...)
		w.ends(r, 2, 0)
		w.says(r, c.says, "hint: one of bash, zsh, fish, powershell")
		if r.stdout != "" {
			t.Errorf("%s: stdout %q", c.args, r.stdout)
		}
	}
}

// TestNoScriptEvaluates: nor does one hold what the command tree knows.
func TestNoScriptEvaluates(t *testing.T) {
	evaluates := regexp.MustCompile(`(?i)\beval\b|invoke-expression|\biex\b|compgen -W|\(e\)|\$\{\(e|scriptblock\]::create|\bsource [^<]`)
	for _, shell := range completions.Shells() {
		for i, line := range strings.Split(completions.Script(shell), "\n") {
			if code, _, _ := strings.Cut(" "+line, " #"); evaluates.MatchString(code) {
				t.Errorf("%s, line %d: %s", shell, i+1, line)
			}
			for _, name := range []string{"logout", "credential-process", "--profile", "keyctl"} {
				if strings.Contains(line, name) {
					t.Errorf("%s, line %d has %s", shell, i+1, name)
				}
			}
		}
	}
	if completions.Script("tcsh") != "" {
		t.Error("a script for a shell that has none")
	}
}
