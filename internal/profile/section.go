package profile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

var (
	errSeveralLines = errors.New("the value of this setting goes on in the next line")
	errNotUTF8      = errors.New("the value of this setting is not valid UTF-8")
	errNotNested    = errors.New("this setting takes an indented block of settings")
)

// section holds the settings of one section by lower case key.
type section map[string]*setting

// maxSettings is far more than any section needs. With it, what a look-up keeps stays small whatever
// the file holds.
const maxSettings = 1000

var errTooManySettings = fmt.Errorf("the section has more than %d settings", maxSettings)

// setting is where a value stands. Nothing is copied until somebody wants it.
type setting struct {
	file    *file
	at, end int    // offsets of its first line, and behind its last
	value   []byte // its first line
	goesOn  bool   // there are more
}

// find parses the section whose name is the wanted one. Of several that spell it differently the
// last counts, as a whole; nil if there is none. Settings of [DEFAULT] are filled in.
func (f *file) find(wanted func(name []byte) bool) (section, error) {
	var found section
	inherited := section{}
	seen := map[string]int{}
	err := f.sections(func(head line, end int) error {
		name := head.section()
		if string(name) == "DEFAULT" {
			return f.parse(inherited, head.end, end)
		}
		if !wanted(name) {
			return nil
		}
		if at, twice := seen[string(name)]; twice {
			return f.fault(head.start, fmt.Errorf("section [%s] is there twice, first in line %d", name, f.lineNumber(at)))
		}
		seen[string(name)] = head.start
		found = section{}
		return f.parse(found, head.end, end)
	})
	if err != nil || found == nil {
		return nil, err
	}
	for key, s := range inherited {
		if found[key] == nil {
			found[key] = s
		}
	}
	return found, nil
}

// sections visits each header with the offset where its section ends.
func (f *file) sections(visit func(head line, end int) error) error {
	h := headers{body: f.body}
	head, ok := h.next()
	if err := f.nothingBefore(head, ok); err != nil {
		return err
	}
	for ok {
		if head.kind == junk {
			return f.fault(head.start, errOpenHeader)
		}
		next, more := h.next()
		end := len(f.body)
		if more {
			end = next.start
		}
		if err := visit(head, end); err != nil {
			return err
		}
		head, ok = next, more
	}
	return nil
}

// nothingBefore refuses settings before the first section: the header was forgotten.
func (f *file) nothingBefore(first line, ok bool) error {
	end := len(f.body)
	if ok {
		end = first.start
	}
	var r ruler
	for pos := 0; pos < end; {
		l := r.next(f.body, pos)
		if l.kind == junk {
			return f.fault(l.start, errNoSection)
		}
		pos = l.end
	}
	return nil
}

// parse adds the settings between two offsets.
func (f *file) parse(into section, start, end int) error {
	r := ruler{inSection: true}
	var last *setting
	for pos := start; pos < end; {
		l := r.next(f.body, pos)
		pos = l.end
		switch l.kind {
		case option:
			key, value := l.setting()
			if first := into[key]; first != nil {
				return f.fault(l.start, fmt.Errorf("the setting is there twice, first in line %d", f.lineNumber(first.at)))
			}
			if len(into) == maxSettings {
				return f.fault(l.start, errTooManySettings)
			}
			last = &setting{file: f, at: l.start, end: l.end, value: value}
			into[key] = last
		case continuation, blank:
			if last != nil {
				last.end = l.end
				last.goesOn = last.goesOn || l.kind == continuation
			}
		case junk:
			return f.fault(l.start, errNotSetting)
		case comment, header:
		}
	}
	return nil
}

// lines is the value as configparser gives it: its lines, each without the white space around it,
// joined by LF, without those at the end.
func (s *setting) lines() string {
	if !s.goesOn {
		return string(s.value)
	}
	value := make([]byte, 0, s.end-s.at)
	r := ruler{inSection: true}
	for pos := s.at; pos < s.end; {
		l := r.next(s.file.body, pos)
		pos = l.end
		switch l.kind {
		case option:
			value = append(value, s.value...)
		case continuation, blank:
			value = append(append(value, '\n'), l.content...)
		case comment, header, junk:
		}
	}
	return string(bytes.TrimRightFunc(value, isSpace))
}

// text is a value of one line. Whoever indented the setting below by mistake gets told.
func (s *setting) text() (string, error) {
	value := s.lines()
	switch {
	case strings.Contains(value, "\n"):
		return "", s.fault(errSeveralLines)
	case !utf8.ValidString(value):
		return "", s.fault(errNotUTF8)
	}
	return value, nil
}

func (s *setting) fault(err error) error { return s.file.fault(s.at, err) }
