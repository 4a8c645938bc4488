//go:build unix

package keychain

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"unicode"
)

// passError is a pass that has ended with an error, with what it, gpg and the rest said.
type passError struct {
	of   string // which program, and what it was to do
	said []byte
	err  error
}

func (e *passError) Error() string {
	if words := e.words(); words != "" {
		return e.of + ": " + words
	}
	return fmt.Sprintf("%s: %v", e.of, e.err)
}

// Unwrap gives how it ended.
func (e *passError) Unwrap() error { return e.err }

// statusMark begins a line of gpg that is for programs, in no human language (GnuPG, doc/DETAILS).
const statusMark = "[GNUPG:] "

// says tells whether gpg gave a status.
func (e *passError) says(status string) bool {
	for line := range bytes.Lines(e.said) {
		if word, ok := strings.CutPrefix(string(line), statusMark+status); ok && (word == "" || word[0] == ' ' || word[0] == '\n') {
			return true
		}
	}
	return false
}

var (
	// errDamaged is an item that nobody can read, as if there were none.
	errDamaged = fmt.Errorf("%w: the item is damaged", errMissing)
	// errAsked says that a dialog was shown, and that it did not help.
	errAsked = errors.New("the passphrase was not given, or was wrong")
)

// reading is what ails an item that could not be decrypted. gpg begins with the key, and says so when
// it has it; what fails afterwards is the item.
func (e *passError) reading() error {
	switch {
	case e.says("NODATA"), e.says("DECRYPTION_INFO"):
		return errDamaged
	case e.says("DECRYPTION_FAILED") && e.says("PINENTRY_LAUNCHED"):
		return fmt.Errorf("%w: %w: %w", ErrLocked, errAsked, e)
	case e.says("DECRYPTION_FAILED"):
		return fmt.Errorf("%w: %w", ErrLocked, e)
	}
	return e.other()
}

// cannotWrite is what ails the store. gpg names a full disk in the user's language and by a number of
// its own, so the disk is asked.
func (p *passItems) cannotWrite(e *passError) error {
	if e.says("INV_RECP") || e.says("NO_RECP") {
		return fmt.Errorf("%w: %w: %w", ErrDenied, ErrNotSetUp, e)
	}
	if err := p.writable(); errors.Is(err, ErrFull) || errors.Is(err, ErrDenied) {
		return err
	}
	return e.other()
}

// missingProgram is how a shell ends that did not find a program.
const missingProgram = 127

func (e *passError) other() error {
	var ended *exec.ExitError
	if errors.As(e.err, &ended) && ended.ExitCode() == missingProgram {
		return fmt.Errorf("%w: %w", ErrAbsent, e)
	}
	if errors.Is(e.err, exec.ErrNotFound) {
		return fmt.Errorf("%w: %w", ErrAbsent, e)
	}
	return fmt.Errorf("%w: %w", ErrDenied, e)
}

// words are the last that gpg said, or pass where gpg said nothing, fit for a message.
func (e *passError) words() string {
	var words, gpgs string
	for line := range bytes.Lines(e.said) {
		text := plain(string(line))
		switch {
		case text == "" || strings.HasPrefix(text, statusMark):
		case strings.HasPrefix(text, "gpg: "):
			gpgs = text
		default:
			words = text
		}
	}
	if gpgs != "" {
		return gpgs
	}
	return words
}

// plain is a line without control characters, and not longer than a line should be.
func plain(line string) string {
	const most = 160
	line = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, line))
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}
