package policy

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// comparison compares a value of the policy with one of the request. It is unknown for a value of
// the policy that makes no sense.
type comparison func(want pattern, is string) truth

// operator is a condition operator as it is written, taken apart.
type operator struct {
	compare  comparison // nil for Null
	negated  bool
	ifExists bool
	each     quantifier
}

// quantifier says which values of a key with many must compare.
type quantifier int

const (
	single quantifier = iota // the key has one value
	forAny
	forAll
)

// operators are the comparisons by their names in lower case (IAM User Guide, Condition operators).
var operators = map[string]struct {
	compare comparison
	negated bool
}{
	"stringequals":              {stringEquals, false},
	"stringnotequals":           {stringEquals, true},
	"stringequalsignorecase":    {stringEqualsIgnoreCase, false},
	"stringnotequalsignorecase": {stringEqualsIgnoreCase, true},
	"stringlike":                {stringLike, false},
	"stringnotlike":             {stringLike, true},
	"numericequals":             {numeric(func(is, want float64) bool { return is == want }), false},
	"numericnotequals":          {numeric(func(is, want float64) bool { return is == want }), true},
	"numericlessthan":           {numeric(func(is, want float64) bool { return is < want }), false},
	"numericlessthanequals":     {numeric(func(is, want float64) bool { return is <= want }), false},
	"numericgreaterthan":        {numeric(func(is, want float64) bool { return is > want }), false},
	"numericgreaterthanequals":  {numeric(func(is, want float64) bool { return is >= want }), false},
	"dateequals":                {date(func(c int) bool { return c == 0 }), false},
	"datenotequals":             {date(func(c int) bool { return c == 0 }), true},
	"datelessthan":              {date(func(c int) bool { return c < 0 }), false},
	"datelessthanequals":        {date(func(c int) bool { return c <= 0 }), false},
	"dategreaterthan":           {date(func(c int) bool { return c > 0 }), false},
	"dategreaterthanequals":     {date(func(c int) bool { return c >= 0 }), false},
	"bool":                      {boolEquals, false},
	"binaryequals":              {stringEquals, false},
	"ipaddress":                 {ipAddress, false},
	"notipaddress":              {ipAddress, true},
	"arnequals":                 {arnLike, false}, // behaves as ArnLike does
	"arnlike":                   {arnLike, false},
	"arnnotequals":              {arnLike, true},
	"arnnotlike":                {arnLike, true},
}

// parseOperator takes an operator apart; false for one that AWS does not have.
func parseOperator(name string) (operator, bool) {
	var o operator
	name = strings.ToLower(name)
	if rest, found := strings.CutPrefix(name, "foranyvalue:"); found {
		o.each, name = forAny, rest
	} else if rest, found := strings.CutPrefix(name, "forallvalues:"); found {
		o.each, name = forAll, rest
	}
	if name == "null" {
		return o, o.each == single
	}
	name, o.ifExists = strings.CutSuffix(name, "ifexists")
	found, ok := operators[name]
	o.compare, o.negated = found.compare, found.negated
	return o, ok
}

func stringEquals(want pattern, is string) truth { return known(want.text() == is) }

func stringEqualsIgnoreCase(want pattern, is string) truth {
	return known(strings.EqualFold(want.text(), is))
}

func stringLike(want pattern, is string) truth { return known(want.matches(is)) }

func boolEquals(want pattern, is string) truth {
	text := want.text()
	if !strings.EqualFold(text, "true") && !strings.EqualFold(text, "false") {
		return unknown
	}
	return known(strings.EqualFold(text, is))
}

func numeric(holds func(is, want float64) bool) comparison {
	return func(want pattern, is string) truth {
		number, err := strconv.ParseFloat(want.text(), 64)
		if err != nil {
			return unknown
		}
		value, err := strconv.ParseFloat(is, 64)
		return known(err == nil && holds(value, number))
	}
}

func date(holds func(compared int) bool) comparison {
	return func(want pattern, is string) truth {
		moment, ok := parseDate(want.text())
		if !ok {
			return unknown
		}
		value, ok := parseDate(is)
		return known(ok && holds(value.Compare(moment)))
	}
}

// parseDate reads the W3C form of ISO 8601, or seconds since 1970.
func parseDate(s string) (time.Time, bool) {
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > len("2006") {
		return time.Unix(seconds, 0), true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func ipAddress(want pattern, is string) truth {
	text := want.text()
	network, err := netip.ParsePrefix(text)
	if err != nil {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return unknown
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	address, err := netip.ParseAddr(is)
	return known(err == nil && network.Contains(address))
}

// arnParts is how many parts an ARN has; what follows the fifth colon is one.
const arnParts = 6

// arnLike compares part by part: no wildcard goes beyond a colon.
func arnLike(want pattern, is string) truth {
	wanted, parts := want.split(arnParts), strings.SplitN(is, ":", arnParts)
	if len(wanted) == 1 && want.text() == "*" {
		return yes
	}
	if len(wanted) != len(parts) {
		return no
	}
	for i, w := range wanted {
		if !w.matches(parts[i]) {
			return no
		}
	}
	return yes
}
