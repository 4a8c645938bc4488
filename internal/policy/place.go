package policy

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// lines turns offsets into places. It goes on counting where it was asked last: an input may have
// millions of values in one line.
type lines struct {
	data    []byte
	starts  []int // offset of each line
	skipped int   // bytes before the offsets count: a byte order mark

	offset int // that was asked last
	last   Place
}

func newLines(data []byte) *lines {
	l := &lines{data: data, starts: []int{0}, last: Place{1, 1}}
	for i := 0; ; {
		next := bytes.IndexByte(data[i:], '\n')
		if next < 0 {
			return l
		}
		i += next + 1
		l.starts = append(l.starts, i)
	}
}

func (l *lines) place(offset int) Place {
	offset = min(max(offset+l.skipped, 0), len(l.data))
	line := sort.SearchInts(l.starts, offset+1)
	from, column := l.starts[line-1], 1
	if line == l.last.Line && offset >= l.offset {
		from, column = l.offset, l.last.Column
	}
	l.offset, l.last = offset, Place{Line: line, Column: column + utf8.RuneCount(l.data[from:offset])}
	return l.last
}

// tokenAfter is the offset of the next token: past white space, commas and colons.
func (l *lines) tokenAfter(offset int) int {
	rest := l.data[min(offset+l.skipped, len(l.data)):]
	return offset + len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:"))
}
