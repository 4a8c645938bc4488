package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// What those who wait are told of a turn that failed.
func TestOutcomeOfAFailedTurn(t *testing.T) {
	wrapped := func(err error) error { return fmt.Errorf("getting a session: %w", err) }
	tests := []struct {
		err  error
		want session.OutcomeKind
	}{
		{session.ErrNobodyAnswered, session.NobodyAnswered},
		{session.ErrNobodyToAsk, session.NobodyAnswered},
		{&device.NotRegisteredError{}, session.Refused},
		{&device.ChoiceError{}, session.Refused},
		{session.ErrListDenied, session.Refused},
		{session.ErrKeysRejected, session.KeysRejected},
		{session.ErrCodeMayBeSpent, session.AWSFailed},
		{session.ErrAWS, session.AWSFailed},
		{&session.UnsavedError{Err: errors.New("full")}, session.SessionUnsaved},
		{&session.UnsavedError{Err: session.ErrAWS}, session.SessionUnsaved},
		{context.DeadlineExceeded, session.NoOutcome},
		{session.ErrNotFound, session.NoOutcome},
		{&session.StoreError{Backend: "file", Err: errors.New("locked")}, session.StoreUnreadable},
		{&session.StoreError{Backend: "file", Own: true, Err: errors.New("no passphrase")}, session.NoOutcome},
		{errors.New("something else"), session.NoOutcome},
	}
	for _, tt := range tests {
		w := newWorld(t)
		w.MustStore = true
		w.codes.codes, w.codes.err = nil, wrapped(tt.err)
		if _, err := w.Session(w.ctx); !errors.Is(err, tt.err) {
			t.Errorf("%v: failed with %v", tt.err, err)
		}
		want := []session.Outcome{{Kind: tt.want, Message: wrapped(tt.err).Error(), SerialNumber: phone}}
		if diff := cmp.Diff(want, w.queue.left); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.err, diff)
		}
	}
}

func TestOutcomeOfATurnWithASession(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Session(w.ctx); err != nil {
		t.Fatal(err)
	}
	want := []session.Outcome{{Kind: session.SessionStored, SerialNumber: phone}}
	if diff := cmp.Diff(want, w.queue.left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// The names are in files that processes of other versions read.
func TestOutcomeKindsHaveNames(t *testing.T) {
	want := []string{
		"none", "session-stored", "refused", "keys-rejected", "code-rejected", "nobody-answered", "session-unsaved",
		"store-unreadable", "aws-failed", "none",
	}
	var got []string
	for kind := session.NoOutcome; kind <= session.AWSFailed+1; kind++ {
		got = append(got, kind.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
