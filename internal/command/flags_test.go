package command

import (
	"strings"
	"testing"
)

func TestSomeOf(t *testing.T) {
	for owners, want := range map[string]string{
		"status":                          "status",
		"status|policy lint":              "status and policy lint",
		"status|audit|doctor":             "status, audit and doctor",
		"status|policy lint|audit|doctor": "status, policy lint and others",
		"status|a|b|c|d":                  "status, a and others",
	} {
		if got := someOf(strings.Split(owners, "|")); got != want {
			t.Errorf("%s: %q, want %q", owners, got, want)
		}
	}
}
