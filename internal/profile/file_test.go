package profile

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	text := "\xef\xbb\xbf# a\r\n\r\n [profile x] y\r  k = v\n\n   more\n  ;c\n   [z]\n  K2 : \n= n\njunk\n[a]b]\n[]\n\t=\nlast: 1"
	type seen struct {
		Kind lineKind
		Text string
	}
	var got []seen
	f := newFile("f", []byte(text))
	for _, l := range f.lines() {
		got = append(got, seen{l.kind, string(f.body[l.start:l.end])})
	}
	want := []seen{
		{comment, "# a\r\n"},
		{blank, "\r\n"},
		{header, " [profile x] y\r"},
		{option, "  k = v\n"},
		{blank, "\n"},
		{continuation, "   more\n"},
		{comment, "  ;c\n"},
		{continuation, "   [z]\n"},
		{option, "  K2 : \n"},
		{junk, "= n\n"},
		{junk, "junk\n"},
		{header, "[a]b]\n"},
		{junk, "[]\n"},
		{junk, "\t=\n"},
		{option, "last: 1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !bytes.Equal(f.bytes(), []byte(text)) {
		t.Error("bytes are lost")
	}
	for offset, line := range map[int]int{0: 1, 3: 1, 5: 2, 7: 3, 8: 3, len(f.body): 15} {
		if got := f.lineNumber(offset); got != line {
			t.Errorf("offset %d is in line %d, want %d", offset, got, line)
		}
	}
}

// configparser forgets the setting above when one without a name comes (optname is empty).
func TestNothingContinuesASettingWithoutAName(t *testing.T) {
	f := newFile("f", []byte("[a]\nb = c\n= n\n  [d]\n"))
	if lines := f.lines(); len(lines) != 4 || lines[2].kind != junk || lines[3].kind != header {
		t.Errorf("%+v", lines)
	}
}

func TestLinesAreCountedFromTheVeryFirst(t *testing.T) {
	for text, line := range map[string]int{"": 1, "x": 1, "\r": 2, "\n": 2, "\r\n": 2, "\r\r\n\n": 4, "\n\r": 3} {
		if f := newFile("f", []byte(text)); f.lineNumber(len(f.body)) != line {
			t.Errorf("%q ends in line %d, want %d", text, f.lineNumber(len(f.body)), line)
		}
	}
}

// FuzzFileIsKept: the lines are all of the file, and the quick search for headers finds those that
// reading line by line finds.
func FuzzFileIsKept(f *testing.F) {
	for _, c := range handWritten {
		f.Add([]byte(c.config + c.credentials))
	}
	for seed := range uint64(20) {
		f.Add([]byte(wildGrammar(seed).pair().config))
	}
	for _, text := range []string{"", "\xef\xbb\xbf", "\xef\xbb\xbf[a]", "\r", "\n\r\r\n", "[", " [a", "[a]\nb=c\n [d]\n[e=f\n  [g]", "\u2028[a]", "[a]\n\x1cb=c\n\u00a0\u00a0[x]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := newFile("f", data)
		if !bytes.Equal(file.bytes(), data) {
			t.Fatal("the bytes are not kept")
		}
		end := 0
		for _, l := range file.lines() {
			if l.start != end || l.end <= end {
				t.Fatalf("a line from %d to %d after one to %d", l.start, l.end, end)
			}
			end = l.end
		}
		if end != len(file.body) {
			t.Fatal("the lines are not the file")
		}
		if diff := cmp.Diff(headersByLine(file), headersBySearch(file)); diff != "" {
			t.Errorf("headers at (-line by line +search)\n%s", diff)
		}
	})
}

func headersByLine(f *file) (starts []int) {
	for _, l := range f.lines() {
		if l.kind == header || l.kind == junk && l.content[0] == '[' {
			starts = append(starts, l.start)
		}
	}
	return starts
}

func headersBySearch(f *file) (starts []int) {
	h := headers{body: f.body}
	for l, ok := h.next(); ok; l, ok = h.next() {
		starts = append(starts, l.start)
	}
	return starts
}
