// Package profile reads the AWS config and credentials files: whose keys a profile leads to, which
// device and region it names, which profiles there are.
//
// Its rules:
//   - A file is kept byte for byte, as lines; what is read from it and what is edited in it go by
//     the same lines.
//   - The files mean what they mean to the AWS CLI, that is to botocore and to the configparser of
//     Python below it; where other SDKs differ, botocore wins. Where botocore's own reading is a
//     crash or surely a mistake (a quoted key, a value that goes on in the next line), the file is
//     refused with its line.
//   - A look-up is one pass that parses the wanted section only. A fault anywhere else in the file
//     does not stop it, unlike botocore, which then refuses the whole file.
//   - Nothing that the files name is executed.
//
// What configparser does, and so the reader: lines end with LF, CRLF or CR. A line whose first
// character is "#" or ";" is a comment; there is no other comment, " # x" after a value belongs to
// the value. A line indented deeper than the setting above continues its value. Keys end at the
// first "=" or ":" and are compared without case. A section or a key that is there twice is an
// error. Settings of [DEFAULT] count in every section of the file. Quotes belong to the value, and
// %(x)s is no reference.
package profile

import "bytes"

// file is a config file as it stands. A file that does not exist is empty.
type file struct {
	path     string
	exists   bool
	dangling bool   // it is a link to nowhere, which is a file that does not exist
	bom      []byte // a UTF-8 byte order mark, which Windows editors write and botocore refuses
	body     []byte // the rest
}

var utf8BOM = []byte("\xef\xbb\xbf")

// newFile cuts the byte order mark off, so that offsets count from the first line's text.
func newFile(path string, data []byte) *file {
	f := &file{path: path, exists: true, body: data}
	if bytes.HasPrefix(data, utf8BOM) {
		f.bom, f.body = data[:len(utf8BOM)], data[len(utf8BOM):]
	}
	return f
}

// bytes is the file as it was read.
func (f *file) bytes() []byte { return append(bytes.Clone(f.bom), f.body...) }

// lines are all lines in order; their texts together are the body.
func (f *file) lines() []line {
	var all []line
	var r ruler
	for pos := 0; pos < len(f.body); {
		l := r.next(f.body, pos)
		all = append(all, l)
		pos = l.end
	}
	return all
}

// fault is an error at an offset of the file.
func (f *file) fault(offset int, err error) error {
	return &FileError{Path: f.path, Line: f.lineNumber(offset), Err: err}
}

// lineNumber counts from 1. It is only asked for what is reported, so it may look at all before.
func (f *file) lineNumber(offset int) int {
	before := f.body[:offset]
	n := 1 + bytes.Count(before, []byte("\n"))
	if bytes.IndexByte(before, '\r') >= 0 {
		n += bytes.Count(before, []byte("\r")) - bytes.Count(before, []byte("\r\n"))
	}
	return n
}
