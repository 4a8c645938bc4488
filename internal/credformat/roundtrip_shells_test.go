//go:build unix

package credformat

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// awsAlphabet is what keys and tokens of AWS are made of.
const awsAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// readers evaluate each line of the file IN and print the three variables, a line each.
func readers() map[string]shell {
	read := func(name string, command ...string) shell {
		return shell{
			name: name, command: command, format: Env,
			scope: `while IFS= read -r line; do eval "$line"; printf '%s\n' "$A" "$B" "$MFA_SESSION_LOADED"; done <'IN'`,
		}
	}
	readUnquoted := read("bash, unquoted", "bash")
	readUnquoted.scope = strings.Replace(readUnquoted.scope, `eval "$line"`, `eval $(printf '%s\n' "$line")`, 1)
	fish := shell{
		command: []string{"fish", "--no-config"}, format: Fish,
		scope: `while read -l line; eval $line; printf '%s\n' $A $B $MFA_SESSION_LOADED; end <'IN'`,
	}
	tcsh := shell{
		command: []string{"tcsh", "-f"}, format: Csh,
		scope: "foreach line ( \"`cat 'IN'`\" )\neval \"$line\"\nprintf '%s\\n' \"$A\" \"$B\" \"$MFA_SESSION_LOADED\"\nend",
	}
	return map[string]shell{
		"bash": read("bash", "bash"), "bash unquoted": readUnquoted, "dash": read("dash", "dash"), "zsh": read("zsh", "zsh", "-f"),
		"ksh93": read("ksh93", "ksh93"), "mksh": read("mksh", "mksh"), "yash": read("yash", "yash"), "posh": read("posh", "posh"),
		"busybox sh": read("busybox sh", "busybox", "sh"), "fish": fish, "tcsh": tcsh,
	}
}

// readBack gives the values that the shell has after each of the environments.
func readBack(t *testing.T, sh shell, environments []Environment) []string {
	t.Helper()
	var lines strings.Builder
	for _, env := range environments {
		text, err := sh.format.Statements(env)
		if err != nil {
			t.Fatal(err)
		}
		lines.WriteString(text)
	}
	dir := t.TempDir()
	in, path := filepath.Join(dir, "in"), filepath.Join(dir, "script")
	for name, content := range map[string]string{in: lines.String(), path: strings.Replace(sh.scope, "IN", in, 1) + "\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), sh.command[0], append(sh.command[1:len(sh.command):len(sh.command)], path)...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C"}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("the shell failed: %v: %s", err, stderr.Bytes())
	}
	return strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
}

func roundTripOf(a, b, profile string) Environment {
	env := Environment{Set: []Variable{{"A", a}, {"B", b}, {loaded, Loaded{Profile: profile}.mark()}}}
	return env
}

func values(environments []Environment) []string {
	var list []string
	for _, env := range environments {
		for _, v := range env.Set {
			list = append(list, v.Value)
		}
	}
	return list
}

func random(r *rand.Rand, alphabet string, atMost int) string {
	text := make([]byte, 1+r.IntN(atMost))
	for i := range text {
		text[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(text)
}

func TestRealShellsReadBackRandomValues(t *testing.T) {
	allBytes := make([]byte, 256)
	for i := range allBytes {
		allBytes[i] = byte(i)
	}
	for name, sh := range readers() {
		t.Run(name, func(t *testing.T) {
			needProgram(t, sh.command[0])
			r := rand.New(rand.NewPCG(1, 2))
			d, _ := sh.format.dialect()
			var environments []Environment
			for range 300 {
				environments = append(environments, roundTripOf(
					random(r, awsAlphabet, 500), random(r, d.carries, 60), random(r, string(allBytes), 60)))
			}
			got, want := readBack(t, sh, environments), values(environments)
			if len(got) != len(want) {
				t.Fatalf("%d values came back, want %d", len(got), len(want))
			}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%q came back as %q", want[i], got[i])
				}
			}
		})
	}
}

// A real shell reads back what goes in: text of AWS's alphabet, anything that the format carries,
// and the mark of any profile.
func FuzzRealShellsReadBack(f *testing.F) {
	f.Add("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=", "it's", "work")
	f.Add("a", `"$&';`+"`!", "env:x * \\\n\x00\xff")
	f.Add("=", `\'`, "~")
	names := []string{"bash unquoted", "dash", "fish", "tcsh"}
	f.Fuzz(func(t *testing.T, a, b, profile string) {
		if a == "" || strings.Trim(a, awsAlphabet) != "" || profile == "" {
			return
		}
		for _, name := range names {
			sh := readers()[name]
			needProgram(t, sh.command[0])
			env := roundTripOf(a, b, profile)
			if _, err := sh.format.Statements(env); err != nil {
				env = roundTripOf(a, a, profile) // the format does not carry b
			}
			got, want := readBack(t, sh, []Environment{env}), values([]Environment{env})
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s: %q came back as %q", name, want, got)
			}
		}
	})
}
