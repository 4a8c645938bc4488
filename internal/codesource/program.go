package codesource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"strings"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
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
	Name string // the first word of its command line
	Err  error
}

func (e *ProgramError) Error() string { return fmt.Sprintf("running %s: %v", e.Name, e.Err) }

// Unwrap gives the cause.
func (e *ProgramError) Unwrap() error { return e.Err }

func isProgramError(err error) bool {
	var e *ProgramError
	return errors.As(err, &e)
}

// outputLimit is more than a code or a passphrase has.
const outputLimit = 1024

var (
	errNoWords  = errors.New("there is no program in the command line")
	errTooLong  = errors.New("it printed more than a line")
	errNotACode = errors.New("it did not print a token code of six digits")
	errTimeUp   = errors.New("it took too long")
)

// Run starts the program and gives what it printed, without white space at the ends.
func (c *Command) Run(ctx context.Context) (string, error) {
	words, err := Words(c.Line, c.GOOS)
	if err != nil {
		return "", &ProgramError{"the program", err}
	}
	if len(words) == 0 {
		return "", &ProgramError{"the program", errNoWords}
	}
	limited, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	out := &limitedBuffer{left: outputLimit}
	cmd := exec.CommandContext(limited, words[0], words[1:]...) //nolint:gosec // the user names the program that knows the code
	cmd.Env, cmd.Stdout, cmd.Stderr = Scrubbed(c.Environ), out, c.Stderr
	endWithGroup(cmd)
	cmd.WaitDelay = time.Second // for what it started and left behind with our pipe
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case limited.Err() != nil:
		return "", &ProgramError{words[0], errTimeUp}
	case err != nil:
		return "", &ProgramError{words[0], err}
	case out.overflow:
		return "", &ProgramError{words[0], errTooLong}
	}
	return strings.TrimSpace(out.String()), nil
}

// limitedBuffer keeps as much as is left and remembers that there was more.
type limitedBuffer struct {
	bytes.Buffer
	left     int
	overflow bool
}

// Write implements io.Writer. It takes everything, so that the program is not ended by it.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.Buffer.Write(p[:n])
	b.left -= n
	b.overflow = b.overflow || n < len(p)
	return len(p), nil
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

// Program asks a program for token codes.
type Program struct {
	Command Command
	Now     func() time.Time
}

var _ session.CodeSource = (*Program)(nil)

// Ready implements session.CodeSource.
func (p *Program) Ready() error { return nil }

// timeToSend is what the call of STS may take after a code was waited for.
const timeToSend = 5 * time.Second

// Code implements session.CodeSource. The program is asked once more only when its code was sent
// before, in the device's next step, if the context has the time.
func (p *Program) Code(ctx context.Context, q session.Question) (session.TokenCode, error) {
	if q.Attempt > 1 {
		var spent *session.SpentError
		if q.Attempt > 2 || !errors.As(q.Because, &spent) || !p.waited(ctx, spent.Wait) {
			return "", session.ErrNoMoreCodes
		}
	}
	printed, err := p.Command.Run(ctx)
	if err != nil {
		return "", err
	}
	code, err := session.ParseTokenCode(printed)
	if err != nil || len(printed) != len(code) {
		return "", &ProgramError{firstWord(p.Command.Line), errNotACode}
	}
	return code, nil
}

// waited waits for the next step; false when there is no time for that.
func (p *Program) waited(ctx context.Context, wait time.Duration) bool {
	wait = time.Duration(math.Ceil(wait.Seconds())) * time.Second
	if deadline, ok := ctx.Deadline(); ok && deadline.Sub(p.Now()) < wait+timeToSend {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func firstWord(line string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return word
}
