package queue

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzHolder: whatever the file holds, the holder is unknown or has a number, its name is a line of
// a length that can be read, and the next one to write is read back.
func FuzzHolder(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("null"))
	f.Add([]byte(`{"version":1,"pid":5,"birth":"5","since":"2026-11-21T00:00:00Z"}`))
	f.Add([]byte(`{"version":1,"pid":-1,"since":"0000-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"version":1,"pid":1e3}`))
	f.Add([]byte(`{"version":1,"pid":9223372036854775808}`))
	f.Add([]byte(`{"version":1,"pid":1}{"version":1}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := newDir(t)
		put(t, files(dir).path(holderSuffix), string(content))
		h := files(dir).holder()
		if name := h.String(); h.PID < 0 || len(name) > 80 || !utf8.ValidString(name) {
			t.Errorf("%q", name)
		}
		now := time.Date(2026, 11, 20, 9, 5, 0, 0, time.UTC)
		if err := files(dir).writeHolder(now); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(now, files(dir).holder().Since); diff != "" {
			t.Error(diff)
		}
	})
}
