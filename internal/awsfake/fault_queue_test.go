package awsfake_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

func TestFaultsStrikeAsOftenAsTheySay(t *testing.T) {
	s := started(t)
	client := stsClient(s, keysOf(s.NewUser("alice")))
	s.Inject(awsfake.Fault{Action: "GetSessionToken", Status: 500})
	s.Inject(awsfake.Fault{Action: "GetCallerIdentity", Skip: 1, Times: 2, Code: "Throttling"})
	s.Inject(awsfake.Fault{Skip: 2, Code: "InternalFailure"})
	var got []string
	for range 6 {
		got = append(got, refusalIn(t, whoAmI(t.Context(), client)).Code)
	}
	s.ClearFaults()
	got = append(got, refusalIn(t, whoAmI(t.Context(), client)).Code)
	want := []string{"", "Throttling", "Throttling", "", "InternalFailure", "InternalFailure", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHangingRequestsEndWithTheirClient(t *testing.T) {
	s := started(t)
	arrived := make(chan struct{})
	s.Inject(awsfake.Fault{HangUntilClosed: true, Before: func() { close(arrived) }})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	client := stsClient(s, keysOf(s.NewUser("alice")))
	go func() { failed <- whoAmI(ctx, client) }()
	<-arrived
	if got := s.Calls("GetCallerIdentity"); got != 1 {
		t.Errorf("counted %d times while it hangs", got)
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
