//go:build unix

package command

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatusTellsTheState(t *testing.T) {
	for _, c := range []struct {
		left          time.Duration
		state, prompt string
		quiet         int
	}{
		{freshLeft, "fresh", "default 59m\n", 0},
		{usableLeft, "usable", "default 9m\n", 0},
		{90 * time.Second, "usable", "default 1m\n", 0},
		{expiredLeft, "expired", "", 10},
	} {
		t.Run(c.state, func(t *testing.T) {
			w := newWorld(t)
			w.stored(c.left)
			want := map[string]any{
				"schema_version": 1.0,
				"sessions": []any{map[string]any{
					"profile": "default", "access_key_id": alice.AccessKeyID, "serial_number": aliceDevice, "backend": "file",
					"state": c.state, "expires_at": "", "seconds_left": c.left.Seconds(),
				}},
			}
			r := w.run("status", "--json")
			w.ends(r, 0, 0)
			var got map[string]any
			if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
				t.Fatal(err)
			}
			isTime := at("expires_at", func(a, b string) bool {
				expires, err := time.Parse("2006-01-02T15:04:05Z", a+b)
				return err == nil && expires.Sub(w.now()) <= c.left && expires.Sub(w.now()) > c.left-30*time.Second
			})
			isNear := at("seconds_left", func(a, b float64) bool { return max(a, b)-min(a, b) < 30 })
			if diff := cmp.Diff(want, got, isTime, isNear); diff != "" {
				t.Errorf("--json (-want +got):\n%s", diff)
			}
			if r = w.run("status", "--prompt"); r.stdout != c.prompt || r.code != 0 || r.stderr != "" {
				t.Errorf("--prompt: %+v, want %q", r, c.prompt)
			}
			if r = w.run("status", "--quiet"); r != (ended{code: c.quiet}) {
				t.Errorf("--quiet: %+v, want %d", r, c.quiet)
			}
			if r = w.run("status"); !strings.Contains(r.stdout, c.state) {
				t.Errorf("the table does not have %s: %s", c.state, r.stdout)
			}
			if n := w.aws.AllCalls(); len(n) != 0 {
				t.Errorf("calls: %v", n)
			}
		})
	}
}

// at compares what is under a name in its own way.
func at[T any](name string, same func(a, b T) bool) cmp.Option {
	under := func(p cmp.Path) bool { return strings.Contains(p.GoString(), `["`+name+`"].(`) }
	return cmp.FilterPath(under, cmp.Comparer(same))
}

// TestStatusGoesByTheDeviceThatWouldBeAsked: a session of another device is none for the caller.
func TestStatusGoesByTheDeviceThatWouldBeAsked(t *testing.T) {
	w := newWorld(t)
	tablet := w.aws.AddVirtualDevice(alice, "tablet").SerialNumber
	w.ends(w.run("login", w.code(), "-s", aliceDevice), 0, 1)
	w.ends(w.run("login", w.aws.Code(tablet), "-s", tablet, "-d", "15m"), 0, 1)
	w.offset = 20 * time.Minute
	w.ends(w.run("status", "--quiet"), 10, 0)
	w.ends(w.run("--cached-only"), 10, 0)
	w.ends(w.run("status", "--quiet", "-s", aliceDevice), 0, 0)
	w.ends(w.run("--cached-only", "-s", aliceDevice), 0, 0)
}

func TestTimeLeft(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Second: "0m", 43*time.Minute + 59*time.Second: "43m", time.Hour: "1h00m", 11*time.Hour + 42*time.Minute: "11h42m",
	} {
		if got := timeLeft(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
