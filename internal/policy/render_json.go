package policy

import (
	"bytes"
	"encoding/json"
)

// JSON is the document as AWS takes it, indented, with a line feed at its end.
func (d Document) JSON() string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(writtenDocument(d)) // strings and lists of them can always be encoded
	return b.String()
}

// Compact is JSON without white space: what counts for the limits of size.
func (d Document) Compact() string {
	var b bytes.Buffer
	_ = json.Compact(&b, []byte(d.JSON())) // which is valid
	return b.String()
}

// written are the elements in the order in which AWS documents them.
type written struct {
	Version   string             `json:"Version,omitempty"`
	Statement []writtenStatement `json:"Statement"`
}

type writtenStatement struct {
	Sid         string                    `json:"Sid,omitempty"`
	Effect      Effect                    `json:"Effect"`
	Action      []string                  `json:"Action,omitempty"`
	NotAction   []string                  `json:"NotAction,omitempty"`
	Resource    any                       `json:"Resource,omitempty"`
	NotResource any                       `json:"NotResource,omitempty"`
	Condition   map[string]map[string]any `json:"Condition,omitempty"`
}

func writtenDocument(d Document) written {
	w := written{Version: d.Version}
	for _, s := range d.Statements {
		w.Statement = append(w.Statement, writtenStatement{
			Sid:         s.Sid,
			Effect:      s.Effect,
			Action:      texts(s.Action),
			NotAction:   texts(s.NotAction),
			Resource:    oneOrMore(s.Resource),
			NotResource: oneOrMore(s.NotResource),
			Condition:   writtenConditions(s.Conditions),
		})
	}
	return w
}

func texts(values []Value) []string {
	var list []string
	for _, v := range values {
		list = append(list, v.Text)
	}
	return list
}

// oneOrMore is nil for none, a string for one, a list for more.
func oneOrMore(values []Value) any {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return values[0].Text
	}
	return texts(values)
}

func writtenConditions(conditions []Condition) map[string]map[string]any {
	if len(conditions) == 0 {
		return nil
	}
	w := map[string]map[string]any{}
	for _, c := range conditions {
		if w[c.Operator] == nil {
			w[c.Operator] = map[string]any{}
		}
		w[c.Operator][c.Key] = oneOrMore(c.Values)
	}
	return w
}
