package policy

import (
	"bytes"
	"encoding/json"
	"strings"
)

// JSON is the document as AWS takes it, indented, with a line feed at its end.
func (d Document) JSON() string {
	var b strings.Builder
	writeJSON(&b, d.tree(), "\n")
	b.WriteString("\n")
	return b.String()
}

// Compact is JSON without white space: what counts for the limits of size.
func (d Document) Compact() string {
	var b bytes.Buffer
	_ = json.Compact(&b, []byte(d.JSON())) // which is valid
	return b.String()
}

// writeJSON writes a value of a tree; margin is what begins a line there.
func writeJSON(b *strings.Builder, value any, margin string) {
	inner := margin + "  "
	switch v := value.(type) {
	case string:
		b.WriteString(jsonString(v))
	case []any:
		b.WriteString("[")
		for i, item := range v {
			b.WriteString(separator(i) + inner)
			writeJSON(b, item, inner)
		}
		b.WriteString(margin + "]")
	case pairs:
		b.WriteString("{")
		for i, p := range v {
			b.WriteString(separator(i) + inner + jsonString(p.name) + ": ")
			writeJSON(b, p.value, inner)
		}
		b.WriteString(margin + "}")
	}
}

// separator is what stands before an item.
func separator(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// jsonString is a string in JSON, without the escapes that only HTML needs.
func jsonString(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // strings can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}
