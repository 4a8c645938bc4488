package policy

import "strings"

// What HCL is made of, as lines without their margin, in the layout of terraform fmt.

type hclLines []string

func (l hclLines) String() string { return strings.Join(l, "\n") + "\n" }

// indented moves lines to the right. Empty ones stay empty.
func (l hclLines) indented() hclLines {
	moved := make(hclLines, len(l))
	for i, line := range l {
		if line != "" {
			moved[i] = "  " + line
		}
	}
	return moved
}

// hclAttribute is NAME = VALUE.
type hclAttribute struct {
	name  string
	value hclLines
}

// hclAttributes lays out attributes: neighbours of one line each have their equals signs below each other.
func hclAttributes(attributes ...hclAttribute) hclLines {
	var lines hclLines
	for i := 0; i < len(attributes); {
		width, end := len(attributes[i].name), i+1
		if len(attributes[i].value) == 1 {
			for ; end < len(attributes) && len(attributes[end].value) == 1; end++ {
				width = max(width, len(attributes[end].name))
			}
		}
		for ; i < end; i++ {
			a := attributes[i]
			lines = append(lines, a.name+strings.Repeat(" ", width-len(a.name))+" = "+a.value[0])
			lines = append(lines, a.value[1:]...)
		}
	}
	return lines
}

// hclBlock is HEAD { … }.
func hclBlock(head string, body hclLines) hclLines {
	return append(append(hclLines{head + " {"}, body.indented()...), "}")
}

func hclList(items []hclLines) hclLines {
	lines := hclLines{"["}
	for _, item := range items {
		item = item.indented()
		item[len(item)-1] += ","
		lines = append(lines, item...)
	}
	return append(lines, "]")
}

// hclString is a string that stands for itself: $ and % before a brace begin templates in HCL.
func hclString(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(jsonString(s))
}

func hclOne(s string) hclLines { return hclLines{hclString(s)} }

// hclValue is a value of a tree, its strings as write writes them.
func hclValue(value any, write func(string) string) hclLines {
	switch v := value.(type) {
	case string:
		return hclLines{write(v)}
	case []any:
		var items []hclLines
		for _, item := range v {
			items = append(items, hclValue(item, write))
		}
		return hclList(items)
	case pairs:
		var attributes []hclAttribute
		for _, p := range v {
			attributes = append(attributes, hclAttribute{hclName(p.name), hclValue(p.value, write)})
		}
		return append(append(hclLines{"{"}, hclAttributes(attributes...).indented()...), "}")
	}
	return nil
}

// hclName is the name of an attribute of an object. One with more than letters stands in quotes.
func hclName(name string) string {
	if strings.ContainsAny(name, `:/.${}" `) {
		return hclString(name)
	}
	return name
}
