package policy

import "strings"

// writeYAML writes the pairs of a tree as YAML in block style, each line after a margin. Strings are
// written as JSON, which is YAML, so that none is taken for a number, a truth, or a tag.
func writeYAML(b *strings.Builder, p pairs, margin string) {
	for _, p := range p {
		b.WriteString(margin + yamlName(p.name) + ":")
		writeYAMLValue(b, p.value, margin)
	}
}

// writeYAMLValue writes what follows a colon or a dash.
func writeYAMLValue(b *strings.Builder, value any, margin string) {
	switch v := value.(type) {
	case string:
		b.WriteString(" " + jsonString(v) + "\n")
	case pairs:
		b.WriteString("\n")
		writeYAML(b, v, margin+"  ")
	case []any:
		b.WriteString("\n")
		for _, item := range v {
			writeYAMLItem(b, item, margin+"  ")
		}
	}
}

// writeYAMLItem writes an item of a list. The first name of an object stands beside the dash.
func writeYAMLItem(b *strings.Builder, item any, margin string) {
	object, ok := item.(pairs)
	if !ok {
		b.WriteString(margin + "-")
		writeYAMLValue(b, item, margin)
		return
	}
	var inner strings.Builder
	writeYAML(&inner, object, margin+"  ")
	b.WriteString(margin + "- " + strings.TrimPrefix(inner.String(), margin+"  "))
}

// yamlWords mean something else in YAML 1.1 where they stand without quotes, in any case: a condition
// with the operator Null would have none.
const yamlWords = " null true false yes no on off y n "

// yamlName is a name without quotes where it can be nothing but a name.
func yamlName(name string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	plain := strings.Trim(name, letters+"0123456789:") == "" && strings.ContainsAny(name[:1], letters) && !strings.HasSuffix(name, ":")
	if plain && !strings.Contains(yamlWords, " "+strings.ToLower(name)+" ") {
		return name
	}
	return jsonString(name)
}
