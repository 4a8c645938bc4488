//go:build unix

package e2e_test

import (
	"slices"
	"strings"
	"testing"
	"time"
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

// A person may try three times; then it is the end for all who wait.
func TestThreeWrongCodesAreTheEndForAll(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	person := w.sit(t, nil, nil, "mfa-session", "login")
	person.sees("Token code of alice-phone", 1)
	storm := w.crowdWithTerminals(t, 10, "credential-process")
	storm.awaitWaiting(t, 10)
	for i, step := range []int{-20, -21, -22} { // long over
		person.sees("Token code of alice-phone", i+1)
		person.types(w.server.CodeAt(alicePhone, step) + "\n")
	}
	person.ends(5)
	if n := strings.Count(person.seen(), "Token code of alice-phone"); n != 3 {
		t.Errorf("the person was asked %d times, want 3", n)
	}
	if own := failedAlike(t, storm.results(t), 5); own > 0 {
		t.Errorf("%d of those who waited failed by themselves, want 0", own)
	}
	w.wasAskedAndCalled(t, 0, map[string]int{"ListMFADevices": 1, "GetSessionToken": 3})
}

// Many have a person at a terminal of their own, and one of them asks. What comes of it is for all.
func TestACrowdAtTerminalsAsksOnce(t *testing.T) {
	for name, c := range map[string]struct {
		typed        string
		holder, exit int
		calls        map[string]int
	}{
		"the code":  {"CODE\n", 0, 0, map[string]int{"ListMFADevices": 1, "GetSessionToken": 1}},
		"cancelled": {"\x03", 130, 6, map[string]int{"ListMFADevices": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			const size = 10
			var seats []*seat
			for range size {
				seats = append(seats, w.sit(t, nil, nil, "mfa-session", "login"))
			}
			asking := -1
			for i, s := range seats {
				if text := s.seesEither("Token code of alice-phone", "waiting for another mfa-session"); strings.HasPrefix(text, "Token") {
					if asking >= 0 {
						t.Fatal("two ask at once")
					}
					asking = i
				}
			}
			if asking < 0 {
				t.Fatal("nobody asks")
			}
			seats[asking].types(strings.ReplaceAll(c.typed, "CODE", w.server.Code(alicePhone)))
			for i, s := range seats {
				want := c.exit
				if i == asking {
					want = c.holder
				}
				s.ends(want)
				if i != asking && strings.Contains(s.seen(), "Token code") {
					t.Error("another one asks too")
				}
			}
			w.wasAskedAndCalled(t, 0, c.calls)
		})
	}
}

// seesEither waits until the screen has one of the texts, and says which.
func (s *seat) seesEither(texts ...string) string {
	s.t.Helper()
	limit := time.After(seatPatience)
	for {
		for _, text := range texts {
			if strings.Contains(s.seen(), text) {
				return text
			}
		}
		select {
		case <-s.drawn:
		case <-limit:
			s.t.Fatalf("the screen shows none of %q: %q", texts, s.seen())
		}
	}
}
