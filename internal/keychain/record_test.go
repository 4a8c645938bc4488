package keychain

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Other versions read these items: a change here loses stored sessions.
func TestTheStoredFormStaysWhatItIs(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 123456789, time.UTC)
	s := issued(alice(), "of-Alice")
	s.IssuedAt, s.Credentials.Expires = at, at.Add(12*time.Hour).Truncate(time.Second)
	want := `{"schema":1,` +
		`"identity":{"access_key_id":"AKIAEXAMPLEALICE0000","serial_number":"arn:aws:iam::111122223333:mfa/phone","partition":"aws","custom_endpoint":""},` +
		`"issued_at":"2026-11-22T08:00:00.123456789Z","expiration":"2026-11-22T20:00:00Z",` +
		`"credentials":{"access_key_id":"ASIAEXAMPLE000000000","secret_access_key":"secret-EXAMPLE-key",` +
		`"session_token":"token-EXAMPLE-of-Alice","account_id":"111122223333"}}`
	got, err := encode(alice(), s, at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	back, err := decode([]byte(want), alice(), at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestASessionIsServedUntilItsLastMoment(t *testing.T) {
	s := issued(alice(), "of-Alice")
	data, err := encode(alice(), s, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for at, served := range map[time.Time]bool{
		s.IssuedAt: true, s.IssuedAt.Add(-clockSlack): true, s.IssuedAt.Add(-clockSlack - 1): false,
		s.Credentials.Expires.Add(-1): true, s.Credentials.Expires: false,
	} {
		if _, err := decode(data, alice(), at); (err == nil) != served {
			t.Errorf("%v after it was issued: %v", at.Sub(s.IssuedAt), err)
		}
	}
}

func TestTheLongestSessionIsServed(t *testing.T) {
	s := issued(alice(), "of-Alice")
	for life, kept := range map[time.Duration]bool{longest: true, longest + clockSlack: true, longest + clockSlack + 1: false} {
		s.Credentials.Expires = s.IssuedAt.Add(life)
		if _, err := encode(alice(), s, s.IssuedAt); (err == nil) != kept {
			t.Errorf("%v: %v", life, err)
		}
	}
}

func TestWhatWouldNotBeServedIsNotStored(t *testing.T) {
	for name, change := range map[string]func(*session.Session){
		"expired":                 func(s *session.Session) { s.Credentials.Expires = time.Now() },
		"without a token":         func(s *session.Session) { s.Credentials.SessionToken = "" },
		"long-term keys":          func(s *session.Session) { s.Credentials.SessionToken, s.Credentials.AccountID = "", "" },
		"of another device":       func(s *session.Session) { s.SerialNumber = "arn:aws:iam::111122223333:mfa/tablet" },
		"with a line feed":        func(s *session.Session) { s.Credentials.SecretAccessKey += "\n" },
		"with a token beyond all": func(s *session.Session) { s.Credentials.SessionToken = strings.Repeat("x", maxToken+1) },
	} {
		t.Run(name, func(t *testing.T) {
			ring := newGuarded()
			store := Open(onRing(ring, nil))
			s := issued(alice(), "of-Alice")
			change(&s)
			err := store.Save(t.Context(), alice(), s)
			if err == nil {
				t.Fatal("it was stored")
			}
			holdsNoSecret(t, err.Error())
			if names, _ := ring.Keys(); len(names) != 0 {
				t.Errorf("stored: %q", names)
			}
		})
	}
}

// What encode stores decode gives back, to the nanosecond; what it refuses to store is not served.
func FuzzRecord(f *testing.F) {
	f.Add("ASIAEXAMPLE000000000", secretKey, secretToken, "111122223333", int64(0), int64(time.Hour))
	f.Add("ASIAEXAMPLE000000000", secretKey, secretToken, "", int64(-1), int64(36*time.Hour))
	f.Add("ASIA", "\x00", "\xff", "11112222333", int64(time.Minute), int64(time.Second))
	f.Add("ASIAEXAMPLE000000000", "</script>&\u2028", `"\`, "111122223333", int64(-36*time.Hour), int64(1))
	f.Fuzz(func(t *testing.T, key, secret, token, account string, age, left int64) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		s := issued(alice(), "")
		s.Credentials.AccessKeyID, s.Credentials.SecretAccessKey = key, secret
		s.Credentials.SessionToken, s.Credentials.AccountID = token, account
		s.IssuedAt, s.Credentials.Expires = now.Add(time.Duration(age)), now.Add(time.Duration(left))
		data, err := encode(alice(), s, now)
		if err != nil {
			return
		}
		got, err := decode(data, alice(), now)
		if err != nil || got != s {
			t.Errorf("%+q came back as %+q, %v", s.Credentials.SessionToken, got.Credentials.SessionToken, err)
		}
		for field, stranger := range strangers() {
			if _, err := decode(data, stranger, now); err == nil {
				t.Errorf("served to another %s", field)
			}
		}
		for i := range data {
			if _, err := decode(data[:i], alice(), now); err == nil {
				t.Fatalf("served when cut after %d of %d bytes", i, len(data))
			}
		}
	})
}

// Whatever lies under the name of a session is a miss, or a session that could be stored so.
func FuzzGarbage(f *testing.F) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	s := issued(alice(), "")
	s.IssuedAt, s.Credentials.Expires = now, now.Add(time.Hour)
	good, err := encode(alice(), s, now)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(strings.Replace(string(good), `"schema":1`, `"schema":1,"schema":2`, 1)))
	f.Add([]byte(strings.ReplaceAll(string(good), `schema`, `SCHEMA`)))
	f.Add([]byte("null"))
	f.Add([]byte(`{"schema":1,"credentials":{}}`))
	f.Add([]byte("{\"schema\":1}\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decode(data, alice(), now)
		if err != nil {
			if got != (session.Session{}) {
				t.Error("a session beside an error")
			}
			return
		}
		again, err := encode(alice(), got, now)
		if err != nil || !json.Valid(again) {
			t.Errorf("served what could not be stored: %v", err)
		}
	})
}
