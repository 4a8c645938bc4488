package policy

import (
	"slices"
	"strings"
)

// holds says whether a condition is met.
func (e *evaluation) holds(c Condition, variables bool) truth {
	o, ok := parseOperator(c.Operator)
	if !ok {
		e.open("the operator " + shortened(c.Operator))
		return unknown
	}
	values, state := e.request.Context.lookUp(c.Key)
	if state == open {
		e.open("the key " + shortened(c.Key))
		return unknown
	}
	switch {
	case len(c.Values) == 0:
		e.open("what no value at all means for the key " + shortened(c.Key))
		return unknown
	case o.compare == nil:
		return e.isNull(c, state == absent)
	case state == absent:
		return o.withoutKey()
	case o.each != single && nothingBut("", values):
		return e.withEmptyValue(o, c)
	case o.literal && variables && hasVariable(c.Values):
		e.open("what a variable means to the operator " + shortened(c.Operator) + ", which takes none")
		return unknown
	}
	return e.compareAll(o, c, values, variables)
}

// isNull is the operator Null: the key is not there.
func (e *evaluation) isNull(c Condition, missing bool) truth {
	return anyOf(c.Values, func(v Value) truth {
		switch {
		case v.Opaque:
		case strings.EqualFold(v.Text, "true"):
			return known(missing)
		case strings.EqualFold(v.Text, "false"):
			return known(!missing)
		}
		e.open("the value of Null")
		return unknown
	})
}

// withoutKey is what an operator says of a key that the request does not have.
func (o operator) withoutKey() truth {
	switch {
	case o.ifExists, o.each == forAll:
		return yes
	case o.each == forAny:
		return no
	}
	return known(o.negated)
}

// withEmptyValue: for an operator on a set, a value that is empty is none (IAM User Guide, Set
// operators for multivalued context keys). What IfExists says of it is not documented.
func (e *evaluation) withEmptyValue(o operator, c Condition) truth {
	if o.ifExists && o.each == forAny {
		e.open("what IfExists means for an empty value of the key " + shortened(c.Key))
		return unknown
	}
	return known(o.each == forAll)
}

func nothingBut(what string, values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return v != what })
}

func hasVariable(values []Value) bool {
	return slices.ContainsFunc(values, func(v Value) bool { return strings.Contains(v.Text, "${") })
}

func (e *evaluation) compareAll(o operator, c Condition, values []string, variables bool) truth {
	one := func(is string) truth { return e.compareOne(o, c, is, variables) }
	switch {
	case o.each == forAny:
		return anyOf(values, one)
	case o.each == forAll:
		return allOf(values, one)
	case len(values) == 1:
		return one(values[0])
	}
	e.open("the many values of the key " + shortened(c.Key) + ", which need ForAnyValue or ForAllValues")
	return unknown
}

// compareOne compares one value of the request with all of the policy: with one of them it must
// compare, or with none when the operator is negated.
func (e *evaluation) compareOne(o operator, c Condition, is string, variables bool) truth {
	found := anyOf(c.Values, func(v Value) truth {
		want, state := e.expand(v, variables)
		switch state {
		case unresolved:
			return no
		case unsettled:
			return unknown
		case resolved:
		}
		compared := o.compare(want, is)
		if compared == unknown {
			e.open("what " + shortened(v.Text) + " means to the operator " + shortened(c.Operator))
		}
		return compared
	})
	if o.negated {
		return found.not()
	}
	return found
}
