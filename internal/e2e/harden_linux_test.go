package e2e_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is an ordinary user, as which the tests run programs where they run as root.
const nobody = 65534

// ordinary is a world that belongs to an ordinary user, and what runs a program as that user. The
// program under test is in it: root's temporary directories are closed to others.
func ordinary(t *testing.T) (w *world, as func(*exec.Cmd)) {
	t.Helper()
	w = startWorld(t)
	if os.Geteuid() != 0 {
		return w, func(*exec.Cmd) {}
	}
	// By another process: one that is started while this one writes the copy would hold it open, and
	// nothing that is open for writing can be run.
	if r := w.run(t, nil, "cp", filepath.Join(bin, "mfa-session"), filepath.Join(w.dir, "mfa-session")); r.code != 0 {
		t.Fatal(r.stderr)
	}
	err := filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(w.dir), 0o755); err != nil { // of t.TempDir
		t.Fatal(err)
	}
	return w, func(cmd *exec.Cmd) {
		if cmd.Path == filepath.Join(bin, "mfa-session") {
			cmd.Path = filepath.Join(w.dir, "mfa-session")
		}
		if cmd.SysProcAttr == nil {
			cmd.SysProcAttr = &syscall.SysProcAttr{}
		}
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
}

// ofOrdinary is the path of the program under test in such a world.
func (w *world) ofOrdinary() string {
	if os.Geteuid() == 0 {
		return filepath.Join(w.dir, "mfa-session")
	}
	return filepath.Join(bin, "mfa-session")
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// spy runs a program as the same user, and says whether it succeeded.
func (w *world) spy(t *testing.T, as func(*exec.Cmd), script string, args ...string) (succeeded bool, said string) {
	t.Helper()
	cmd := w.command(t, nil, "sh", append([]string{"-c", script, "sh"}, args...)...)
	as(cmd)
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

// spies are what another program of the same user may try on the process $1.
var spies = map[string]string{
	"the environment": `grep -q MFA_SESSION_PASSPHRASE /proc/$1/environ`,
	"the memory":      `exec 3</proc/$1/mem`,
	"a debugger":      `timeout 2 strace -p $1 -o /dev/null; test $? -eq 124`,
}

// TestOthersOfTheSameUserCannotLookInside, unless it was asked for: then they can, which shows that
// it is this program that keeps them out.
func TestOthersOfTheSameUserCannotLookInside(t *testing.T) {
	need(t, "strace")
	for _, c := range []struct {
		name string
		env  []string
		open bool
	}{
		{"hardened", nil, false},
		{"debuggable", []string{"MFA_SESSION_DEBUGGABLE=1"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, as := ordinary(t)
			s := w.sit(t, func(s *seat) { as(s.cmd) }, c.env, "mfa-session", "login")
			s.sees(codePrompt, 1)
			for what, script := range spies {
				if what != "the environment" && c.open && yama() {
					continue // the system itself is in the way
				}
				if open, said := w.spy(t, as, script, fmt.Sprint(s.cmd.Process.Pid)); open != c.open {
					t.Errorf("%s: open %v, want %v: %s", what, open, c.open, said)
				}
			}
			s.types(w.server.Code(alicePhone) + "\n")
			s.ends(0) // and all else works for an ordinary user
		})
	}
}

// yama says that the system keeps programs of one user from each other (ptrace_scope).
func yama() bool {
	scope, err := os.ReadFile("/proc/sys/kernel/yama/ptrace_scope")
	return err == nil && strings.TrimSpace(string(scope)) != "0"
}

// TestNoCoreIsLeft: neither by a fault, nor by what a person types, even where cores are wanted.
func TestNoCoreIsLeft(t *testing.T) {
	const wanted = `ulimit -c unlimited && exec "$@"`
	for _, c := range []struct {
		name   string
		env    []string
		signal syscall.Signal
		code   int
		core   bool
	}{
		{"SIGABRT", []string{"GOTRACEBACK=crash"}, syscall.SIGABRT, 128 + 6, false},
		{"SIGQUIT", []string{"GOTRACEBACK=crash"}, syscall.SIGQUIT, 131, false},
		{"SIGABRT, debuggable", []string{"GOTRACEBACK=crash", "MFA_SESSION_DEBUGGABLE=1"}, syscall.SIGABRT, 128 + 6, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, as := ordinary(t)
			s := w.sit(t, func(s *seat) { as(s.cmd) }, c.env, "sh", "-c", wanted, "sh", w.ofOrdinary(), "login")
			s.sees(codePrompt, 1)
			s.isSent(c.signal)
			s.endsWith(c.code)
			status := s.cmd.ProcessState.Sys().(syscall.WaitStatus)
			if status.CoreDump() != c.core {
				t.Errorf("a core: %v, want %v", status.CoreDump(), c.core)
			}
			lookFor(t, append(ownSecrets("000000"), sessionSecrets()...), "what it said", s.stderr.String()+s.seen())
		})
	}
}

// TestTheCommandOfExecIsNotHardened: it is the user's own, as if nothing had been between.
func TestTheCommandOfExecIsNotHardened(t *testing.T) {
	w, as := ordinary(t)
	const look = `ulimit -c 4096 && exec "$@"`
	w.write(t, "program", "#!/bin/sh\necho "+w.server.Code(alicePhone)+"\n", 0o755)
	cmd := w.command(t, nil, "sh", "-c", look, "sh", w.ofOrdinary(), "exec", "--code-command", "./program", "--",
		"sh", "-c", `ulimit -Sc; ulimit -Hc; cat /proc/$$/environ >/dev/null && echo its own; cat /proc/$PPID/environ`)
	as(cmd)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	_ = cmd.Run() // the last cat fails
	if stdout.String() != "4096\n4096\nits own\n" {
		t.Errorf("it sees %q", stdout.String())
	}
}

// TestAStoppedHolderIsNamedSo: what the system tells of a process that others cannot look into is
// enough, whoever the user is.
func TestAStoppedHolderIsNamedSo(t *testing.T) {
	for name, world := range map[string]func(*testing.T) (*world, func(*exec.Cmd)){
		"an ordinary user":            ordinary,
		"the user that runs the test": func(t *testing.T) (*world, func(*exec.Cmd)) { t.Helper(); return startWorld(t), func(*exec.Cmd) {} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, as := world(t)
			prepare := func(s *seat) { as(s.cmd) }
			holder := w.sit(t, prepare, nil, "mfa-session", "login")
			holder.sees(codePrompt, 1)
			holder.isSent(syscall.SIGSTOP)
			waiter := w.sit(t, prepare, nil, "mfa-session", "credential-process")
			waiter.sees(fmt.Sprintf("waiting for another mfa-session (process %d, since ", holder.cmd.Process.Pid), 1)
			waiter.sees(", stopped), which is getting this session", 1)
			holder.isSent(syscall.SIGCONT)
			holder.sees(codePrompt, 2)
			holder.types(w.server.Code(alicePhone) + "\n")
			holder.ends(0)
			if r := waiter.ends(0); !strings.Contains(r.stdout, "ASIA") {
				t.Errorf("the one that waited has nothing; stderr: %s", r.stderr)
			}
			w.issued(t, 1)
		})
	}
}
