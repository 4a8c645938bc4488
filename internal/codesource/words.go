package codesource

import "errors"

// errUnclosedQuote is a command line that ends within quotes.
var errUnclosedQuote = errors.New("a quote is not closed")

// Words splits a command line as a POSIX shell would, and does nothing else that a shell does:
// single quotes, double quotes, and a backslash before any character but within single quotes. On
// Windows (goos) a backslash is part of a path. It fails for a quote that is not closed.
func Words(line, goos string) ([]string, error) {
	s := splitter{literalBackslash: goos == "windows"}
	for i := range len(line) {
		s.take(line[i]) // bytes, not runes: a path need not be UTF-8
	}
	if s.quote != 0 || s.escaped {
		return nil, errUnclosedQuote
	}
	s.endWord()
	return s.words, nil
}

// splitter is where a command line has been read up to.
type splitter struct {
	literalBackslash bool
	words            []string
	word             []byte
	inWord           bool // also within an empty word: ''
	quote            byte // the quote that is open, 0 for none
	escaped          bool // after a backslash
}

func (s *splitter) take(c byte) {
	switch {
	case s.escaped:
		s.takeEscaped(c)
	case c == '\\' && s.quote != '\'' && !s.literalBackslash:
		s.escaped, s.inWord = true, true
	case s.quote != 0 && c == s.quote:
		s.quote = 0
	case s.quote != 0:
		s.word = append(s.word, c)
	case c == '\'' || c == '"':
		s.quote, s.inWord = c, true
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		s.endWord()
	default:
		s.word = append(s.word, c)
		s.inWord = true
	}
}

// takeEscaped keeps the backslash where it has no meaning, within double quotes.
func (s *splitter) takeEscaped(c byte) {
	if s.quote == '"' && c != '"' && c != '\\' {
		s.word = append(s.word, '\\')
	}
	s.word = append(s.word, c)
	s.escaped = false
}

func (s *splitter) endWord() {
	if s.inWord {
		s.words = append(s.words, string(s.word))
	}
	s.word, s.inWord = s.word[:0], false
}
