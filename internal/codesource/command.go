package codesource

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// Command is a program that prints a line: a token code or a passphrase.
type Command struct {
	Line    string   // split into words, no shell
	GOOS    string   // whose rules of words
	Environ []string // of the caller; what a helper has no right to is taken out
	Stderr  io.Writer
	Limit   time.Duration // how long it may take, a touch of a key included
}

// ProgramError says that a program did not do what it was started for. Its output is not repeated:
// it may be a secret.
type ProgramError struct {
	Name   string // the first word of its command line
	Err    error
	Unread string // a word of the line that only a shell reads, and there was none; empty mostly
}

func (e *ProgramError) Error() string { return fmt.Sprintf("running %s: %v", e.Name, e.Err) }

// Unwrap gives the cause.
func (e *ProgramError) Unwrap() error { return e.Err }

func (c *Command) failed(name string, err error) *ProgramError {
	words, _ := Words(c.Line, c.GOOS) // none in a line that cannot be split
	return &ProgramError{Name: name, Err: err, Unread: unread(words)}
}

// unread is the first word that a shell would have changed or taken for itself. A line that starts a
// shell has been read.
func unread(words []string) string {
	if len(words) > 1 && words[1] == "-c" {
		return ""
	}
	for _, word := range words {
		if slices.Contains([]string{"|", "||", "&&", "&", ";", "<", ">"}, word) || strings.HasPrefix(word, "~/") ||
			strings.HasPrefix(word, "$") || strings.HasPrefix(word, "2>") {
			return word
		}
	}
	return ""
}

func isProgramError(err error) bool {
	var e *ProgramError
	return errors.As(err, &e)
}

// outputLimit is more than a code or a passphrase has, in bytes.
const outputLimit = 1024

// timeToEnd is how long a program has between SIGTERM and SIGKILL, and how long what it left behind
// in the background may keep its stdout open.
const timeToEnd = time.Second

var (
	errNoWords  = errors.New("there is no program in the command line")
	errTooLong  = errors.New("it printed more than a line")
	errNotACode = errors.New("it did not print a token code of six digits")
	errTimeUp   = errors.New("it took too long")
)

// find splits the command line and looks for the program, in PATH and never in the current
// directory.
func (c *Command) find() (path string, words []string, err error) {
	words, err = Words(c.Line, c.GOOS)
	if err != nil {
		return "", nil, c.failed("the program", err)
	}
	if len(words) == 0 {
		return "", nil, c.failed("the program", errNoWords)
	}
	path, err = exec.LookPath(words[0])
	if named := (*exec.Error)(nil); errors.As(err, &named) {
		err = named.Err // without the name, which is said already
	}
	if err != nil {
		return "", nil, c.failed(words[0], err)
	}
	return path, words, nil
}

// Run starts the program and gives what it printed, without white space at the ends. It fails with
// *ProgramError, or with the error of a cancelled context.
func (c *Command) Run(ctx context.Context) (secret.Text, error) {
	path, words, err := c.find()
	if err != nil {
		return secret.Text{}, err
	}
	limited, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	cmd := exec.CommandContext(limited, path, words[1:]...) //nolint:gosec // the user names the program that knows the code
	cmd.Env, cmd.Stderr = Scrubbed(c.Environ), c.Stderr
	text, err := output(ctx, limited, cmd, words[0], endWithGroup(cmd))
	if failed := (*ProgramError)(nil); errors.As(err, &failed) {
		return text, c.failed(failed.Name, failed.Err)
	}
	return text, err
}

// output runs a program within the limited context and gives what it printed, without white space at
// the ends. Its errors are *ProgramError, but for the end of ctx by a cancel.
func output(ctx, limited context.Context, cmd *exec.Cmd, name string, end func()) (secret.Text, error) {
	out := &limitedBuffer{left: outputLimit}
	cmd.Stdout, cmd.WaitDelay = out, timeToEnd
	err := cmd.Run()
	if limited.Err() != nil || out.overflow {
		end()
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return secret.Text{}, ctx.Err()
	case out.overflow:
		return secret.Text{}, &ProgramError{Name: name, Err: errTooLong}
	case limited.Err() != nil:
		return secret.Text{}, &ProgramError{Name: name, Err: errTimeUp}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // it has ended well, what it left behind has not
		return secret.Text{}, &ProgramError{Name: name, Err: err}
	}
	return secret.New(strings.TrimSpace(string(out.kept))), nil
}

// limitedBuffer keeps as much as is left and remembers that there was more. The buffer is no
// embedded field: its ReadFrom would be used in place of Write, and know no limit.
type limitedBuffer struct {
	kept     []byte
	left     int
	overflow bool
}

// Write implements io.Writer. It fails when there is more, so that a program that never stops
// printing loses its stdout, and ends.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	b.kept = append(b.kept, p[:n]...)
	if n < len(p) {
		b.overflow = true
		return n, errTooLong
	}
	return n, nil
}

// Scrubbed is an environment for programs and dialogs that we start: without our secrets, and with
// the mark that keeps a mfa-session among them from asking anybody.
func Scrubbed(environ []string) []string {
	kept := make([]string, 0, len(environ)+1)
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name) // Windows does not tell them apart
		switch {
		case strings.HasPrefix(name, "MFA_SESSION_PASSPHRASE"),
			name == "AWS_SECRET_ACCESS_KEY", name == "AWS_SESSION_TOKEN", name == "AWS_SECURITY_TOKEN", name == "MFA_SESSION_ACTIVE":
			continue
		}
		kept = append(kept, variable)
	}
	return append(kept, "MFA_SESSION_ACTIVE=1")
}
