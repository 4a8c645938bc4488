package policy

import (
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// comparison compares a value of the policy with one of the request. It is unknown where one of them
// makes no sense.
type comparison func(want pattern, is string) truth

// operator is a condition operator as it is written, taken apart.
type operator struct {
	compare  comparison // nil for Null
	negated  bool
	literal  bool // it takes no variables
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
	"numericequals":             {numeric(func(c int) bool { return c == 0 }), false},
	"numericnotequals":          {numeric(func(c int) bool { return c == 0 }), true},
	"numericlessthan":           {numeric(func(c int) bool { return c < 0 }), false},
	"numericlessthanequals":     {numeric(func(c int) bool { return c <= 0 }), false},
	"numericgreaterthan":        {numeric(func(c int) bool { return c > 0 }), false},
	"numericgreaterthanequals":  {numeric(func(c int) bool { return c >= 0 }), false},
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
	o.literal = !strings.HasPrefix(name, "string") && !strings.HasPrefix(name, "arn") && name != "bool"
	return o, ok
}

func stringEquals(want pattern, is string) truth { return known(want.text() == is) }

func stringEqualsIgnoreCase(want pattern, is string) truth {
	return known(strings.EqualFold(want.text(), is))
}

func stringLike(want pattern, is string) truth { return known(want.matches(is)) }

func boolEquals(want pattern, is string) truth {
	isBool := func(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
	if text := want.text(); isBool(text) && isBool(is) {
		return known(strings.EqualFold(text, is))
	}
	return unknown
}

func numeric(holds func(compared int) bool) comparison {
	return func(want pattern, is string) truth {
		number, ok := parseNumber(want.text())
		value, valid := parseNumber(is)
		if !ok || !valid {
			return unknown
		}
		return known(holds(value.Cmp(number)))
	}
}

// parseNumber reads an integer or a decimal number, exactly.
func parseNumber(s string) (*big.Rat, bool) {
	const longest = 40
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if len(s) > longest || whole == "" || point && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func date(holds func(compared int) bool) comparison {
	return func(want pattern, is string) truth {
		moment, ok := parseDate(want.text())
		value, valid := parseDate(is)
		if !ok || !valid {
			return unknown
		}
		return known(holds(value.Compare(moment)))
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
	if err != nil || address.Is4In6() != network.Addr().Is4In6() {
		return unknown
	}
	return known(network.Contains(address))
}

// arnParts is how many parts an ARN has; what follows the fifth colon is one.
const arnParts = 6

// arnLike compares part by part: no wildcard goes beyond a colon.
func arnLike(want pattern, is string) truth {
	wanted, parts := want.split(arnParts), strings.SplitN(is, ":", arnParts)
	switch {
	case want.text() == "*":
		return yes
	case len(wanted) != arnParts:
		return unknown // AWS asks for an ARN
	case len(parts) != arnParts:
		return no
	}
	for i, w := range wanted {
		if !w.matches(parts[i]) {
			return no
		}
	}
	return yes
}
