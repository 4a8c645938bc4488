package policy

import "strings"

// function is the value of a template's function. Fn::Sub is resolved where it names nothing but
// the partition, which stands for itself then; all else is opaque.
func (n node) function() Value {
	sub, ok := n.member("Fn::Sub")
	if !ok || len(n.members) != 1 || sub.kind != text {
		return Value{Opaque: true, Where: n.where}
	}
	resolved := strings.ReplaceAll(sub.text, "${AWS::Partition}", "aws")
	for rest := resolved; ; {
		i := strings.Index(rest, "${")
		if i < 0 {
			break
		}
		rest = rest[i+2:]
		if !strings.HasPrefix(rest, "!") { // a reference to something else of the template
			return Value{Opaque: true, Where: n.where}
		}
	}
	return Value{Text: strings.ReplaceAll(resolved, "${!", "${"), Where: n.where}
}

// size is the length of a value as IAM counts it: without white space between the tokens.
func (n node) size() int {
	switch n.kind {
	case object:
		size := 2 + max(len(n.members)-1, 0)
		for _, m := range n.members {
			size += jsonLength(m.name) + 1 + m.value.size()
		}
		return size
	case array:
		size := 2 + max(len(n.items)-1, 0)
		for _, item := range n.items {
			size += item.size()
		}
		return size
	case text:
		return jsonLength(n.text)
	case boolean, number:
		return len(n.text)
	case null:
	}
	return len("null")
}

func jsonLength(s string) int { return len([]rune(jsonString(s))) }
