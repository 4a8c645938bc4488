//go:build unix

package e2e_test

import (
	"slices"
	"strings"
	"testing"
)

// A person is asked at one terminal, by one process. Those who can ask nobody wait for the answer.
func TestThoseWhoCanAskNobodyWaitForThePerson(t *testing.T) {
	for _, c := range []struct {
		name, typed  string
		holder, exit int
		calls        int
	}{
		{"who types the code", "CODE\n", 0, 0, 1},
		{"who cancels", "\x03", 130, 6, 0},
		{"who has no code to give", "\x04", 6, 6, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			person := w.sit(t, nil, nil, "mfa-session", "login")
			person.sees("Token code of alice-phone", 1)
			blind := w.crowd(t, 10, "credential-process")
			told := w.crowdWithTerminals(t, 10, "credential-process")
			told.awaitWaiting(t, 10)
			person.types(strings.ReplaceAll(c.typed, "CODE", w.server.Code(alicePhone)))
			person.ends(c.holder)
			if c.exit == 0 {
				sameSession(t, slices.Concat(told.results(t), blind.results(t)))
			} else {
				failedAlike(t, blind.results(t), c.exit)
				if own := failedAlike(t, told.results(t), c.exit); own > 0 {
					t.Errorf("%d of those who waited failed by themselves, want 0", own)
				}
			}
			if n := w.server.Calls("GetSessionToken"); n != c.calls {
				t.Errorf("GetSessionToken was called %d times, want %d", n, c.calls)
			}
		})
	}
}
