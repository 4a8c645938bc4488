//go:build unix

package credformat

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shell is a real shell and how things are said in it. FILE stands for a file of statements, OUT
// for where a child process is to write its environment.
type shell struct {
	name    string
	command []string // runs the script whose path is appended
	format  Format
	loads   []string // ways to load FILE with any setting; each ends with the status of the load
	modes   []string // settings under which all of loads must work
	keeps   []string // variables that this shell cannot unset in this format
	scope   string   // puts SCRIPT into a subshell
	dump    string   // a child process writes its environment to OUT
	success string   // DUMP only if LOAD succeeds
	failure string   // DUMP only if LOAD fails
}

func posixShell(name string, command ...string) shell {
	return shell{
		name: name, command: command, format: Env,
		loads: []string{`eval $(cat FILE)`, `eval "$(cat FILE)"`, "eval `cat FILE`", `. FILE`},
		modes: []string{":", "set -eu", "set -f", "IFS='\n'", "IFS=", "IFS=,"},
		scope: "( SCRIPT )", dump: "env -0 >OUT", success: "LOAD && DUMP", failure: "LOAD || DUMP",
	}
}

func posixShells() []shell {
	return []shell{
		posixShell("bash", "bash"), posixShell("bash --posix", "bash", "--posix"),
		posixShell("bash with failglob and nullglob", "bash", "-O", "failglob", "-O", "nullglob"),
		posixShell("dash", "dash"), posixShell("zsh", "zsh", "-f"), posixShell("zsh as sh", "zsh", "--emulate", "sh", "-f"),
		posixShell("zsh with glob_subst", "zsh", "-f", "-o", "shwordsplit", "-o", "globsubst"),
		posixShell("ksh93", "ksh93"), posixShell("mksh", "mksh"), posixShell("yash", "yash"), posixShell("posh", "posh"),
		posixShell("busybox sh", "busybox", "sh"),
	}
}

func fishShell(f Format) shell {
	return shell{
		name: "fish with " + string(f), command: []string{"fish", "--no-config"}, format: f,
		loads: []string{`eval (cat FILE)`, `eval "$(cat FILE)"`, `cat FILE | source`},
		modes: []string{"true"}, scope: "fish --no-config -c 'SCRIPT'", dump: "env -0 >OUT", success: "LOAD && DUMP", failure: "LOAD || DUMP",
	}
}

func elvishShell() shell {
	return shell{
		name: "elvish", command: []string{"elvish", "-norc"}, format: Elvish, loads: []string{"eval (cat FILE | slurp)", "eval (slurp < FILE)"},
		modes: []string{"nop"}, scope: "elvish -norc -c 'SCRIPT'", dump: "env -0 > OUT",
		success: "try { LOAD; DUMP } catch e { nop }", failure: "try { LOAD } catch e { DUMP }",
	}
}

// nushellShell reads JSON, in which nothing can be unset.
func nushellShell() shell {
	return shell{
		name: "nushell", command: []string{"nu", "--no-config-file"}, format: JSON,
		loads: []string{"open --raw FILE | from json | load-env", "^cat FILE | from json | load-env"}, modes: []string{"null"},
		keeps: []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"},
		scope: "nu --no-config-file -c \"SCRIPT\"", dump: "^env -0 o> OUT", success: "LOAD; DUMP",
	}
}

// unsettingShells are those that can unset in the format they are given. fish cannot in env: its
// people take its own format.
func unsettingShells() []shell {
	tcsh := shell{
		name: "tcsh", command: []string{"tcsh", "-f"}, format: Csh, loads: []string{"eval `cat FILE`", "eval \"`cat FILE`\"", "source FILE"},
		modes: []string{"true", "set noglob"}, scope: "( SCRIPT )", dump: "env -0 >OUT", success: "LOAD && DUMP", failure: "LOAD || DUMP",
	}
	return append(posixShells(), fishShell(Fish), tcsh, elvishShell())
}

// failingShells are those with a statement that fails.
func failingShells() []shell {
	fish := fishShell(Env)
	fish.keeps = []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"}
	return append(unsettingShells(), fish)
}

