package session_test

import (
	"errors"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestErrorsSayWhatFailed(t *testing.T) {
	cause := errors.New("locked")
	for want, err := range map[string]error{
		"the secret-service keychain: locked":            &session.StoreError{Backend: "secret-service", Err: cause},
		"the session could not be stored: locked":        &session.UnsavedError{Err: cause},
		"this token code of phone was used already":      &session.SpentError{SerialNumber: phone},
		"AWS did not accept the token code (of another)": &session.SharedError{Outcome: session.Outcome{Message: "AWS did not accept the token code (of another)"}},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	for _, err := range []error{&session.StoreError{Err: cause}, &session.UnsavedError{Err: cause}} {
		if !errors.Is(err, cause) {
			t.Errorf("%T hides its cause", err)
		}
	}
}
