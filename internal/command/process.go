package command

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Process is the process as values, so that a whole run can be repeated in a test. Only main.go
// reads it from the operating system.
type Process struct {
	Args             []string // without the program's name
	Environ          []string // NAME=value
	Stdin            io.Reader
	Stdout, Stderr   io.Writer
	StdoutIsTerminal bool
	Now              func() time.Time
	Started          time.Time
	SinceBoot        func() time.Duration // a clock that nobody sets; nil, or 0, where there is none
	Home             string               // empty when there is none
	GOOS             string

	// Listen is called before a person is asked. It makes a signal end the context, and not the
	// process, from its return on, and a reader that has gone away an error; nil where it is so from
	// the start.
	Listen func()
	// Watch is called before another process is waited for or AWS is called. It makes a signal end the
	// context, and not the process; nil where it is so from the start.
	Watch func()
	// LookPath finds a command as a shell would.
	LookPath func(name string) (path string, err error)
	// RunChild runs a command in the place of this process and returns its exit code.
	RunChild func(ctx context.Context, child Child) (int, error)
	// OriginalBus is the D-Bus address the process was started with: see package busguard.
	OriginalBus func() (address string, wasSet bool)
}

// Format keeps arguments and environment, which hold codes and keys, out of every verb of fmt.
func (p Process) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "a process of "+programName) }

// Child is a command to run with the terminal of this process.
type Child struct {
	Path    string // of the program
	Args    []string
	Environ []string // all of it

	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Format keeps the session in its environment out of every verb of fmt.
func (c Child) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "the command "+c.Path) }

// getenv looks a variable up; the last of several wins, as in a shell.
func (p *Process) getenv(name string) string {
	for i := len(p.Environ) - 1; i >= 0; i-- {
		if value, ok := cutName(p.Environ[i], name); ok {
			return value
		}
	}
	return ""
}

func cutName(variable, name string) (value string, ok bool) {
	if len(variable) <= len(name) || variable[len(name)] != '=' || variable[:len(name)] != name {
		return "", false
	}
	return variable[len(name)+1:], true
}
