package profile

import (
	"errors"
	"strings"
)

var errUnclosed = errors.New("a quote or an escape is not closed")

// words collects them. An empty word is one if it was quoted.
type words struct {
	done []string
	word []byte
	open bool
}

func (w *words) add(c byte) { w.word, w.open = append(w.word, c), true }

func (w *words) end() {
	if w.open {
		w.done = append(w.done, string(w.word))
	}
	w.word, w.open = nil, false
}

// splitPOSIX splits as Python's shlex.split does, which botocore uses for section names everywhere
// and for credential_process everywhere but on Windows.
func splitPOSIX(s string) ([]string, error) {
	var w words
	var quote byte // the one that is open, or 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && quote != '\'':
			if i++; i == len(s) {
				return nil, errUnclosed
			}
			if !escapes(quote, s[i]) {
				w.add('\\')
			}
			w.add(s[i])
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, w.open = c, true
		case quote == 0 && strings.IndexByte(" \t\r\n", c) >= 0:
			w.end()
		default:
			w.add(c)
		}
	}
	w.end()
	if quote != 0 {
		return nil, errUnclosed
	}
	return w.done, nil
}

// escapes tells whether a backslash before a character goes away: in double quotes it mostly stays.
func escapes(quote, c byte) bool { return quote == 0 || c == '"' || c == '\\' }

// splitWindows splits as botocore does on Windows (compat.py, _windows_shell_split): space and tab
// separate, only double quotes quote, and a backslash is itself unless it stands before a quote.
func splitWindows(s string) ([]string, error) {
	var w words
	quoted, slashes := false, 0 // slashes: how many stand right before
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '"':
			w.word = w.word[:len(w.word)-(slashes+1)/2] // they escape each other, the odd one the quote
			if slashes%2 == 1 {
				w.add(c)
			} else {
				quoted, w.open = !quoted, true
			}
		case (c == ' ' || c == '\t') && !quoted:
			w.end()
		default:
			w.add(c)
		}
		slashes++
		if c != '\\' {
			slashes = 0
		}
	}
	w.end()
	if quoted {
		return nil, errUnclosed
	}
	return w.done, nil
}
