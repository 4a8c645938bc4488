package policy

import "unicode/utf8"

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

func jsonLength(s string) int { return utf8.RuneCountInString(jsonString(s)) }
