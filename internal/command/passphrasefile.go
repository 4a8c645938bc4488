package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// passphraseLimit is more than anybody types.
const passphraseLimit = 4096

var (
	errNotAFile      = errors.New("it is no regular file")
	errOthersRead    = errors.New("others can read it")
	errLongerThanOne = fmt.Errorf("it is larger than %d bytes", passphraseLimit)
	errNotText       = errors.New("it is no text in UTF-8")
)

// passphraseFileError is a file that no passphrase is taken from.
type passphraseFileError struct {
	path string
	err  error
}

func (e *passphraseFileError) Error() string {
	return "the passphrase file " + e.path + ": " + e.err.Error()
}

func (e *passphraseFileError) Unwrap() error { return e.err }

// hint is what to type about it.
func (e *passphraseFileError) hint() string {
	switch {
	case errors.Is(e.err, errOthersRead):
		return "keep it to yourself: chmod 600 " + quoted(e.path)
	case errors.Is(e.err, fs.ErrPermission):
		return unreadableHint(e.path) + ", or set MFA_SESSION_PASSPHRASE_FILE to a file of yours"
	}
	return "set MFA_SESSION_PASSPHRASE_FILE to a text file whose first line is the passphrase"
}

// passphraseIn reads the first line of a file that only its owner can read, as ssh asks of a key.
func passphraseIn(path string) (secret.Text, error) {
	data, err := readPrivate(path)
	if err == nil {
		var line secret.Text
		if line, err = passphraseOf(data); err == nil {
			return line, nil
		}
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) { // it repeats the path
		err = e.Err
	}
	return secret.Text{}, &passphraseFileError{path, err}
}

func readPrivate(path string) ([]byte, error) {
	f, err := openNonblocking(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := private(f); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(f, passphraseLimit+1))
}

// private looks at the open file, not at its path.
func private(f *os.File) error {
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errNotAFile
	case readableByOthers(info):
		return errOthersRead
	}
	return nil
}

// passphraseOf is the first line of the file. Editors of Windows put a byte order mark before it,
// which nobody types, or write UTF-16, of which the first line would be nearly nothing.
func passphraseOf(data []byte) (secret.Text, error) {
	if len(data) > passphraseLimit {
		return secret.Text{}, errLongerThanOne
	}
	line := firstLineOf(strings.TrimPrefix(string(data), "\ufeff"))
	if strings.ContainsRune(line, 0) || strings.HasPrefix(line, "\xff\xfe") || strings.HasPrefix(line, "\xfe\xff") {
		return secret.Text{}, errNotText
	}
	return secret.New(line), nil
}

func firstLineOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(line, "\r")
}
