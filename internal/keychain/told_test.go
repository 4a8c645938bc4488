package keychain

import "testing"

// A session is looked up before and after the wait for a turn: --debug says once that there is none.
func TestAMissIsToldOnce(t *testing.T) {
	c := inFiles(t)
	notes := &notes{}
	c.Debug = notes.add
	s := Open(c)
	misses(t, s, alice())
	misses(t, s, alice())
	if want := "no stored session is used: no such item"; notes.text() != want {
		t.Errorf("told %q, want %q", notes.text(), want)
	}
}
