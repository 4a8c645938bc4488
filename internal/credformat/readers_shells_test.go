//go:build unix

package credformat

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reader is a real program that reads the statements of many environments, one after the other, in
// one process, and prints the values of A, B and MFA_SESSION_LOADED after each, a line each.
type reader struct {
	name    string
	format  Format
	command []string // runs the script whose path is appended
	script  string   // IN stands for the file of statements
}

func readers() []reader {
	const print = `printf '%s\n' "$A" "$B" "$MFA_SESSION_LOADED"`
	posix := func(name string, command ...string) reader {
		return reader{name, Env, command, `while IFS= read -r line; do eval "$line"; ` + print + `; done <'IN'`}
	}
	unquoted := posix("bash, unquoted", "bash")
	unquoted.script = `while IFS= read -r line; do eval $(printf '%s\n' "$line"); ` + print + `; done <'IN'`
	const fish = `while read -l line; eval $line; printf '%s\n' $A $B $MFA_SESSION_LOADED; end <'IN'`
	// a list of all lines at once would take it minutes, and so would a process for each value
	const tcsh = "set echo_style=none\nsplit -l 100 'IN' 'IN.'\nforeach part ('IN.'*)\nforeach line (\"`cat $part`\")\n" +
		"eval \"$line\"\necho \"$A\"\necho \"$B\"\necho \"$MFA_SESSION_LOADED\"\nend\n" + "end"
	return []reader{
		posix("bash", "bash"), unquoted, posix("dash", "dash"), posix("zsh", "zsh", "-f"), posix("ksh93", "ksh93"), posix("mksh", "mksh"),
		posix("yash", "yash"), posix("posh", "posh"), posix("busybox", "busybox", "sh"),
		{"fish with env", Env, []string{"fish", "--no-config"}, fish},
		{"dash with dotenv", EnvNoExport, []string{"dash"}, `set -a; while IFS= read -r line; do export "$line"; case $line in MFA_*) ` + print + `;; esac; done <'IN'`},
		{"dash, sourcing dotenv", EnvNoExport, []string{"dash"}, `sed 's/^MFA_SESSION_LOADED.*/&\nprint/' 'IN' >'IN.sh'; print() { ` + print + `; }; . './IN.sh'`},
		{"fish", Fish, []string{"fish", "--no-config"}, fish},
		{"tcsh", Csh, []string{"tcsh", "-f"}, tcsh},
		{"elvish", Elvish, []string{"elvish", "-norc"}, `from-lines < 'IN' | each {|line| eval $line; echo $E:A; echo $E:B; echo $E:MFA_SESSION_LOADED }`},
		{"nushell", JSON, []string{"nu", "--no-config-file"}, `open --raw 'IN' | lines | each {|line| load-env ($line | from json); [$env.A $env.B $env.MFA_SESSION_LOADED] } | flatten | to text`},
		{"the rules of PowerShell", PowerShell, nil, ""},
		{"the rules of cmd.exe", WindowsCmd, nil, ""},
	}
}

// readBack gives the values that the reader has after each of the texts.
func (rd reader) readBack(t *testing.T, texts []string) []string {
	t.Helper()
	all := strings.Join(texts, "")
	if rd.format == WindowsCmd {
		return readAsCmd(t, all)
	}
	if rd.format == PowerShell {
		return readAsPowerShell(t, all)
	}
	needProgram(t, rd.command[0])
	dir := t.TempDir()
	in, path := filepath.Join(dir, "in"), filepath.Join(dir, "script")
	script := strings.ReplaceAll(rd.script, "IN", "in") + "\n"
	for name, content := range map[string]string{in: all, path: script} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), findProgram(rd.command[0]), append(rd.command[1:len(rd.command):len(rd.command)], path)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + searchPath(), "HOME=" + dir, "LC_ALL=C"}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s failed: %v: %s", rd.name, err, stderr.Bytes())
	}
	return strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
}

// readAsCmd reads lines as cmd.exe does after `for /f "delims="`, and refuses every character that
// would mean something to it. What is executed then is not searched for %NAME% again.
func readAsCmd(t *testing.T, text string) []string {
	t.Helper()
	values := map[string]string{}
	var read []string
	for line := range strings.Lines(text) {
		assignment, isSet := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "set ")
		name, value, found := strings.Cut(assignment, "=")
		if !isSet || !found || strings.ContainsAny(assignment, "\r\"&|<>^()! \t") {
			t.Fatalf("cmd.exe does not take this for an assignment: %q", line)
		}
		values[name] = value
		if name == loaded {
			read = append(read, values["A"], values["B"], values[loaded])
		}
	}
	return read
}

// An assignment as PowerShell reads it: a verbatim string, in which only quotes are doubled, of the
// four kinds of single quotes that it knows; or $null.
var powershellAssignment = regexp.MustCompile(`^\$Env:([A-Z_]+)=(?:'((?:[^'\x{2018}-\x{201b}]|'')*)'|(\$null));[ \n]`)

// readAsPowerShell reads lines of assignments to the environment, and refuses everything else. There
// is no PowerShell to be had here.
func readAsPowerShell(t *testing.T, text string) []string {
	t.Helper()
	values := map[string]string{}
	var read []string
	for text != "" {
		m := powershellAssignment.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("PowerShell does not take this for an assignment: %.100q", text)
		}
		values[m[1]] = strings.ReplaceAll(m[2], "''", "'")
		if m[3] != "" {
			delete(values, m[1])
		}
		if m[1] == loaded {
			read = append(read, values["A"], values["B"], values[loaded])
		}
		text = text[len(m[0]):]
	}
	return read
}

// readObject reads one object of JSON, as every reader of JSON does.
func readObject(t *testing.T, text string, v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil || d.More() {
		t.Fatalf("not one object of JSON: %v", err)
	}
}
