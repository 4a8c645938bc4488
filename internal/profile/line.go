package profile

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// lineKind says what a line is to configparser.
type lineKind int

const (
	blank lineKind = iota
	comment
	header       // [section]
	option       // key = value, or key: value
	continuation // of the value above
	junk         // none of these; botocore refuses the file
)

// line is one line of a file. start and end are offsets in the body, line break included.
type line struct {
	kind       lineKind
	start, end int
	content    []byte // without the white space around it
}

// section is what stands in the brackets of a header, as it is written.
func (l line) section() []byte { return l.content[1:bytes.LastIndexByte(l.content, ']')] }

// setting is the key, lower case, and the first line of the value of an option.
func (l line) setting() (key string, value []byte) {
	at := bytes.IndexAny(l.content, "=:")
	return lower(bytes.TrimRightFunc(l.content[:at], isSpace)), bytes.TrimLeftFunc(l.content[at+1:], isSpace)
}

// ruler is what configparser keeps in mind from line to line (CPython, configparser.py, _read).
type ruler struct {
	inSection bool // a header was seen
	inOption  bool // a deeper line continues a value
	indent    int  // of the last header or option, in characters
}

// next reads the line that starts at an offset of the body.
func (r *ruler) next(body []byte, start int) line {
	end := lineEnd(body, start)
	text := body[start:end]
	content := trimLeft(text)
	indent := utf8.RuneCount(text[:len(text)-len(content)])
	content = trimRight(content)
	return line{kind: r.classify(content, indent), start: start, end: end, content: content}
}

func (r *ruler) classify(content []byte, indent int) lineKind {
	switch {
	case len(content) == 0:
		return blank
	case content[0] == '#' || content[0] == ';':
		return comment
	case r.inOption && indent > r.indent:
		return continuation
	}
	r.indent = indent
	if isHeader(content) {
		r.inSection, r.inOption = true, false
		return header
	}
	at := bytes.IndexAny(content, "=:")
	if !r.inSection || at < 0 {
		return junk
	}
	r.inOption = at > 0
	if at == 0 {
		return junk
	}
	return option
}

// isHeader is the pattern \[(.+)\] at the start: up to the last bracket, whatever follows.
func isHeader(content []byte) bool {
	return content[0] == '[' && bytes.LastIndexByte(content, ']') > 1
}

// window bounds how far one look for a line break goes, so that a file of nothing but carriage
// returns is read in linear time too.
const window = 256

// lineEnd is the offset behind the line break, which is LF, CRLF or CR, or the end of the body.
func lineEnd(body []byte, start int) int {
	for ; start < len(body); start += window {
		i := indexLineBreak(body[start:min(start+window, len(body))])
		if i < 0 {
			continue
		}
		end := start + i + 1
		if body[end-1] == '\r' && end < len(body) && body[end] == '\n' {
			end++
		}
		return end
	}
	return len(body)
}

func indexLineBreak(b []byte) int {
	lf := bytes.IndexByte(b, '\n')
	if lf >= 0 {
		b = b[:lf]
	}
	if cr := bytes.IndexByte(b, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// isSpace is Python's str.isspace: Unicode's white space and the four ASCII separators.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

// isASCIISpace is isSpace for those characters that are a byte.
func isASCIISpace(c byte) bool { return c <= ' ' && (c >= 0x1c || c >= '\t' && c <= '\r') }

// trimLeft takes the white space off the front. A look-up passes every header of a file, and hardly
// any has other characters than ASCII there.
func trimLeft(b []byte) []byte {
	for len(b) > 0 && isASCIISpace(b[0]) {
		b = b[1:]
	}
	if len(b) > 0 && b[0] >= utf8.RuneSelf {
		return bytes.TrimLeftFunc(b, isSpace)
	}
	return b
}

// trimRight is trimLeft for the end.
func trimRight(b []byte) []byte {
	for len(b) > 0 && isASCIISpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	if len(b) > 0 && b[len(b)-1] >= utf8.RuneSelf {
		return bytes.TrimRightFunc(b, isSpace)
	}
	return b
}

// lower folds ASCII only: no key that is looked for has other letters, and Python and Go fold those
// differently.
func lower(key []byte) string {
	b := bytes.Clone(key)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
