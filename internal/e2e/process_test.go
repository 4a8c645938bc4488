package e2e_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// startWorld is a world for a test that is no script.
func startWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	tmp := filepath.Join(dir, "tmp")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(dir, []string{"TMPDIR=" + tmp, "LC_ALL=C", "WORK=" + dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.server.Close() })
	return w
}

// write makes a file below the world's directory.
func (w *world) write(t *testing.T, name, content string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// result is how a program ended.
type result struct {
	stdout, stderr string
	code           int
}

// run runs a program in the world, with further variables; NAME= alone unsets.
func (w *world) run(t *testing.T, env []string, program string, args ...string) result {
	t.Helper()
	return resultOf(t, w.command(t, env, program, args...))
}

// resultOf runs a command to its end.
func resultOf(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

func (w *world) command(t *testing.T, env []string, program string, args ...string) *exec.Cmd {
	t.Helper()
	path := ""
	for _, dir := range searchPath() {
		if found, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatalf("%s is not installed: run `make deps`", program)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = w.dir
	cmd.Env = w.environ(env)
	return cmd
}

// environ is the environment of a program in the world.
func (w *world) environ(further []string) []string {
	env := slices.Clone(w.vars)
	for _, v := range further {
		name, value, _ := strings.Cut(v, "=")
		env = slices.DeleteFunc(env, func(v string) bool { return strings.HasPrefix(v, name+"=") })
		if value != "" {
			env = append(env, v)
		}
	}
	return env
}

// login stores a session, so that what follows is a hit.
func (w *world) login(t *testing.T, serial string, args ...string) {
	t.Helper()
	args = append([]string{"login", w.server.Code(serial)}, args...)
	if r := w.run(t, nil, "mfa-session", args...); r.code != 0 {
		t.Fatalf("login: exit code %d\n%s", r.code, r.stderr)
	}
}

// The devices of the users of every world.
const (
	alicePhone = "arn:aws:iam::111122223333:mfa/alice-phone"
	bobPhone   = "arn:aws:iam::444455556666:mfa/bob-phone"
)
