//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// passProgram is the standard Unix password manager.
func (c *Config) passProgram() string {
	if c.pass != "" {
		return c.pass
	}
	return "pass"
}

// passDialog says what GnuPG may do for want of a passphrase.
type passDialog int

const (
	passQuietly passDialog = iota // fail
	passAsking                    // ask, in a dialog or on the terminal
)

// passCall is one start of pass, or of GnuPG as pass would start it.
type passCall struct {
	gpg     bool
	command string // of pass
	args    []string
	stdin   *strings.Reader // nil: none
	dialog  passDialog
	limit   time.Duration
}

const (
	passOutLimit  = 4 * maxRecord // base64 in JSON, and room
	passSaidLimit = 16 << 10
	// passEnds is how long what pass left behind may keep its outputs open.
	passEnds = time.Second
)

// runPass starts pass in a session of its own, so that all it started can be ended with it, and
// nothing of it is stopped for reading from a terminal that is not its own. It fails with
// *passError, or for want of time.
func (c *Config) runPass(ctx context.Context, call passCall) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, timeUp(ctx)
	}
	limited, cancel := context.WithTimeout(ctx, call.limit)
	defer cancel()
	out, said := &beginning{most: passOutLimit}, &beginning{most: passSaidLimit}
	program, args := c.passProgram(), append([]string{call.command}, call.args...)
	if call.gpg {
		program, args = c.gpgProgram(), call.args
	}
	cmd := exec.CommandContext(limited, program, args...) //nolint:gosec // the names are ours
	cmd.Env, cmd.Stdout, cmd.Stderr = c.passEnviron(call.dialog), out, said
	c.giveStdin(cmd, call)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	end := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel, cmd.WaitDelay = end, passEnds
	err := cmd.Run()
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // it has ended well, what it left behind has not
		return out.kept, nil
	case ctx.Err() != nil:
		return nil, timeUp(ctx)
	case limited.Err() != nil:
		return nil, fmt.Errorf("%w: %s took longer than %v", ErrTooSlow, call.title(), call.limit)
	}
	return nil, &passError{of: call.title(), said: said.kept, err: err}
}

// giveStdin gives pass what it is to store; or, where it may ask, the terminal, not to read from it
// but to find its name, which it gives to the agent.
func (c *Config) giveStdin(cmd *exec.Cmd, call passCall) {
	switch {
	case call.stdin != nil:
		cmd.Stdin = call.stdin
	case call.dialog == passAsking && c.Terminal != nil:
		cmd.Stdin = c.Terminal
	}
}

// title names it in messages.
func (call *passCall) title() string {
	if call.gpg {
		return "gpg"
	}
	return "pass " + call.command
}

// passEnviron is the environment of pass and what it starts, with the options for gpg.
func (c *Config) passEnviron(dialog passDialog) []string {
	return append(c.environ(), gpgOptionsVariable+c.gpgOptions(dialog), "PASSWORD_STORE_DIR="+c.PassDir)
}

func (c *Config) environ() []string {
	if c.Environ == nil {
		return (&exec.Cmd{}).Environ()
	}
	return slices.Clone(c.Environ)
}

// beginning keeps the first bytes and takes the rest, so that who floods it neither blocks nor fills the
// memory.
type beginning struct {
	kept []byte
	most int
}

// Write implements io.Writer.
func (k *beginning) Write(data []byte) (int, error) {
	k.kept = append(k.kept, data[:min(len(data), k.most-len(k.kept))]...)
	return len(data), nil
}
