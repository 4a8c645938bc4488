//go:build unix

package e2e_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shell is a real shell and how things are said in it.
type shell struct {
	name    string
	command []string // runs the script whose text is appended
	status  string   // the status of the last command
	undo    string   // undoes an eval
	keeps   []string // variables that it cannot unset in the format env
}

func shells() []shell {
	const undo = `eval "$(mfa-session unset)"`
	return []shell{
		{name: "bash", command: []string{"bash", "--norc", "--noprofile", "-c"}, status: "$?", undo: undo},
		{name: "dash", command: []string{"dash", "-c"}, status: "$?", undo: undo},
		{name: "zsh", command: []string{"zsh", "-f", "-c"}, status: "$?", undo: undo},
		{name: "busybox sh", command: []string{"busybox", "sh", "-c"}, status: "$?", undo: undo},
		{
			name: "fish", command: []string{"fish", "--no-config", "-c"}, status: "$status",
			undo: `eval "$(mfa-session unset --format fish)"`, keeps: []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"},
		},
	}
}

// inEachShell runs a test in each shell, in a world whose default profile has a region.
func inEachShell(t *testing.T, test func(t *testing.T, sh shell, w *world)) {
	t.Helper()
	for _, sh := range shells() {
		t.Run(sh.name, func(t *testing.T) {
			t.Parallel()
			need(t, sh.command[0])
			w := startWorld(t)
			w.write(t, "home/.aws/config", "[default]\nregion = eu-west-1\n[profile bob]\nregion = eu-north-1\n", 0o600)
			test(t, sh, w)
		})
	}
}

// run runs a script. What it says on stderr is a failure, except where it is asked for.
func (sh shell) run(t *testing.T, w *world, env []string, script string) result {
	t.Helper()
	return w.run(t, env, sh.command[0], slices.Concat(sh.command[1:], []string{script})...)
}

// environment runs a script that must succeed and say nothing; it returns the environment of a child
// process that is started after it.
func (sh shell) environment(t *testing.T, w *world, env []string, script string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	r := sh.run(t, w, env, script+" && /usr/bin/env -0 >"+out)
	if r.code != 0 || r.stdout+r.stderr != "" {
		t.Fatalf("%s: exit code %d\n%s%s", script, r.code, r.stdout, r.stderr)
	}
	content, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return variables(strings.Split(strings.TrimSuffix(string(content), "\x00"), "\x00"))
}

// variables are those of an environment, without what shells change on their own.
func variables(env []string) map[string]string {
	vars := map[string]string{}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		vars[name] = value
	}
	for _, name := range []string{"_", "SHLVL", "PWD", "OLDPWD", "USER", "LOGNAME"} {
		delete(vars, name)
	}
	return vars
}

// loaded is the environment that an eval must lead to, by the format that needs no shell.
func (sh shell) loaded(t *testing.T, w *world, env []string) map[string]string {
	t.Helper()
	set := map[string]string{}
	r := w.run(t, env, "mfa-session", "--format", "json")
	if err := json.Unmarshal([]byte(r.stdout), &set); err != nil {
		t.Fatalf("%v: %s", err, r.stderr)
	}
	vars := variables(w.environ(env))
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if !slices.Contains(sh.keeps, name) {
			delete(vars, name)
		}
	}
	maps.Copy(vars, set)
	return vars
}

// One line for all shells, quoted or not: the first eval gets the session, the others reuse it, and
// the child processes of all have one environment, without a profile named beside the keys.
func TestEvalGivesTheSameEnvironmentInEachShell(t *testing.T) {
	inEachShell(t, func(t *testing.T, sh shell, w *world) {
		t.Helper()
		env := []string{"AWS_PROFILE=bob", "AWS_DEFAULT_PROFILE=bob"}
		unquoted := sh.environment(t, w, env, "eval $(mfa-session "+w.server.Code(bobPhone)+")")
		want := sh.loaded(t, w, env)
		if diff := cmp.Diff(want, unquoted); diff != "" {
			t.Errorf("unquoted, with a code (-want +got):\n%s", diff)
		}
		if want["MFA_SESSION_LOADED"] != "bob" || want["AWS_REGION"] != "eu-north-1" || want["AWS_SESSION_TOKEN"] == "" {
			t.Error("what all shells agree on is not the session of bob")
		}
		for _, eval := range []string{"eval $(mfa-session)", `eval "$(mfa-session)"`} {
			if diff := cmp.Diff(want, sh.environment(t, w, env, eval)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", eval, diff)
			}
		}
		if diff := cmp.Diff(map[string]int{"GetSessionToken": 1, "ListMFADevices": 1}, w.server.AllCalls()); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

// A second eval in the same shell finds the session of the first, whose keys it must not take for
// long-term ones.
func TestSecondEvalReusesTheSession(t *testing.T) {
	inEachShell(t, func(t *testing.T, sh shell, w *world) {
		t.Helper()
		once := sh.environment(t, w, nil, "eval $(mfa-session "+w.server.Code(alicePhone)+")")
		w.server.ResetCalls()
		twice := sh.environment(t, w, nil, "eval $(mfa-session); eval $(mfa-session)")
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Errorf("after the second eval (-first +second):\n%s", diff)
		}
		if calls := w.server.AllCalls(); len(calls) > 0 {
			t.Errorf("calls: %v", calls)
		}
	})
}

func TestUnsetUndoesAnEvalInEachShell(t *testing.T) {
	inEachShell(t, func(t *testing.T, sh shell, w *world) {
		t.Helper()
		w.login(t, alicePhone)
		if diff := cmp.Diff(variables(w.vars), sh.environment(t, w, nil, "eval $(mfa-session); "+sh.undo)); diff != "" {
			t.Errorf("after unset (-before +after):\n%s", diff)
		}
	})
}

// An eval of nothing succeeds in every shell, so failing needs a statement on stdout.
func TestFailedEvalFailsInEachShell(t *testing.T) {
	failures := map[string]int{
		"12345":                              2,
		"--no-such-option":                   2,
		"123456 --serial-number " + bobPhone: 3,
		"--profile nobody":                   4,
		"--no-input":                         6,
		"123456 login":                       2,
		"--cached-only":                      10,
	}
	inEachShell(t, func(t *testing.T, sh shell, w *world) {
		t.Helper()
		for args, code := range failures {
			if r := w.run(t, nil, "mfa-session", strings.Fields(args)...); r.code != code {
				t.Errorf("mfa-session %s: exit code %d, want %d\n%s", args, r.code, code, r.stderr)
			}
			sh.mustFail(t, w, "eval $(mfa-session "+args+")")
			sh.mustFail(t, w, `eval "$(mfa-session `+args+`)"`)
		}
	})
}

// mustFail runs an eval whose status must not be 0, and which says why.
func (sh shell) mustFail(t *testing.T, w *world, eval string) {
	t.Helper()
	r := sh.run(t, w, nil, eval+"; echo status "+sh.status)
	status, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(r.stdout), "status "))
	if err != nil || status == 0 {
		t.Errorf("%s: %q, want a status that is not 0", eval, r.stdout)
	}
	if !strings.Contains(r.stderr, "mfa-session: ") {
		t.Errorf("%s: nothing is said on stderr", eval)
	}
}
