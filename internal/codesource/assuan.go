package codesource

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// assuan is a server of GnuPG's protocol: a line for a command, lines for its answer, of which the
// last begins with OK or ERR (the manual of libassuan).
type assuan struct {
	in        io.WriteCloser
	out       *os.File
	answers   chan string // its lines; closed when there are no more
	fault     error       // why, set before that
	left      chan struct{}
	exited    chan struct{}
	terminate func() error
	kill      func()
}

// assuanError is an answer that begins with ERR. Its text is not kept: it may be in any language.
type assuanError struct{ code int }

func (e *assuanError) Error() string { return fmt.Sprintf("it failed with error %d", e.code) }

func isAssuanError(err error) bool {
	var e *assuanError
	return errors.As(err, &e)
}

// The most that a line may have (the protocol), and that all answers to a question have by far.
const (
	assuanLine  = 1000
	assuanTotal = 64 * 1024
)

var (
	errNoAssuan = errors.New("it does not speak as pinentry does")
	errEnded    = errors.New("it ended before it had answered")
)

// startAssuan starts a server on two pipes. Whoever starts one ends it.
func startAssuan(path string, environ []string) (*assuan, error) {
	out, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd := exec.Command(path) //nolint:noctx // ended with all that it started, by end
	cmd.Env, cmd.Stdout = environ, theirs
	a := &assuan{out: out, answers: make(chan string), left: make(chan struct{}), exited: make(chan struct{})}
	a.terminate, a.kill = apart(cmd)
	if a.in, err = cmd.StdinPipe(); err == nil {
		err = cmd.Start()
	}
	if err != nil {
		_ = out.Close()
		return nil, err
	}
	go a.read()
	go func() {
		_ = cmd.Wait() // how it ends says nothing
		close(a.exited)
	}()
	return a, nil
}

// read hands on the lines until there are no more, or too many.
func (a *assuan) read() {
	defer close(a.answers)
	all := &io.LimitedReader{R: a.out, N: assuanTotal}
	lines := bufio.NewReaderSize(all, assuanLine+2)
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			a.fault = errEnded
			if all.N == 0 || errors.Is(err, bufio.ErrBufferFull) {
				a.fault = errNoAssuan
			}
			return
		}
		select {
		case a.answers <- strings.TrimRight(string(line), "\r\n"):
		case <-a.left:
			return
		}
	}
}

// command sends a line and waits for its answer, of which it gives the data; an empty line is not
// sent, since the server speaks first.
func (a *assuan) command(ctx context.Context, line string) (string, error) {
	if line != "" {
		if _, err := io.WriteString(a.in, line+"\n"); err != nil {
			return "", errEnded
		}
	}
	var data strings.Builder
	for {
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case answer, ok := <-a.answers:
			if !ok {
				return "", a.fault
			}
			if done, err := a.take(answer, &data); done {
				return data.String(), err
			}
		}
	}
}

// take reads a line of an answer and says whether it is the last. A question of the server is
// declined: it asks for what nobody here knows.
func (a *assuan) take(answer string, data *strings.Builder) (done bool, err error) {
	word, rest, _ := strings.Cut(answer, " ")
	switch {
	case word == "OK":
		return true, nil
	case word == "ERR":
		number, _, _ := strings.Cut(rest, " ")
		code, err := strconv.Atoi(number)
		if err != nil {
			return true, errNoAssuan
		}
		return true, &assuanError{code}
	case word == "D":
		part, err := url.PathUnescape(rest)
		if err != nil {
			return true, errNoAssuan
		}
		data.WriteString(part)
		return false, nil
	case word == "INQUIRE":
		if _, err := io.WriteString(a.in, "CAN\n"); err != nil {
			return true, errEnded
		}
		return false, nil
	case word == "S", strings.HasPrefix(word, "#"):
		return false, nil
	}
	return true, errNoAssuan
}

// end ends the server: when all went well it may do so by itself.
func (a *assuan) end(well bool) {
	close(a.left)
	if well {
		_, _ = io.WriteString(a.in, "BYE\n") // and else it ends because nobody writes any more
	}
	_ = a.in.Close()
	if !well || !a.hasEnded() {
		_ = a.terminate()
		if !a.hasEnded() || !well {
			a.kill()
		}
	}
	<-a.exited
	_ = a.out.Close()
}

func (a *assuan) hasEnded() bool {
	select {
	case <-a.exited:
		return true
	case <-time.After(timeToEnd):
		return false
	}
}

// escaped is text within a line. What is too long for one is cut between characters.
func escaped(text string) string {
	const most = assuanLine - 100 // beside the command
	var b strings.Builder
	for _, r := range text {
		part := string(r)
		switch r {
		case '%', '\n', '\r':
			part = fmt.Sprintf("%%%02X", r)
		}
		if b.Len()+len(part) > most {
			break
		}
		b.WriteString(part)
	}
	return b.String()
}
