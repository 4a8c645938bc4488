package command

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/profile"
	"github.com/mfa-session/mfa-session/internal/session"
)

// obtain resolves the caller and gets the session that a command wants.
func (r *run) obtain(c *cli.Context, o options, d demand) (caller, session.Session, error) {
	ctx, cancel := r.deadline(c.Context, d.helper)
	defer cancel()
	store := r.store(o.backend, o.noInput)
	store.OpenAhead(ctx)
	who, err := r.findCaller(o, !d.helper)
	if err != nil {
		return caller{}, session.Session{}, err
	}
	s, err := r.provider(who, o, d, store).Session(ctx)
	r.tellState(err)
	if err != nil {
		return who, s, &callerError{caller: who, err: err}
	}
	if !s.IssuedAt.Before(r.Started) { // once a session, not at every start of an AWS tool
		r.warnOfExposed(who)
	}
	return who, s, nil
}

// warnOfExposed says that others can use the files that keys and settings came from, as ssh would.
func (r *run) warnOfExposed(who caller) {
	files := r.awsFiles()
	for _, path := range []string{files.CredentialsPath, files.ConfigPath} {
		secrets := path == files.CredentialsPath || path == who.keysFile
		if e, ok := asError[*profile.FileError](profile.Exposed(path, secrets)); ok {
			r.warn(e.Error(), exposedHint(e))
		}
	}
}

func exposedHint(e *profile.FileError) string {
	if errors.Is(e, profile.ErrOfAnother) {
		return "look whose it is, and whether you want to trust them: ls -lL " + quoted(e.Path)
	}
	return "keep it to yourself: chmod go= " + quoted(e.Path)
}

// callerError says whose session could not be had.
type callerError struct {
	caller caller
	err    error
}

func (e *callerError) Error() string { return e.err.Error() }

func (e *callerError) Unwrap() error { return e.err }

// code reads the CODE argument: six digits, also as two words, or "-" for standard input.
func (r *run) code(c *cli.Context) (session.TokenCode, error) {
	args := c.Args().Slice()
	if len(args) == 0 {
		return "", nil
	}
	text := strings.Join(args, " ")
	if text == "-" {
		var err error
		if text, err = r.firstLine(c.Context); err != nil {
			return "", err
		}
	}
	code, err := session.ParseTokenCode(text)
	if err != nil {
		return "", r.notACode(c)
	}
	return code, nil
}

// stdinLimit is far more than a code; whoever pipes more has mixed something up.
const stdinLimit = 64

// firstLine reads a line from standard input, which it does not wait for after an interrupt.
func (r *run) firstLine(ctx context.Context) (string, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := readLine(r.Stdin)
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-done:
		if got.err != nil {
			return "", usageErrorf("reading the token code from standard input: %v", got.err)
		}
		return string(got.data), nil
	}
}

// readLine reads up to a line feed or the end, byte by byte so that nothing after it is taken.
func readLine(in io.Reader) ([]byte, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < stdinLimit; {
		n, err := in.Read(b)
		if n == 1 && b[0] == '\n' || err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		line = append(line, b[:n]...)
	}
	return line, nil
}

// notACode tells a mistyped code from another word. Digits, of any script, are not repeated: they may
// be a code, or a password in the wrong place.
func (r *run) notACode(c *cli.Context) error {
	word, command := c.Args().First(), strings.TrimSuffix(programName+" "+c.Command.Name, " "+programName)
	_, err := session.ParseTokenCode(word)
	switch {
	case word == "-":
		return usageErrorf("standard input has no token code: six digits are needed")
	case err == nil:
		return usageErrorf("nothing may follow the token code").hint("to run a command: mfa-session exec -- COMMAND")
	case command != programName && r.isProfile(word):
		return usageErrorf("%q is not a token code", printable(word)).hint("did you mean: " + command + " --profile " + hinted(word))
	case command == programName && (!strings.ContainsFunc(word, unicode.IsDigit) || r.isProfile(word)):
		return r.notACommand(word, c.Args().Tail())
	}
	return usageErrorf("a token code is six digits").hint("type the code that the device shows: " + command + " 123456")
}
