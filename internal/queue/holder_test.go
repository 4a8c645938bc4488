package queue

import (
	"testing"
	"time"
)

func TestHolderString(t *testing.T) {
	since := time.Date(2026, 11, 20, 9, 5, 0, 0, time.UTC)
	for want, h := range map[string]Holder{
		"another mfa-session":                                        {},
		"another mfa-session (process 123, since 09:05:00)":          {PID: 123, Since: since},
		"another mfa-session (process 123, since 09:05:00, stopped)": {PID: 123, Since: since, Stopped: true},
	} {
		if got := h.String(); got != want {
			t.Errorf("%+v is %q, want %q", h, got, want)
		}
	}
}

func TestAHolderThatMakesNoSenseIsUnknown(t *testing.T) {
	for _, content := range []string{"", "}", `{"version":2,"pid":5}`, `{"version":1,"pid":"5"}`} {
		dir := newDir(t)
		put(t, files(dir).path(holderSuffix), content)
		if got := files(dir).holder(); got != (Holder{}) {
			t.Errorf("of %s: %+v", content, got)
		}
	}
}

func TestTheFirstProcessOfAContainerIsAHolder(t *testing.T) {
	dir := newDir(t)
	put(t, files(dir).path(holderSuffix), `{"version":1,"pid":1}`)
	if got := files(dir).holder(); got != (Holder{PID: 1}) {
		t.Errorf("got %+v", got)
	}
}
