package command

import (
	"strings"

	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/secret"
)

// source is where the long-term keys are to be found, before any file is read.
type source struct {
	profile     string // a profile of the AWS config files …
	from        string // … and the option or variable that named it; empty for the default
	environment bool   // or the environment
	lostKey     string // or the id of keys that an eval has replaced by their session
}

// findSource tells whose keys are meant. A profile that mfa-session itself was told to use comes first, then keys
// in the environment, then what the AWS tools go by, then what the last eval in this shell loaded.
// Session keys in the environment are never a source: after one eval a second one would fail.
func (r *run) findSource(o options, loadedCounts bool) (source, error) {
	if o.profile.value != "" {
		return source{profile: o.profile.value, from: o.profile.from}, nil
	}
	if r.getenv("AWS_ACCESS_KEY_ID") != "" && r.getenv("AWS_SESSION_TOKEN") == "" && r.getenv("AWS_SECURITY_TOKEN") == "" {
		return source{environment: true}, nil
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if value := r.getenv(name); value != "" {
			return source{profile: value, from: name}, nil
		}
	}
	if loaded := r.getenv("MFA_SESSION_LOADED"); loaded != "" && loadedCounts {
		profile, keyID, err := credformat.DecodeLoaded(loaded)
		if err != nil {
			return source{}, &loadedError{err}
		}
		return source{profile: profile, from: "MFA_SESSION_LOADED", lostKey: keyID}, nil
	}
	return source{profile: "default"}, nil
}

// loadedError says that MFA_SESSION_LOADED is not what mfa-session wrote.
type loadedError struct{ err error }

func (e *loadedError) Error() string {
	return "MFA_SESSION_LOADED was changed: it holds neither a profile nor a key"
}

func (e *loadedError) Unwrap() error { return e.err }

// namedError says what named a profile that will not do: an option, a variable, or nothing.
type namedError struct {
	from string
	err  error
}

func (e *namedError) Error() string { return e.err.Error() }

func (e *namedError) Unwrap() error { return e.err }

// byVariable is what a message adds to a name that the person did not type.
func (e *namedError) byVariable() string {
	if e.from == "" || strings.HasPrefix(e.from, "-") {
		return ""
	}
	return ", which " + e.from + " names"
}

// keyError says that the environment has no long-term keys, though it looks as if.
type keyError struct {
	text, hint string
}

func (e *keyError) Error() string { return e.text }

// environmentKeys are the long-term keys of the environment.
func (r *run) environmentKeys() (id string, key secret.Text, err error) {
	id, key = r.getenv("AWS_ACCESS_KEY_ID"), secret.New(r.getenv("AWS_SECRET_ACCESS_KEY"))
	switch {
	case strings.HasPrefix(id, "ASIA"):
		return "", secret.Text{}, &keyError{
			text: "the keys in the environment are temporary: a session can only be had with long-term keys",
			hint: "name the profile that has them: mfa-session --profile NAME",
		}
	case key.IsEmpty():
		return "", secret.Text{}, &keyError{
			text: "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
			hint: "set both, or name a profile: mfa-session --profile NAME",
		}
	}
	return id, key, nil
}
