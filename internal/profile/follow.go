package profile

import "slices"

// maxNames is how long a chain of aliases or source profiles is followed. Real ones have two names.
const maxNames = 16

// follow goes from alias to alias until there are keys. The trail is all profiles on the way; the
// last has the keys.
func (r *reader) follow(name string) (trail []*view, keys *Keys, err error) {
	for {
		if len(trail) == maxNames || slices.ContainsFunc(trail, func(v *view) bool { return v.name == name }) {
			return nil, nil, &LoopError{Names: append(names(trail), name)}
		}
		v, err := r.view(name)
		if err != nil {
			return nil, nil, err
		}
		trail = append(trail, v)
		if keys, err = r.keys(v); keys != nil || err != nil {
			return trail, keys, err
		}
		if !v.known() {
			return nil, nil, r.unknown(trail)
		}
		if name, err = r.target(v); err != nil {
			return nil, nil, err
		}
	}
}

// keys are the profile's keys in the files or outside them, nil if there are none. A profile's own
// keys come first, whatever else it says.
func (r *reader) keys(v *view) (*Keys, error) {
	keys, err := v.keys()
	if err != nil {
		return nil, err
	}
	if r.imported != nil {
		stored, err := r.imported(v.name)
		switch {
		case err != nil:
			return nil, err
		case stored != nil && keys != nil && !stored.sameAs(*keys):
			return nil, &ConflictingKeysError{
				Profile: v.name, File: keys.File, Line: keys.Line,
				FileKeyID: keys.AccessKeyID, ImportedKeyID: stored.AccessKeyID,
			}
		case keys == nil:
			keys = stored
		}
	}
	if keys != nil && keys.temporary() {
		return nil, &TemporaryKeysError{Profile: v.name, File: keys.File, Line: keys.Line}
	}
	return keys, nil
}

// target is the next profile, if this one without keys is an alias.
func (r *reader) target(v *view) (string, error) {
	command := v.process()
	kind := v.kind()
	if kind == Process {
		if name, ok := aliasTarget(command); ok {
			return name, nil
		}
	}
	source, fed := r.feeder(v, kind)
	if kind == Process {
		source = namedIn(command)
	}
	if v.err != nil {
		return "", v.err
	}
	return "", &NotLongTermError{Profile: v.name, Kind: kind, SourceProfile: source, FedByUs: fed}
}

func names(trail []*view) []string {
	all := make([]string, len(trail))
	for i, v := range trail {
		all[i] = v.name
	}
	return all
}
