package policy

import "strings"

// pseudo are the parameters that every CloudFormation template has. The account is the one that
// documents are tried in.
func pseudo(partition string) map[string]string {
	return map[string]string{
		"AWS::Partition": partition, "AWS::AccountId": account, "AWS::Region": "us-east-1", "AWS::URLSuffix": "amazonaws.com",
	}
}

// resolve puts in the place of a template's functions what they give, as far as that can be told:
// Ref, Fn::Sub and Fn::Join of nothing but pseudo parameters and text.
func (n *node) resolve(parameters map[string]string) {
	for i := range n.members {
		n.members[i].value.resolve(parameters)
	}
	for i := range n.items {
		n.items[i].resolve(parameters)
	}
	if !n.isFunction() {
		return
	}
	value, ok := "", false
	switch argument := n.members[0].value; n.members[0].name {
	case "Ref":
		value, ok = parameters[argument.text]
	case "Fn::Sub":
		value, ok = substituted(argument, parameters)
	case "Fn::Join":
		value, ok = joined(argument)
	}
	if ok {
		*n = node{kind: text, where: n.where, text: value}
	}
}

// isFunction tells a function of a template: {"Fn::Sub": …}, {"Ref": …}.
func (n *node) isFunction() bool {
	return n.kind == object && len(n.members) == 1 && isFunctionName(n.members[0].name)
}

func isFunctionName(name string) bool { return name == "Ref" || strings.HasPrefix(name, "Fn::") }

// substituted is what Fn::Sub gives; ${!…} gives ${…}.
func substituted(n node, parameters map[string]string) (string, bool) {
	if n.kind != text {
		return "", false
	}
	var b strings.Builder
	for rest := n.text; ; {
		before, inner, after, found := cutVariable(rest)
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		literal, escaped := strings.CutPrefix(inner, "!")
		value, known := parameters[inner]
		switch {
		case escaped:
			b.WriteString("${" + literal + "}")
		case known:
			b.WriteString(value)
		default:
			return "", false
		}
		rest = after
	}
}

// joined is what Fn::Join gives where all parts are text by now.
func joined(n node) (string, bool) {
	if n.kind != array || len(n.items) != 2 || n.items[0].kind != text || n.items[1].kind != array {
		return "", false
	}
	var parts []string
	for _, item := range n.items[1].items {
		if item.kind != text {
			return "", false
		}
		parts = append(parts, item.text)
	}
	return strings.Join(parts, n.items[0].text), true
}
