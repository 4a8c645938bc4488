//go:build unix

package e2e_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listed is a shell of those that must load and unload, and how: each way is a line that loads and one
// that unloads.
type listed struct {
	command  []string // runs the script whose path is appended
	settings []string // each way is tried under each of them
	ways     [][2]string
	subshell [2]string // what a setting is kept within
	dump     string    // a child process writes its environment to %s
	keeps    bool      // what it reads cannot unset
}

func listedShells() map[string]listed {
	const dump = "/usr/bin/env -0 > %s"
	shells := map[string]listed{
		"fish": {
			command: []string{"fish", "--no-config"}, settings: []string{""}, dump: dump,
			ways: [][2]string{
				{"mfa-session -p default --format fish | source", "mfa-session unset --format fish | source"},
				{"eval (mfa-session -p default --format fish)", "eval (mfa-session unset --format fish)"},
				{`eval "$(mfa-session -p default --format fish)"`, `eval "$(mfa-session unset --format fish)"`},
			},
		},
		"tcsh": {
			command: []string{"tcsh", "-f", "-e"}, settings: []string{"", "set noglob", "set nonomatch"}, dump: dump,
			ways: [][2]string{
				{"eval `mfa-session -p default --format csh`", "eval `mfa-session unset --format csh`"},
				{"eval \"`mfa-session -p default --format csh`\"", "eval \"`mfa-session unset --format csh`\""},
			},
		},
		"elvish": {
			command: []string{"elvish", "-norc"}, settings: []string{""}, dump: dump,
			ways: [][2]string{{"eval (mfa-session -p default --format elvish | slurp)", "eval (mfa-session unset --format elvish | slurp)"}},
		},
		"nushell": {
			command: []string{"nu", "--no-config-file"}, settings: []string{""}, keeps: true, dump: "^/usr/bin/env -0 o> %s",
			ways: [][2]string{{"^mfa-session -p default --format json | from json | load-env", ""}},
		},
	}
	for name, command := range map[string][]string{
		"bash": {"bash", "--norc", "--noprofile"}, "bash as sh": {"bash", "--posix"}, "dash": {"dash"}, "zsh": {"zsh", "-f"},
		"zsh as sh": {"zsh", "--emulate", "sh", "-f"}, "ksh93": {"ksh93"}, "mksh": {"mksh"}, "yash": {"yash", "--noprofile"}, "posh": {"posh"},
		"busybox sh": {"busybox", "sh"},
	} {
		shells[name] = listed{
			command: command, subshell: [2]string{"(", ")"}, dump: dump,
			settings: []string{"set -eu", "set -f", "IFS='\n'", "IFS=", "IFS=,"},
			ways: [][2]string{
				{"eval $(mfa-session -p default)", "eval $(mfa-session unset)"},
				{`eval "$(mfa-session -p default)"`, `eval "$(mfa-session unset)"`},
			},
		}
	}
	return shells
}

// oddNames are files that a careless expansion would find.
var oddNames = []string{"*", "?", "[a-z]", "a b", "-e", "'", "\"", "$HOME", "`id`", "export", "AWS_REGION=x", "AWS_SESSION_TOKEN='x'", "~", ";", "\n"}

// TestEveryListedShellLoadsAndUnloads: however it is written and set, a child process sees the session,
// one identity, and after unloading nothing of it.
func TestEveryListedShellLoadsAndUnloads(t *testing.T) {
	w := startWorld(t)
	w.write(t, "home/.aws/config", "[default]\nregion = eu-west-1\n", 0o600)
	for _, name := range oddNames {
		if err := os.MkdirAll(filepath.Join(w.dir, "odd", name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w.login(t, alicePhone)
	w.server.ResetCalls()
	t.Cleanup(func() {
		if calls := w.server.AllCalls(); len(calls) > 0 {
			t.Errorf("calls: %v", calls)
		}
	})
	for name, sh := range listedShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			need(t, sh.command[0])
			sh.loadsAndUnloads(t, w, filepath.Join(t.TempDir(), "at"))
		})
	}
}