func shells() []shell { return append(failingShells(), nushellShell()) }

// before is the environment that a shell is started with: somebody else's identity, a stale
// expiration, and nothing that would make a shell read files.
func before(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"PATH": searchPath(), "HOME": t.TempDir(), "LC_ALL": "C", "AWS_PROFILE": "other", "AWS_SECURITY_TOKEN": "oldEXAMPLE",
		"AWS_SESSION_TOKEN": "oldEXAMPLE", "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z", "KEPT": "as it * is",
	}
}

// hostileDirectory has files whose names change what an unquoted expansion gives.
func hostileDirectory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{
		"*", "-n", "export", "export AWS_PROFILE=evil", "AWS_SESSION_TOKEN='evil'", "AWS_REGION='evil';", "command", "unset", ";", "&&",
		"$(touch touched)", "`touch touched`", "a b", "[", ">", "AWS_SESSION_TOKEN=evil", "#",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("exit 9\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// script runs pieces of shell in one process of a real shell and gathers what each left behind.
type script struct {
	shell  shell
	dir    string // of files
	text   strings.Builder
	pieces int
}

func newScript(t *testing.T, sh shell) *script {
	t.Helper()
	needProgram(t, sh.command[0])
	return &script{shell: sh, dir: t.TempDir()}
}

// add runs the piece in a subshell, with FILE as a file of the content. It returns where a child
// process writes its environment (OUT).
func (s *script) add(t *testing.T, piece, content string) string {
	t.Helper()
	s.pieces++
	file := filepath.Join(s.dir, fmt.Sprintf("file%d", s.pieces))
	out := filepath.Join(s.dir, fmt.Sprintf("out%d", s.pieces))
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	piece = strings.NewReplacer("FILE", file, "OUT", out).Replace(piece)
	s.text.WriteString(strings.Replace(s.shell.scope, "SCRIPT", piece, 1) + "\n")
	return out
}

func (s *script) run(t *testing.T, env map[string]string) {
	t.Helper()
	path := filepath.Join(s.dir, "script")
	if err := os.WriteFile(path, []byte(s.text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append(s.shell.command[1:len(s.shell.command):len(s.shell.command)], path)
	cmd := exec.CommandContext(t.Context(), findProgram(s.shell.command[0]), args...)
	cmd.Dir = hostileDirectory(t)
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	output, _ := cmd.CombinedOutput() // the status is that of the last piece
	if len(output) > 0 {
		t.Errorf("the shell said: %s", output)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "touched")); err == nil {
		t.Error("the name of a file was executed")
	}
}

// environmentIn reads what `env -0` wrote, without what shells change on their own.
func environmentIn(t *testing.T, path string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no child process was reached: %v", err)
	}
	env := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(content), "\x00"), "\x00") {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	for _, name := range []string{"_", "SHLVL", "PWD", "OLDPWD", "LAST_EXIT_CODE"} {
		delete(env, name)
	}
	return env
}

// loadEverywhere loads the text in each way under each setting. It returns where child processes
// write their environments.
func (s *script) loadEverywhere(t *testing.T, text string) []string {
	t.Helper()
	var outs []string
	for _, mode := range s.shell.modes {
		piece := s.shell.success
		if mode == "set -eu" {
			piece = "LOAD; DUMP" // beside "&&" a shell does not obey set -e
		}
		for _, load := range s.shell.loads {
			outs = append(outs, s.add(t, mode+"; "+s.shell.phrase(piece, load), text))
		}
	}
	return outs
}

// phrase puts a load and the dump into success or failure.
func (sh shell) phrase(piece, load string) string {
	return strings.NewReplacer("LOAD", load, "DUMP", sh.dump).Replace(piece)
}

func after(env map[string]string, change Environment, keeps []string) map[string]string {
	result := map[string]string{}
	for name, value := range env {
		result[name] = value
	}
	for _, name := range change.Unset {
		if !strings.Contains(strings.Join(keeps, " ")+" ", name+" ") {
			delete(result, name)
		}
	}
	for _, v := range change.Set {
		result[v.Name] = v.Value
	}
	return result
}
