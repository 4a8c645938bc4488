//go:build unix

package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// mostMemory is what no input may make the program exceed, in MiB.
const mostMemory = 64

// tellPeak runs a command with everything that this process has, and writes its peak in MiB to
// descriptor 3.
func tellPeak(argv []string) int {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 1
	}
	peak := usage.Maxrss >> 10
	if runtime.GOOS == "darwin" { // it counts bytes
		peak >>= 10
	}
	fmt.Fprintln(os.NewFile(3, "peak"), peak)
	return cmd.ProcessState.ExitCode()
}

// runSmall is run for the program under test, which must not exceed mostMemory.
func (w *world) runSmall(t *testing.T, env []string, args ...string) result {
	t.Helper()
	r, peak, err := measured(w.command(t, env, "mfa-session", args...))
	if err != nil {
		t.Fatal(err)
	}
	if peak > mostMemory {
		t.Errorf("mfa-session %s took %d MiB", strings.Join(args, " "), peak)
	}
	t.Logf("peak %d MiB", peak)
	return r
}

// measured runs a command through this program, and tells its peak in MiB.
func measured(cmd *exec.Cmd) (r result, peak int, err error) {
	self, err := os.Executable()
	if err != nil {
		return result{}, 0, err
	}
	cmd.Path, cmd.Args = self, append([]string{self, peakOf, cmd.Path}, cmd.Args[1:]...)
	read, write, err := os.Pipe()
	if err != nil {
		return result{}, 0, err
	}
	defer read.Close()
	cmd.ExtraFiles = []*os.File{write}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	_ = write.Close()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, 0, err
	}
	if _, err := fmt.Fscan(read, &peak); err != nil {
		return result{}, 0, fmt.Errorf("no peak was told: %w\n%s", err, stderr.String())
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}, peak, nil
}
