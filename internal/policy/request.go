package policy

import "strings"

// Request is what somebody wants to do.
type Request struct {
	Action   string // "iam:ListMFADevices"
	Resource string // an ARN, or "*" for an action that has none
	Context  Context
}

// Context holds the condition keys of a request. Keys are compared in any case.
type Context struct {
	// Keys are those of which something is known: their values, or none for a key that the request
	// does not have.
	Keys map[string][]string
	// Open says that nothing is known of the other keys; otherwise the request does not have them.
	Open bool
}

// presence says what is known of a key.
type presence int

const (
	absent presence = iota
	present
	open
)

// lookUp finds a key. Of names that differ in case only, the first in the order of bytes counts.
func (c Context) lookUp(key string) ([]string, presence) {
	name, found := "", false
	for n := range c.Keys {
		if strings.EqualFold(n, key) && (!found || n < name) {
			name, found = n, true
		}
	}
	switch values := c.Keys[name]; {
	case found && len(values) == 0:
		return nil, absent
	case found:
		return values, present
	case c.Open:
		return nil, open
	}
	return nil, absent
}
