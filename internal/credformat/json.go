package credformat

import (
	"bytes"
	"encoding/json"
	"strings"
)

// flatJSON is one object of the variables, in their order, for nushell's load-env and for xonsh.
func flatJSON() dialect {
	return dialect{write: writeFlatJSON, carries: printable}
}

func writeFlatJSON(env Environment) string {
	members := make([]string, len(env.Set))
	for i, v := range env.Set {
		members[i] = quoteJSON(v.Name) + ":" + quoteJSON(v.Value)
	}
	return "{" + strings.Join(members, ",") + "}\n"
}

func quoteJSON(s string) string {
	text, err := encodeJSON(s, "")
	if err != nil {
		panic("a string is always JSON: " + err.Error())
	}
	return strings.TrimSuffix(string(text), "\n")
}

// encodeJSON leaves "<", ">" and "&" as they are and ends in a line feed.
func encodeJSON(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return b.Bytes(), err
}