func (sh listed) loadsAndUnloads(t *testing.T, w *world, out string) {
	t.Helper()
	script := out + ".script"
	if err := os.WriteFile(script, []byte(sh.script(out)), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := w.run(t, stale(), sh.command[0], append(sh.command[1:], script)...); r.code != 0 || r.stdout+r.stderr != "" {
		t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	before := environmentIn(t, out+".0")
	loaded, unloaded := sh.expected(t, w, before)
	at := 0
	for _, setting := range sh.settings {
		for _, way := range sh.ways {
			for i, want := range []map[string]string{loaded, unloaded} {
				at++
				if diff := cmp.Diff(want, environmentIn(t, fmt.Sprintf("%s.%d", out, at))); diff != "" {
					t.Errorf("%s; %s (-want +got):\n%s", setting, strings.Join(way[:i+1], "; "), diff)
				}
			}
		}
	}
}

// script goes through all ways under all settings; after each line a child process writes its
// environment to the next of the files OUT.0, OUT.1 and so on.
func (sh listed) script(out string) string {
	dumps := 0
	dump := func() string {
		line := fmt.Sprintf(sh.dump, fmt.Sprintf("%s.%d", out, dumps))
		dumps++
		return line
	}
	lines := []string{"cd odd", dump()}
	for _, setting := range sh.settings {
		for _, way := range sh.ways {
			lines = append(lines, sh.subshell[0], setting, way[0], dump(), way[1], dump(), sh.subshell[1])
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// expected are the environments with the session, and after it.
func (sh listed) expected(t *testing.T, w *world, before map[string]string) (loaded, unloaded map[string]string) {
	t.Helper()
	loaded, unloaded = (&sitting{w: w}).loadedWith(t, before, "default"), maps.Clone(before)
	for _, variable := range stale() {
		name, value, _ := strings.Cut(variable, "=")
		delete(unloaded, name)
		if sh.keeps && loaded[name] == "" {
			loaded[name] = value
		}
	}
	if sh.keeps {
		return loaded, loaded
	}
	return loaded, unloaded
}

func environmentIn(t *testing.T, file string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	vars := variables(strings.Split(strings.TrimSuffix(string(content), "\x00"), "\x00"))
	delete(vars, "LAST_EXIT_CODE") // of nushell
	return vars
}

// TestWhatATerminalIsToldLoads: what the program says to type where it prints no secret, in the shell that
// the format is for.
func TestWhatATerminalIsToldLoads(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	shells := listedShells()
	for name, format := range map[string]string{"bash": "env", "fish": "fish", "tcsh": "csh", "elvish": "elvish", "nushell": "json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sh := shells[name]
			need(t, sh.command[0])
			s := w.sit(t, allOnTerminal, nil, "mfa-session", "--format", format)
			s.endsWith(0)
			_, told, found := strings.Cut(s.seen(), "hint: to load it into this shell: ")
			if !found {
				t.Fatalf("the screen: %q", s.seen())
			}
			out := filepath.Join(t.TempDir(), "loaded")
			script := out + ".script"
			lines := strings.TrimRight(told, "\r\n") + "\n" + fmt.Sprintf(sh.dump, out) + "\n"
			if err := os.WriteFile(script, []byte(lines), 0o600); err != nil {
				t.Fatal(err)
			}
			if r := w.run(t, nil, sh.command[0], append(sh.command[1:], script)...); r.code != 0 || r.stdout+r.stderr != "" {
				t.Fatalf("%s: exit code %d\n%s%s", told, r.code, r.stdout, r.stderr)
			}
			if !strings.HasPrefix(environmentIn(t, out)["AWS_ACCESS_KEY_ID"], "ASIA") {
				t.Errorf("%s: nothing is loaded", told)
			}
		})
	}
}
