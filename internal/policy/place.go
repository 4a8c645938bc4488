package policy

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// lines turns offsets into places.
type lines struct {
	data    []byte
	starts  []int // offset of each line
	skipped int   // bytes before the offsets count: a byte order mark
}

func newLines(data []byte) *lines {
	l := &lines{data: data, starts: []int{0}}
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
	line := sort.SearchInts(l.starts, offset+1) - 1
	return Place{Line: line + 1, Column: utf8.RuneCount(l.data[l.starts[line]:offset]) + 1}
}

// tokenAfter is the offset of the next token: past white space, commas and colons.
func (l *lines) tokenAfter(offset int) int {
	rest := l.data[min(offset+l.skipped, len(l.data)):]
	return offset + len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:"))
}
