package command

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// errNoSuchFile is what starting a missing program fails with, where a path was given.
var errNoSuchFile error = syscall.ERROR_FILE_NOT_FOUND

// runChild runs a command with our streams and waits for it. The console sends ctrl-C to the command
// by itself; here it is only kept from ending us first.
func (hardening) runChild(_ context.Context, child Child) (int, error) {
	cmd := exec.Command(child.Path) //nolint:gosec,noctx // running what the user asked for, as long as it takes, is the product
	cmd.Args, cmd.Env = child.Args, child.Environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = child.Stdin, child.Stdout, child.Stderr
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt)
	defer signal.Stop(received)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, &childError{child.Args[0], err}
	}
	return cmd.ProcessState.ExitCode(), nil
}
