package policy

// truth is what is known of a statement about a request.
type truth int

const (
	no truth = iota
	yes
	unknown
)

func known(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	case unknown:
	}
	return unknown
}

// anyOf is yes when it is for one, and unknown when it may be.
func anyOf[T any](items []T, holds func(T) truth) truth {
	found := no
	for _, item := range items {
		switch holds(item) {
		case yes:
			return yes
		case unknown:
			found = unknown
		case no:
		}
	}
	return found
}

// allOf is no when it is for one, and unknown when it may be.
func allOf[T any](items []T, holds func(T) truth) truth {
	return anyOf(items, func(item T) truth { return holds(item).not() }).not()
}
