//go:build unix

package credformat

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func long() Environment {
	c := example()
	c.SessionToken = strings.Repeat(c.SessionToken, 100) // 5 kB; AWS promises no limit
	return Load(Loaded{Credentials: c, Profile: "wörk * 'x' $(touch touched) %41,~", Region: "eu-west-1"})
}

func statements(t *testing.T, f Format, change Environment) string {
	t.Helper()
	text, err := f.Statements(change)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRealShellsLoadASession(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, sh := range shells() {
		t.Run(sh.name, func(t *testing.T) {
			run := newScript(t, sh)
			untouched := run.add(t, sh.dump, "")
			changes := []Environment{long(), Load(Loaded{Credentials: example(), Profile: "work"})}
			var outs [][]string
			for _, change := range changes {
				outs = append(outs, run.loadEverywhere(t, statements(t, sh.format, change)))
			}
			run.run(t, before(t))
			for i, change := range changes {
				checkEnvironments(t, after(environmentIn(t, untouched), change, sh.keeps), outs[i])
			}
		})
	}
}

func TestRealShellsUndoALoad(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, sh := range unsettingShells() {
		t.Run(sh.name, func(t *testing.T) {
			run := newScript(t, sh)
			env := before(t)
			loaded := after(env, Load(Loaded{Credentials: example(), Profile: "work", Region: "eu-west-1", Getenv: environ(env)}), nil)
			change := Undo(environ(loaded))
			untouched := run.add(t, sh.dump, "")
			outs := run.loadEverywhere(t, statements(t, sh.format, change))
			run.run(t, loaded)
			start := environmentIn(t, untouched)
			if start["AWS_SESSION_TOKEN"] != example().SessionToken {
				t.Fatal("the shell was started without a session")
			}
			checkEnvironments(t, after(start, change, nil), outs)
		})
	}
}

func TestRealShellsSeeAFailure(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, sh := range failingShells() {
		t.Run(sh.name, func(t *testing.T) {
			run := newScript(t, sh)
			var failed, succeeded []string
			for _, load := range sh.loads[:2] {
				failed = append(failed, run.add(t, sh.phrase(sh.failure, load), sh.format.Failure()))
				succeeded = append(succeeded, run.add(t, sh.phrase(sh.success, load), sh.format.Failure()))
			}
			run.run(t, before(t))
			if !exists(failed...) {
				t.Error("a load does not fail")
			}
			if exists(succeeded[0]) || exists(succeeded[1]) {
				t.Error("a load succeeds")
			}
		})
	}
}

func TestRealShellsStopAtAFailure(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, sh := range posixShells() {
		t.Run(sh.name, func(t *testing.T) {
			run := newScript(t, sh)
			started := run.add(t, "set -e; env -0 >OUT", "")
			var outs []string
			for _, load := range sh.loads {
				outs = append(outs, run.add(t, "set -e; "+load+"; env -0 >OUT", sh.format.Failure()))
			}
			run.run(t, before(t))
			if !exists(started) {
				t.Fatal("the shell did nothing")
			}
			for i, out := range outs {
				if exists(out) {
					t.Errorf("set -e does not stop at %s", sh.loads[i])
				}
			}
		})
	}
}

func exists(paths ...string) bool {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return true
}

// The dotenv form is made for the plain settings of a shell: an unquoted $(…) that must be split.
func TestRealShellsLoadDotenv(t *testing.T) {
	for _, sh := range posixShells() {
		t.Run(sh.name, func(t *testing.T) {
			run := newScript(t, sh)
			text := statements(t, EnvNoExport, long())
			untouched := run.add(t, sh.dump, "")
			outs := []string{
				run.add(t, `export $(cat FILE) && env -0 >OUT`, text),
				run.add(t, `set -a; . FILE; set +a; env -0 >OUT`, text),
				run.add(t, `env $(cat FILE) env -0 >OUT`, text),
			}
			run.run(t, before(t))
			checkEnvironments(t, after(environmentIn(t, untouched), Environment{Set: long().Set}, nil), outs)
		})
	}
}

func checkEnvironments(t *testing.T, want map[string]string, outs []string) {
	t.Helper()
	for _, out := range outs {
		if diff := cmp.Diff(want, environmentIn(t, out)); diff != "" {
			t.Errorf("the child's environment (-want +got):\n%s", diff)
		}
	}
}
