package profile

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

var (
	errNoSection  = errors.New("a setting stands before the first section")
	errOpenHeader = errors.New("the name of a section has no closing bracket")
	errNotSetting = errors.New("the line is no setting: there is neither = nor : in it, or no name before it")
)

// headers finds the section headers of a body one after the other. It looks only at lines that
// begin with a bracket: whether an indented one is a header or continues a value takes the lines
// before it, so those, and only those, are read then. Linear in any case.
type headers struct {
	body  []byte
	pos   int   // where the search goes on
	ruled int   // how far the ruler has come; never beyond pos
	ruler ruler // as it stands at ruled
}

// next is the next header, or a line that begins as one and has no end (junk); ok is false when
// there is none left.
func (h *headers) next() (l line, ok bool) {
	for {
		i := bytes.IndexByte(h.body[h.pos:], '[')
		if i < 0 {
			h.pos = len(h.body)
			return line{}, false
		}
		at := h.pos + i
		start, first := at, at == 0 || h.body[at-1] == '\n' // as nearly all are
		if !first {
			start, first = lineStart(h.body, at)
		}
		if !first {
			h.pos = lineEnd(h.body, at)
			continue
		}
		if l = h.read(start, start == at); l.kind == header || l.kind == junk {
			return l, true
		}
	}
}

// read reads the line at start. At the margin nothing before it matters to what it is.
func (h *headers) read(start int, atMargin bool) line {
	if atMargin {
		end := lineEnd(h.body, start)
		if content := trimRight(h.body[start:end]); isHeader(content) { // as nearly all are
			h.pos, h.ruler, h.ruled = end, ruler{inSection: true}, end
			return line{kind: header, start: start, end: end, content: content}
		}
	}
	r := h.ruler
	if !atMargin {
		for pos := h.ruled; pos < start; {
			pos = r.next(h.body, pos).end
		}
	}
	l := r.next(h.body, start)
	h.pos = l.end
	if l.kind == header || !atMargin {
		h.ruler, h.ruled = r, l.end
	}
	return l
}

// lineStart walks back from a character to the start of its line; first tells whether there is only
// white space before it.
func lineStart(body []byte, at int) (start int, first bool) {
	for at > 0 {
		r, n := utf8.DecodeLastRune(body[:at])
		if r == '\n' || r == '\r' {
			return at, true
		}
		if !isSpace(r) {
			return 0, false
		}
		at -= n
	}
	return 0, true
}
