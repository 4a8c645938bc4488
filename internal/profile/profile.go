package profile

import "errors"

// Profile is what a profile resolves to.
type Profile struct {
	Name         string  // that was asked for
	Source       string  // where the keys are: Name, or where its aliases lead
	Keys         *Keys   // long-term keys of Source; nil only from Settings
	MFASerial    string  // of Source, unchecked
	MFAProcess   string  // of Source: a command line that prints a code
	Region       string  // of Source: where to call; unchecked, may be empty
	ExportRegion string  // of Name: what to export; may be empty
	Network      Network // of Source
}

// KeyLookup gives the keys that are kept for a profile outside the files, nil if there are none.
type KeyLookup func(profile string) (*Keys, error)

// Read finds the long-term keys of a profile in the files. It fails with *UnknownProfileError,
// *LoopError, *NotLongTermError, *TemporaryKeysError or *FileError.
func Read(f Files, name string) (Profile, error) { return ReadWith(f, name, nil) }

// ReadWith is Read where a profile may also have keys outside the files: imported, which may be
// nil, is asked for each name on the way. It fails as Read does, with *ConflictingKeysError, or as
// imported does.
func ReadWith(f Files, name string, imported KeyLookup) (Profile, error) {
	r, err := open(f, imported)
	if err != nil {
		return Profile{}, err
	}
	trail, keys, err := r.follow(name)
	if err != nil {
		return Profile{}, err
	}
	outer, source := trail[0], trail[len(trail)-1]
	p := r.settings(source)
	p.Name, p.Keys, p.ExportRegion = name, keys, outer.text("region")
	if err := errors.Join(source.err, outer.err); err != nil {
		return Profile{}, err
	}
	return p, nil
}

// Settings are what a profile says beside keys, for keys that come from elsewhere: no alias is
// followed, as no AWS tool would. An unknown profile says nothing, and is no error.
func Settings(f Files, name string) (Profile, error) {
	r, err := open(f, nil)
	if err != nil {
		return Profile{}, err
	}
	v, err := r.view(name)
	if err != nil {
		return Profile{}, err
	}
	p := r.settings(v)
	if v.err != nil {
		return Profile{}, v.err
	}
	return p, nil
}

// settings leaves an error in the view.
func (r *reader) settings(v *view) Profile {
	region := v.text("region")
	return Profile{
		Name:         v.name,
		Source:       v.name,
		MFASerial:    v.text("mfa_serial"),
		MFAProcess:   v.text("mfa_process"),
		Region:       region,
		ExportRegion: region,
		Network:      r.network(v),
	}
}
