package policy

// Parse reads a policy document. What AWS would refuse as malformed is a *SyntaxError; what it
// would accept, or refuse for another reason, is left for the rules to judge.
func Parse(data []byte) (Document, error) {
	n, err := parseJSON(data)
	if err != nil {
		return Document{}, err
	}
	n.resolve(pseudo("aws"))
	return documentOf(n)
}

func documentOf(n node) (Document, error) {
	d := Document{Where: n.where, Size: n.size()}
	d.Length = d.Size
	if n.kind != object {
		return d, &SyntaxError{n.where, "a policy is a JSON object"}
	}
	var statements *node
	err := n.each(func(name string, at Place, v node) error {
		switch name {
		case "Version":
			return v.into(&d.Version, name)
		case "Id":
			return v.into(&d.ID, name)
		case "Statement":
			statements = &v
		default:
			d.Unknown = append(d.Unknown, Element{name, at})
		}
		return nil
	})
	switch {
	case err != nil:
		return d, err
	case statements == nil:
		return d, &SyntaxError{n.where, "a policy has a Statement"}
	case d.Version != "" && d.Version != CurrentVersion && d.Version != OldVersion:
		v, _ := n.member("Version")
		return d, &SyntaxError{v.where, "the Version is " + CurrentVersion + " or " + OldVersion}
	}
	return d, d.takeStatements(*statements)
}

// takeStatements reads a list of statements, or the one that may stand in its place.
func (d *Document) takeStatements(n node) error {
	items := n.items
	if n.kind == object {
		items = []node{n}
	} else if n.kind != array || len(items) == 0 {
		return &SyntaxError{n.where, "Statement is a statement or a list of some"}
	}
	d.Statements = make([]Statement, 0, len(items))
	for _, item := range items {
		if item.isFunction() {
			d.Open = true
			continue
		}
		s, err := statementOf(item)
		if err != nil {
			return err
		}
		d.Statements = append(d.Statements, s)
	}
	return nil
}

func statementOf(n node) (Statement, error) {
	s := Statement{Where: n.where}
	if n.kind != object {
		return s, &SyntaxError{n.where, "a statement is a JSON object"}
	}
	if err := n.each(s.take); err != nil {
		return s, err
	}
	switch {
	case s.Effect != Allow && s.Effect != Deny:
		at := n.where
		if v, ok := n.member("Effect"); ok {
			at = v.where
		}
		return s, &SyntaxError{at, "the Effect of a statement is Allow or Deny"}
	case (s.Action == nil) == (s.NotAction == nil):
		return s, &SyntaxError{n.where, "a statement has either Action or NotAction"}
	case (s.Resource == nil) == (s.NotResource == nil):
		return s, &SyntaxError{n.where, "a statement has either Resource or NotResource"}
	}
	return s, nil
}

// take takes one element of a statement.
func (s *Statement) take(name string, at Place, v node) (err error) {
	switch name {
	case "Sid":
		return v.into(&s.Sid, name)
	case "Effect":
		var effect string
		err = v.into(&effect, name)
		s.Effect = Effect(effect)
	case "Action":
		s.Action, err = v.values(name)
	case "NotAction":
		s.NotAction, err = v.values(name)
	case "Resource":
		s.Resource, err = v.values(name)
	case "NotResource":
		s.NotResource, err = v.values(name)
	case "Condition":
		s.Conditions, err = conditionsOf(v)
	case "Principal", "NotPrincipal":
		s.Principal = true
	default:
		s.Unknown = append(s.Unknown, Element{name, at})
	}
	return err
}

func conditionsOf(n node) ([]Condition, error) {
	if n.isFunction() {
		return []Condition{{Operator: n.members[0].name, Where: n.where}}, nil
	}
	if n.kind != object {
		return nil, &SyntaxError{n.where, "Condition is a JSON object"}
	}
	var conditions []Condition
	err := n.each(func(operator string, at Place, keys node) error {
		if keys.kind != object {
			return &SyntaxError{at, "a condition operator has keys with values"}
		}
		return keys.each(func(key string, at Place, v node) error {
			values, err := v.scalars(key)
			conditions = append(conditions, Condition{Operator: operator, Key: key, Values: values, Where: at})
			return err
		})
	})
	return conditions, err
}

// each calls do for the members in order. A name that stands twice is malformed.
func (n node) each(do func(name string, at Place, v node) error) error {
	seen := make(map[string]bool, len(n.members))
	for _, m := range n.members {
		if seen[m.name] {
			return twice(m)
		}
		seen[m.name] = true
		if err := do(m.name, m.where, m.value); err != nil {
			return err
		}
	}
	return nil
}

func (n node) into(s *string, name string) error {
	if n.kind != text {
		return &SyntaxError{n.where, name + " is a string"}
	}
	*s = n.text
	return nil
}

// values reads a string or a list of strings. A function of a template is an opaque value.
func (n node) values(name string) ([]Value, error) {
	return n.list(func(item node) (Value, error) {
		switch item.kind {
		case text:
			return Value{Text: item.text, Where: item.where}, nil
		case object:
			return Value{Opaque: true, Where: item.where}, nil
		case array, boolean, number, null:
		}
		return Value{}, &SyntaxError{item.where, shortened(name) + " is a string or a list of strings"}
	})
}

// scalars is values for conditions, where AWS takes true and 300 for "true" and "300".
func (n node) scalars(name string) ([]Value, error) {
	return n.list(func(item node) (Value, error) {
		switch item.kind {
		case text, boolean, number:
			return Value{Text: item.text, Where: item.where}, nil
		case object:
			return Value{Opaque: true, Where: item.where}, nil
		case array, null:
		}
		return Value{}, &SyntaxError{item.where, "the values of " + shortened(name) + " are strings"}
	})
}

func (n node) list(one func(node) (Value, error)) ([]Value, error) {
	items := n.items
	if n.kind != array {
		items = []node{n}
	}
	values := make([]Value, 0, len(items))
	for _, item := range items {
		v, err := one(item)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// shortened keeps a foreign name in a message short.
func shortened(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
