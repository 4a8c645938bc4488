package policy

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Found is a document that stands somewhere in a file.
type Found struct {
	Document Document
	Path     string // where, as names and numbers joined by dots; empty for the whole file
	Type     Type   // where what is around it tells; empty otherwise
	Err      error  // a *SyntaxError where it is no policy that AWS would take
	asked    bool   // it is all that the file is about
}

// Find finds the policy documents in JSON: the input itself, or the objects and strings within it
// that have a Statement, as in a CloudFormation template or the output of terraform show -json. It
// fails with a *SyntaxError for what is no JSON, and for JSON without a policy.
func Find(data []byte) ([]Found, error) {
	found, _, err := find(data, "aws")
	return found, err
}

// find also gives the names that stand twice in an object outside of policies.
func find(data []byte, partition string) (found []Found, duplicates []error, err error) {
	if decoded, ok := percentDecoded(string(bytes.TrimSpace(data))); ok {
		data = []byte(decoded)
	}
	root, err := parseJSON(data)
	if err != nil {
		return nil, nil, err
	}
	duplicates = root.duplicates()
	f := &finder{parameters: pseudo(partition)}
	f.start(root)
	switch {
	case len(f.found) == 0:
		_, err = documentOf(root)
	case f.found[0].Path == "":
		f.found[0].Document.Length = utf8.RuneCount(bytes.TrimSpace(data))
	}
	return f.found, duplicates, err
}

// finder walks through JSON.
type finder struct {
	parameters map[string]string
	found      []Found
}

func (f *finder) look(n node, path []string, around Type) {
	switch n.kind {
	case object:
		f.lookAt(n, path, around)
	case array:
		for i, item := range n.items {
			f.look(item, append(path, strconv.Itoa(i)), around)
		}
	case text:
		f.lookInto(n, path, around)
	case boolean, number, null:
	}
}

// lookAt looks at an object: a policy, a function that gives one, or what holds others.
func (f *finder) lookAt(n node, path []string, around Type) {
	if isPolicy(n) {
		f.add(n, path, around)
		return
	}
	if kind, ok := typeOf(n); ok {
		around = kind
	}
	if address, ok := n.member("address"); ok && address.kind == text { // of Terraform
		path = []string{address.text}
	}
	if n.isFunction() {
		n.resolve(f.parameters)
	}
	f.lookInto(n, path, around)
	idle := n.idle()
	for _, m := range n.members {
		if m.name != idle {
			f.look(m.value, append(path, m.name), around)
		}
	}
}

// lookInto looks into a string that holds a document. What stands in it stands where the string does.
func (f *finder) lookInto(n node, path []string, around Type) {
	content := n.text
	if decoded, ok := percentDecoded(content); ok {
		content = decoded
	}
	if !strings.Contains(content, `"Statement"`) {
		return
	}
	inner, err := parseJSON([]byte(content))
	switch {
	case err != nil && strings.HasPrefix(strings.TrimSpace(content), "{"):
		f.found = append(f.found, Found{Path: strings.Join(path, "."), Type: around, Err: at(n.where, err)})
	case err == nil && isPolicy(inner):
		inner.moveTo(n.where)
		f.add(inner, path, around)
		f.found[len(f.found)-1].Document.Length = utf8.RuneCountInString(content)
	}
}

// percentDecoded decodes a document as the API of IAM sends it.
func percentDecoded(s string) (string, bool) {
	if len(s) < 3 || !strings.EqualFold(s[:3], "%7B") {
		return "", false
	}
	decoded, err := url.PathUnescape(s)
	return decoded, err == nil
}

// at places an error about the content of a string at the string.
func at(where Place, err error) error {
	return &SyntaxError{Where: where, Reason: "in the string: " + err.Error()}
}

func (n *node) moveTo(where Place) {
	n.where = where
	for i := range n.members {
		n.members[i].where = where
		n.members[i].value.moveTo(where)
	}
	for i := range n.items {
		n.items[i].moveTo(where)
	}
}

// isPolicy tells a policy from other objects, among them the rules of a web application firewall: it
// has a Statement, of which one has an Effect, or the Version of a policy.
func isPolicy(n node) bool {
	s, ok := n.member("Statement")
	if !ok || s.kind != object && s.kind != array {
		return false
	}
	if v, ok := n.member("Version"); ok && (v.text == CurrentVersion || v.text == OldVersion) {
		return true
	}
	for _, item := range append(s.items, s) {
		if _, ok := item.member("Effect"); ok {
			return true
		}
	}
	return false
}

func (f *finder) add(n node, path []string, around Type) {
	n.resolve(f.parameters)
	d, err := documentOf(n)
	name := strings.Join(path, ".")
	f.found = append(f.found, Found{Document: d, Path: name, Type: around, Err: err, asked: name == "" || isAnswer(path)})
}
