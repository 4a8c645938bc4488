package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	// MaxInput is the largest input that is read, in bytes: a state file of Terraform may hold many
	// policies, a policy has 10,240 characters at most.
	MaxInput = 10 << 20
	// maxDepth is far deeper than any template is nested.
	maxDepth = 200
	// maxValues is more than ten times what a state file of this size has; each takes memory.
	maxValues = 1_000_000
)

// SyntaxError is input that is no JSON, or no policy, with the place where it goes wrong. Its text
// holds nothing of the input but names.
type SyntaxError struct {
	Where  Place
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Where.Line, e.Where.Column, e.Reason)
}

func asSyntaxError(err error) (*SyntaxError, bool) {
	var e *SyntaxError
	ok := errors.As(err, &e)
	return e, ok
}

// kind is the kind of a JSON value.
type kind int

const (
	object kind = iota
	array
	text
	boolean
	number
	null
)

// node is a JSON value with its place. Duplicate names are kept, in order.
type node struct {
	kind    kind
	where   Place
	text    string // of a string; true or false; the number as it is written
	members []member
	items   []node
}

type member struct {
	name  string
	where Place // of the name
	value node
}

// member finds the first member of the name.
func (n node) member(name string) (node, bool) {
	for _, m := range n.members {
		if m.name == name {
			return m.value, true
		}
	}
	return node{}, false
}

// parseJSON reads one JSON value and nothing else. A name that stands twice in an object is kept, it
// is for the caller to judge; all else that is no JSON is a *SyntaxError.
func parseJSON(data []byte) (node, error) {
	l := newLines(data)
	if len(data) > MaxInput {
		return node{}, &SyntaxError{Place{1, 1}, fmt.Sprintf("the input is longer than %d MiB", MaxInput>>20)}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	l.skipped = len(l.data) - len(data)
	if i := invalidUTF8(data); i >= 0 {
		return node{}, &SyntaxError{l.place(i), "this is no UTF-8"}
	}
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil { // it alone tells the exact place
		return node{}, l.syntaxError(err, len(data))
	}
	r := reader{decoder: json.NewDecoder(bytes.NewReader(data)), lines: l}
	r.decoder.UseNumber()
	return r.value(0)
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return -1
}

// reader builds nodes from tokens.
type reader struct {
	decoder *json.Decoder
	lines   *lines
	values  int
}

func (r *reader) next() (json.Token, Place, error) {
	from := r.decoder.InputOffset()
	token, err := r.decoder.Token()
	return token, r.lines.place(r.lines.tokenAfter(int(from))), err
}

func (r *reader) value(depth int) (node, error) {
	token, where, err := r.next()
	if err != nil {
		return node{}, &SyntaxError{where, "this is no JSON"}
	}
	if r.values++; r.values > maxValues {
		return node{}, &SyntaxError{where, fmt.Sprintf("there are more than %d values", maxValues)}
	}
	if depth > maxDepth {
		return node{}, &SyntaxError{where, fmt.Sprintf("values are nested more than %d deep", maxDepth)}
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return r.object(where, depth)
		}
		return r.array(where, depth)
	case string:
		return node{kind: text, where: where, text: t}, nil
	case bool:
		return node{kind: boolean, where: where, text: fmt.Sprint(t)}, nil
	case json.Number:
		return node{kind: number, where: where, text: t.String()}, nil
	}
	return node{kind: null, where: where}, nil
}

func (r *reader) object(where Place, depth int) (node, error) {
	n := node{kind: object, where: where}
	for r.decoder.More() {
		token, at, err := r.next()
		name, ok := token.(string)
		if err != nil || !ok {
			return node{}, &SyntaxError{at, "this is no JSON"}
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.members = append(n.members, member{name: name, where: at, value: value})
	}
	_, _, err := r.next()
	return n, err
}

func (r *reader) array(where Place, depth int) (node, error) {
	n := node{kind: array, where: where}
	for r.decoder.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, item)
	}
	_, _, err := r.next()
	return n, err
}

// syntaxError gives an error of encoding/json its place. Its offset counts the byte that was wrong.
func (l *lines) syntaxError(err error, length int) *SyntaxError {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), !errors.As(err, &syntax):
		return &SyntaxError{l.place(length), "the JSON ends too early"}
	case int(syntax.Offset) >= length:
		return &SyntaxError{l.place(length), "the JSON ends too early: " + syntax.Error()}
	}
	return &SyntaxError{l.place(int(syntax.Offset) - 1), syntax.Error()}
}

// duplicates are the names that stand twice in an object, wherever it is.
func (n node) duplicates() []error {
	var found []error
	seen := make(map[string]bool, len(n.members))
	for _, m := range n.members {
		if seen[m.name] {
			found = append(found, twice(m))
		}
		seen[m.name] = true
		found = append(found, m.value.duplicates()...)
	}
	for _, item := range n.items {
		found = append(found, item.duplicates()...)
	}
	return found
}

// twice says of a name that it stands in its object for the second time: many tools take the last
// without a word, AWS takes none.
func twice(m member) error {
	return &SyntaxError{m.where, fmt.Sprintf("%q stands here twice", shortened(m.name))}
}
