package session_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/session"
)

func TestFreshness(t *testing.T) {
	tests := []struct {
		name       string
		life, left time.Duration
		want       session.Freshness
	}{
		{"half a day, all of it left", 12 * time.Hour, 12 * time.Hour, session.Fresh},
		{"half a day, fifteen minutes left", 12 * time.Hour, 15 * time.Minute, session.Fresh},
		{"half a day, less than fifteen minutes left", 12 * time.Hour, 15*time.Minute - 1, session.Usable},
		{"half a day, a minute left", 12 * time.Hour, time.Minute, session.Usable},
		{"half a day, less than a minute left", 12 * time.Hour, time.Minute - 1, session.Expired},
		{"an hour, of which a quarter is fifteen minutes", time.Hour, 15 * time.Minute, session.Fresh},
		{"an hour, less than a quarter left", time.Hour, 15*time.Minute - 1, session.Usable},
		{"less than an hour, a quarter left", 56 * time.Minute, 14 * time.Minute, session.Fresh},
		{"less than an hour, less than a quarter left", 56 * time.Minute, 14*time.Minute - 1, session.Usable},
		{"the least that STS grants, a quarter left", 15 * time.Minute, 225 * time.Second, session.Fresh},
		{"the least that STS grants, less than a quarter left", 15 * time.Minute, 225*time.Second - 1, session.Usable},
		{"so short that a quarter is under a minute, a minute left", 2 * time.Minute, time.Minute, session.Fresh},
		{"so short that a quarter is under a minute, less left", 2 * time.Minute, time.Minute - 1, session.Expired},
		{"expired", time.Hour, 0, session.Expired},
		{"expired long ago", time.Hour, -time.Hour, session.Expired},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expires := start.Add(tt.left)
			issued := expires.Add(-tt.life)
			if got := session.FreshnessOf(issued, expires, start); got != tt.want {
				t.Errorf("FreshnessOf: %v, want %v", got, tt.want)
			}
			s := session.Session{Credentials: aws.Credentials{Expires: expires}, IssuedAt: issued}
			if got := s.Freshness(start); got != tt.want {
				t.Errorf("Freshness: %v, want %v", got, tt.want)
			}
		})
	}
	if got := (session.Session{}).Freshness(start); got != session.Expired {
		t.Errorf("no session at all: %v", got)
	}
}

func TestFreshnessHasTheWordsOfStatus(t *testing.T) {
	for f, want := range map[session.Freshness]string{
		session.Fresh: "fresh", session.Usable: "usable", session.Expired: "expired", session.Fresh + 1: "expired",
	} {
		if got := f.String(); got != want {
			t.Errorf("%d: %q, want %q", int(f), got, want)
		}
	}
	if session.Expired >= session.Usable || session.Usable >= session.Fresh {
		t.Error("a better freshness is not a greater one")
	}
}
