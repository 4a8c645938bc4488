package policy

import (
	"slices"
	"strings"
)

// by says when the conditions on MFA of a statement hold, and on which keys they are.
type by struct {
	key, without, with, old bool
	onPresence, onAge       bool
}

func (s *subject) by(st *Statement) by {
	holds := func(m mfaState) bool { return s.condition(st, m, isMFAKey) == yes }
	return by{
		key: holds(keyAlone), without: holds(withoutMFA), with: holds(withMFA), old: holds(withOldMFA),
		onPresence: st.hasKey(func(key string) bool { return strings.EqualFold(key, presentKey) }),
		onAge:      st.hasKey(func(key string) bool { return strings.EqualFold(key, ageKey) }),
	}
}

// enforces says that a statement stops all that is done without MFA, and nothing that is done with.
func (b by) enforces() bool { return b.key && b.without && !b.with }

func whereDeny(broken func(*subject, *Statement) bool) func(*subject) []hit {
	return func(s *subject) []hit {
		var hits []hit
		for _, st := range s.mfaDenies {
			if broken(s, st) {
				hits = append(hits, hit{statement: st})
			}
		}
		return hits
	}
}

// made says whether another statement makes good for one that does not apply in a state of MFA: all
// that can be tried of what it is about is denied there.
func (s *subject) made(st *Statement, m mfaState) bool {
	tried := 0
	for _, action := range append([]string{anAction}, ordinary...) {
		for _, resource := range anywhere {
			if !s.covers(st, action, resource) {
				continue
			}
			if tried++; !s.denied(action, resource, m) {
				return false
			}
		}
	}
	return tried > 0
}

// coversDailyWork says whether a statement is about more than IAM.
func (s *subject) coversDailyWork(st *Statement) bool {
	elsewhere := func(v Value) bool {
		service, _, found := strings.Cut(strings.ToLower(v.Text), ":")
		return found && service != "iam" && service != "sts"
	}
	return slices.ContainsFunc(ordinary, func(action string) bool { return s.coversAction(st, action) }) || slices.ContainsFunc(st.Action, elsewhere)
}

// enforces says whether the document denies daily work by MFA, if only in part: other rules say what is
// wrong with how it does.
func (s *subject) enforces() bool {
	return s.document.Open || slices.ContainsFunc(s.mfaDenies, func(st *Statement) bool {
		b := s.by(st)
		return s.coversDailyWork(st) && (b.key || b.without || b.with || b.old || b.onPresence && b.onAge || st.leftOpen())
	})
}

// leftOpen says whether the conditions on MFA depend on what a template leaves open.
func (s Statement) leftOpen() bool {
	return slices.ContainsFunc(s.Conditions, func(c Condition) bool {
		return isFunctionName(c.Operator) || isMFAKey(c.Key) && slices.ContainsFunc(c.Values, func(v Value) bool { return v.Opaque })
	})
}
