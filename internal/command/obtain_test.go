package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// runWith runs the program with nothing but these streams: no home, no AWS.
func runWith(ctx context.Context, stdin io.Reader, stdout io.Writer, args ...string) (code int, stderr string) {
	var messages bytes.Buffer
	code = Run(ctx, &Process{Args: args, Stdin: stdin, Stdout: stdout, Stderr: &messages, GOOS: "linux"}, "v1.2.3")
	return code, messages.String()
}

func TestReadLineTakesOneLine(t *testing.T) {
	for _, c := range []struct{ name, input, line, rest string }{
		{"a line", "123456\nrest", "123456", "rest"},
		{"no end", "123456", "123456", ""},
		{"nothing", "", "", ""},
		{"an empty line", "\n123456\n", "", "123456\n"},
		{"a line of Windows", "123456\r\nrest", "123456\r", "rest"},
		{"more than a line", strings.Repeat("x", stdinLimit) + "yz", strings.Repeat("x", stdinLimit), "yz"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, wrap := range []func(io.Reader) io.Reader{
				func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.HalfReader,
			} {
				in := strings.NewReader(c.input)
				line, err := readLine(wrap(in))
				rest, _ := io.ReadAll(in)
				if err != nil || string(line) != c.line || string(rest) != c.rest {
					t.Errorf("line %q, rest %q, error %v; want %q and %q", line, rest, err, c.line, c.rest)
				}
			}
		})
	}
}

func TestStandardInputThatFails(t *testing.T) {
	code, stderr := runWith(t.Context(), iotest.ErrReader(errors.New("the cause")), io.Discard, "login", "-")
	if code != exitUsage || stderr != "mfa-session: reading the token code from standard input: the cause\nmfa-session: hint: see: mfa-session login --help\n" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestStandardInputIsNotWaitedForAfterASignal(t *testing.T) {
	in, end := io.Pipe()
	defer func() { _ = end.Close() }()
	for cause, want := range map[error]int{errInterrupted: 130, errTerminated: 143} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		var stdout bytes.Buffer
		code, stderr := runWith(ctx, in, &stdout, "-")
		if code != want || stderr != "" || stdout.String() != "false;\n" {
			t.Errorf("%v: exit code %d, stdout %q, stderr %q", cause, code, stdout.String(), stderr)
		}
	}
}

// oneWrite counts the writes, and takes none when it is full.
type oneWrite struct {
	writes int
	full   error
}

func (o *oneWrite) Write(p []byte) (int, error) {
	o.writes++
	if o.full != nil {
		return 0, o.full
	}
	return len(p), nil
}

func TestStdoutIsWrittenOnce(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"--version"}, {"exec", "--help"}, {"nonsense"}, {"--nonsense"}} {
		var stdout oneWrite
		runWith(t.Context(), nil, &stdout, args...)
		if stdout.writes != 1 {
			t.Errorf("%q: stdout was written %d times", args, stdout.writes)
		}
	}
}

func TestStdoutThatTakesNothing(t *testing.T) {
	stdout := oneWrite{full: errors.New("no space left on device")}
	code, stderr := runWith(t.Context(), nil, &stdout, "--version")
	if code != exitUnexpected || !strings.HasPrefix(stderr, "mfa-session: writing to stdout: no space left on device\n") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// TestABugIsSurvived: without the value of the panic, which may hold a secret.
func TestABugIsSurvived(t *testing.T) {
	var stdout, stderr bytes.Buffer
	p := &Process{
		Args: []string{"exec", "true"}, Stdout: &stdout, Stderr: &stderr, GOOS: "linux",
		LookPath: func(string) (string, error) { panic("secretEXAMPLE") },
	}
	code := Run(t.Context(), p, "v1.2.3")
	if code != exitUnexpected || stdout.Len() > 0 || strings.Contains(stderr.String(), "EXAMPLE") ||
		!strings.HasPrefix(stderr.String(), "mfa-session: this is a bug of mfa-session (string)\nmfa-session: hint: please report it") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout.String(), stderr.String())
	}
}
