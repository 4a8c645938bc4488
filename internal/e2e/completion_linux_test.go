package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTABRunsNothing: of all that is typed and named nothing is run or expanded, and the program gets
// it as it was typed. strace sees what the shell starts.
func TestTABRunsNothing(t *testing.T) {
	need(t, "strace")
	inEachTabShell(t, func(t *testing.T, sh tabShell) {
		t.Helper()
		w := startWorld(t)
		w.profiles(t, "$(touch x)", "`touch x`", ";touch x;")
		w.write(t, "y", "#!/bin/sh\ntouch x\n", 0o700)
		trace := filepath.Join(t.TempDir(), "trace")
		sh.command = append([]string{"strace", "-f", "--seccomp-bpf", "-s", "4096", "-e", "trace=execve,execveat,connect", "-o", trace}, sh.command...)
		p := sh.open(t, w)
		substitutions := []string{"$(touch x)", "`touch x`", "<(touch x)"}
		if sh.name == "fish" {
			substitutions = []string{"(touch x)", "$(touch x)"}
		}
		p.line("mfa-session marker \t")
		for _, s := range append(substitutions, "$HOME", "~", "*", "{a,b}") {
			p.line("mfa-session " + s + " \t")
			p.line(`mfa-session "` + s + `" ` + "\t")
			p.line("mfa-session --profile " + s + " \t")
			if sh.name != "zsh" { // whose own TAB expands what stands at the cursor
				p.line("mfa-session --profile " + s + "\t")
			}
			p.line("mfa-session --code-command '" + s + "' --\t")
			p.line("mfa-session exec -- " + s + " \t")
		}
		for _, line := range []string{"", "--", "-p ", "exec -- touch x ", "exec -- ./y ", "exec ./y", "exec -- nothing ", "login ", "--region "} {
			p.line("mfa-session " + line + "\t\t")
		}
		p.types("exit\r")
		p.endsWith(0)
		w.nothingHappened(t)
		started, connected := readTrace(t, trace)
		_, started, found := strings.Cut(started, `"marker", ""]`)
		if !found {
			t.Fatalf("the program was not asked:\n%s", started)
		}
		for _, line := range strings.Split(strings.TrimSpace(started), "\n")[1:] {
			if !strings.Contains(line, `["mfa-session", "__complete", "--", `) {
				t.Errorf("TAB has started: %s", line)
			}
		}
		for _, s := range append(substitutions[:1], "$HOME", "~", "*") {
			if !strings.Contains(started, `"__complete", "--", "`+s+`", ""]`) {
				t.Errorf("%s did not arrive as it was typed", s)
			}
		}
		if connected != "" {
			t.Errorf("TAB has made connections:\n%s", connected)
		}
	})
}

// readTrace gives the programs that were started and the connections that were made, a line each.
// A search of PATH that finds nothing starts nothing.
func readTrace(t *testing.T, file string) (started, connected string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		switch {
		case strings.Contains(line, "ENOENT"):
		case strings.Contains(line, "execve"):
			started += line
		case strings.Contains(line, "connect("):
			connected += line
		}
	}
	return started, connected
}

// TestCompletingTouchesNothing: no file is written, no bus or network is asked, no program started,
// whatever the environment would allow.
func TestCompletingTouchesNothing(t *testing.T) {
	need(t, "strace")
	w := startWorld(t)
	w.write(t, "home/.aws/config", "[profile work]\nmfa_process = touch x\ncredential_process = touch x\nmfa_serial = "+alicePhone+"\n", 0o600)
	written := regexp.MustCompile(`O_WRONLY|O_RDWR|O_CREAT|socket\(|connect\(|execve|unlink|rename|mkdir`)
	for _, words := range []string{"|", "--profile|", "--serial-number|", "--region=|", "--backend|", "login|-p|work|", "exec|--|touch|x|", "--code-command|touch x|"} {
		file := filepath.Join(t.TempDir(), "trace")
		const calls = "trace=open,openat,socket,connect,execve,unlink,unlinkat,rename,renameat,mkdir,mkdirat"
		args := append([]string{"-f", "-e", calls, "-o", file, filepath.Join(bin, "mfa-session"), "__complete", "--"}, strings.Split(words, "|")...)
		env := []string{
			"MFA_SESSION_DEBUGGABLE=1", // or strace could read nothing, unless it is root's
			"DBUS_SESSION_BUS_ADDRESS=unix:path=" + w.dir + "/bus", "MFA_SESSION_BACKEND=auto", "MFA_SESSION_CODE_COMMAND=touch x",
			"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_COMMAND=touch x", "SSH_ASKPASS=touch",
		}
		if r := w.run(t, env, "strace", args...); r.code != 0 || r.stderr != "" {
			t.Fatalf("%s: exit code %d\n%s", words, r.code, r.stderr)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(content), "\n")
		if len(lines) < 3 || !strings.Contains(lines[0], "execve(") {
			t.Fatalf("strace saw nothing: %q", lines)
		}
		for _, line := range lines[1:] {
			if written.MatchString(line) {
				t.Errorf("%s: %s", words, line)
			}
		}
	}
	w.nothingHappened(t)
}
