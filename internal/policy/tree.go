package policy

import "slices"

// pair is a name and its value in an object whose order is kept. A value is a string, a list of
// values ([]any), or pairs again.
type pair struct {
	name  string
	value any
}

type pairs []pair

// tree has the elements of a document in the order in which AWS documents them.
func (d Document) tree() pairs {
	statements := make([]any, 0, len(d.Statements))
	for _, s := range d.Statements {
		statements = append(statements, s.tree())
	}
	return pairs{{"Version", d.Version}, {"Statement", statements}}
}

func (s Statement) tree() pairs {
	var p pairs
	add := func(name string, value any) {
		if value != nil {
			p = append(p, pair{name, value})
		}
	}
	if s.Sid != "" {
		add("Sid", s.Sid)
	}
	add("Effect", string(s.Effect))
	add("Action", list(s.Action))
	add("NotAction", list(s.NotAction))
	add("Resource", oneOrMore(s.Resource))
	add("NotResource", oneOrMore(s.NotResource))
	add("Condition", s.conditionTree())
	return p
}

// conditionTree has each operator once, with all its keys.
func (s Statement) conditionTree() any {
	var operators pairs
	for _, c := range s.Conditions {
		key := pair{c.Key, oneOrMore(c.Values)}
		i := slices.IndexFunc(operators, func(p pair) bool { return p.name == c.Operator })
		if i < 0 {
			operators = append(operators, pair{c.Operator, pairs{key}})
			continue
		}
		keys, _ := operators[i].value.(pairs)
		operators[i].value = append(keys, key)
	}
	if operators == nil {
		return nil
	}
	return operators
}

// list is nil for none.
func list(values []Value) any {
	if len(values) == 0 {
		return nil
	}
	items := make([]any, len(values))
	for i, v := range values {
		items[i] = v.Text
	}
	return items
}

// oneOrMore is nil for none, a string for one, a list for more.
func oneOrMore(values []Value) any {
	if len(values) == 1 {
		return values[0].Text
	}
	return list(values)
}
