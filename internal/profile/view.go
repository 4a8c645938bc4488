package profile

// reader holds both files while one question is answered.
type reader struct {
	config, credentials *file
	imported            KeyLookup // may be nil
}

func open(f Files, imported KeyLookup) (*reader, error) {
	config, err := load(f.ConfigPath, f.Now)
	if err != nil {
		return nil, err
	}
	credentials, err := load(f.CredentialsPath, f.Now)
	if err != nil {
		return nil, err
	}
	return &reader{config: config, credentials: credentials, imported: imported}, nil
}

// view is one profile in both files. It keeps the first error, so that many settings can be read
// and checked once.
type view struct {
	name                string
	config, credentials section // nil where it is not there
	err                 error
}

func (r *reader) view(name string) (*view, error) {
	v := &view{name: name}
	if name == "" {
		return v, nil
	}
	var err error
	v.config, err = r.config.find(func(header []byte) bool {
		n, ok := configName(header)
		return ok && string(n) == name
	})
	if err != nil {
		return nil, err
	}
	v.credentials, err = r.credentials.find(func(header []byte) bool { return string(header) == name })
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (v *view) known() bool { return v.config != nil || v.credentials != nil }

// setting is looked for in the credentials file first: any key may stand there (botocore,
// session.py, full_config).
func (v *view) setting(key string) *setting {
	if s := v.credentials[key]; s != nil {
		return s
	}
	return v.config[key]
}

func (v *view) text(key string) string {
	s := v.setting(key)
	if s == nil {
		return ""
	}
	value, err := s.text()
	v.fail(err)
	return value
}

// has tells whether any of the settings is there and not empty.
func (v *view) has(keys ...string) bool {
	for _, key := range keys {
		if s := v.setting(key); s != nil && s.lines() != "" {
			return true
		}
	}
	return false
}

// keys are the profile's own: those of the credentials file, else those of the config file.
func (v *view) keys() (*Keys, error) {
	k, err := v.credentials.keys()
	if k != nil || err != nil {
		return k, err
	}
	return v.config.keys()
}

func (v *view) fail(err error) {
	if v.err == nil {
		v.err = err
	}
}
