package policy

import (
	"strconv"
	"strings"
)

// Found is a document that stands somewhere in a file.
type Found struct {
	Document Document
	Path     string // where, as names and numbers joined by dots; empty for the whole file
	Err      error  // a *SyntaxError where it is no policy that AWS would take
}

// Find finds the policy documents in JSON: the input itself, or the objects and strings within it
// that have a Statement, as in a CloudFormation template or the output of terraform show -json. It
// fails with a *SyntaxError for what is no JSON, and for JSON without a policy.
func Find(data []byte) ([]Found, error) {
	root, err := parseJSON(data)
	if err != nil {
		return nil, err
	}
	f := &finder{}
	f.look(root, nil)
	if len(f.found) > 0 {
		return f.found, nil
	}
	_, err = documentOf(root)
	return nil, err
}

type finder struct{ found []Found }

func (f *finder) look(n node, path []string) {
	switch n.kind {
	case object:
		if isPolicy(n) {
			f.add(n, path)
			return
		}
		for _, m := range n.members {
			f.look(m.value, append(path, m.name))
		}
	case array:
		for i, item := range n.items {
			f.look(item, append(path, strconv.Itoa(i)))
		}
	case text:
		f.lookInto(n, path)
	case boolean, number, null:
	}
}

// lookInto looks into a string that holds a document. What stands in it stands where the string does.
func (f *finder) lookInto(n node, path []string) {
	if !strings.Contains(n.text, `"Statement"`) {
		return
	}
	inner, err := parseJSON([]byte(n.text))
	switch {
	case err != nil && strings.HasPrefix(strings.TrimSpace(n.text), "{"):
		f.found = append(f.found, Found{Path: strings.Join(path, "."), Err: at(n.where, err)})
	case err == nil && isPolicy(inner):
		inner.moveTo(n.where)
		f.add(inner, path)
	}
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

// isPolicy tells a policy from other objects: it has a Statement that holds objects.
func isPolicy(n node) bool {
	if n.kind != object {
		return false
	}
	s, ok := n.member("Statement")
	return ok && (s.kind == object || s.kind == array && (len(s.items) == 0 || s.items[0].kind == object))
}

func (f *finder) add(n node, path []string) {
	d, err := documentOf(n)
	f.found = append(f.found, Found{Document: d, Path: strings.Join(path, "."), Err: err})
}
