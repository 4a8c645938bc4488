package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/mfa-session/mfa-session/internal/keychain/busguard" // tests launch no bus either
)

// roleVariable has the test binary play a part in place of running tests.
const roleVariable = "KEYCHAIN_TEST_ROLE"

// The parts are processes of their own, since what is tested is bound to a process: its death, its
// user, its session of the kernel, its file systems. Files of one system add theirs.
func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	play, ok := roles()[role]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such role: "+role)
		os.Exit(2)
	}
	if err := play(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// endsAtOnce spares each process of the race detector the second that it waits for reports.
const endsAtOnce = "GORACE=atexit_sleep_ms=0"

// ofRole is this binary in a role, ended by force after a minute. Before it go the words of a program
// that starts it.
func ofRole(t *testing.T, role string, starter []string, args ...string) *exec.Cmd {
	t.Helper()
	words := slices.Concat(starter, []string{testBinary(t)}, args)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role, endsAtOnce)
	return cmd
}

// run gives the output of a command that must succeed.
func run(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(cmd.Args[1:], " "), err, out, stderrOf(err))
	}
	return string(out)
}

func stderrOf(err error) []byte {
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.Stderr
	}
	return nil
}

func testBinary(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return self
}

// needs skips where a program is not there, but for Debian, where that is an error.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		_, err := exec.LookPath(program)
		lacks(t, err, program)
	}
}

// lacks is needs for whatever else a system may not have or not allow.
func lacks(t *testing.T, err error, what string) {
	t.Helper()
	switch {
	case err == nil:
	case isDebian():
		t.Fatalf("%s is not there or not allowed to work: run `make deps` (%v)", what, err)
	default:
		t.Skipf("%s is not there: %v", what, err)
	}
}

func isDebian() bool {
	release, err := os.ReadFile("/etc/os-release")
	return err == nil && slices.Contains(strings.Split(string(release), "\n"), "ID=debian")
}
