package e2e_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestLittleRoom: with hardly any files, memory or threads the program works or says that it cannot.
// What the runtime of Go prints where it cannot go on has no secret in it.
func TestLittleRoom(t *testing.T) {
	var limits []string
	for n := 3; n <= 14; n++ {
		limits = append(limits, fmt.Sprintf("-n %d", n))
	}
	for kilobytes := 100_000; kilobytes <= 1_300_000; kilobytes += 300_000 {
		limits = append(limits, fmt.Sprintf("-v %d", kilobytes))
	}
	for _, n := range []int{1, 2, 4, 6} {
		limits = append(limits, fmt.Sprintf("-u %d", n))
	}
	for _, limit := range limits {
		t.Run("ulimit "+limit, func(t *testing.T) {
			t.Parallel()
			w, as := ordinary(t)
			code := w.server.Code(alicePhone)
			var said strings.Builder
			cmd := w.command(t, []string{"GOTRACEBACK=all"}, "bash", "-c", "ulimit "+limit+`; exec "$@"`, "bash", w.ofOrdinary(), "--quiet", code)
			cmd.Stderr = &said
			as(cmd)
			stdout, err := cmd.Output()
			if err == nil != strings.Contains(string(stdout), "AWS_SESSION_TOKEN") {
				t.Errorf("%v, and %d bytes on stdout", err, len(stdout))
			}
			if strings.Contains(said.String(), "panic:") || err != nil && said.Len() == 0 {
				t.Errorf("%v: %s", err, said.String())
			}
			lookFor(t, ownSecrets(code), "stderr", said.String())
		})
	}
}
