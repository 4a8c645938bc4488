//go:build unix

package e2e_test

import (
	"flag"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

var stormRounds = flag.Int("storm-rounds", 60, "in how many rounds processes are killed at random moments")

// Each round kills three processes that replace the stored session, each at a moment of chance: any
// of them may have the turn, or be writing. After it the stored session is whole, nobody is kept
// from the next turn, and what was printed was whole or nothing.
func TestKilledProcessesLeaveNothingBroken(t *testing.T) {
	for backend, rounds := range map[string]int{
		"file":           *stormRounds,
		"keyctl":         *stormRounds / 4,
		"secret-service": *stormRounds / 4,
		"pass":           *stormRounds / 12, // it takes a second
	} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			u, serial := w.use(t, backend)
			w.newCodes(t, u, serial)
			took := w.refresh(t)
			files := w.countFiles(t)
			var killed, ended int
			for range rounds {
				w.newCodes(t, u, serial)
				k, e := w.killSome(t, took*3/2) // of three at once not all have ended by then
				killed, ended = killed+k, ended+e
				alone := took
				if took = w.refresh(t); took > alone+takenOverWithin {
					t.Errorf("after the kills it takes %v, and %v before", took, alone)
				}
			}
			t.Logf("%d processes were killed, %d ended before", killed, ended)
			if killed == 0 {
				t.Error("none was killed in time, which proves nothing")
			}
			w.hasNoLitter(t)
			files += laneLocks[backend]
			if now := w.countFiles(t); now > files {
				t.Errorf("%d files are there, and there should be %d", now, files)
			}
			if backend == "keyctl" {
				w.hasOneKey(t, u, serial)
			}
		})
	}
}

// refreshing are the arguments of those who are killed, and of the one that comes after them.
func (w *world) refreshing() []string {
	return []string{"credential-process", "--refresh", "--code-command", filepath.Join(w.dir, "program")}
}

// refresh replaces the stored session, which nobody may be in the way of. It tells how long that
// took here and now.
func (w *world) refresh(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	sameSession(t, []result{w.run(t, nil, "mfa-session", w.refreshing()...)})
	return time.Since(began)
}

// killSome kills three and looks at what they have left.
func (w *world) killSome(t *testing.T, window time.Duration) (killed, ended int) {
	t.Helper()
	storm := w.crowd(t, 3, w.refreshing()...)
	for _, m := range storm.members {
		time.AfterFunc(rand.N(window), m.kill)
	}
	for _, r := range storm.results(t) {
		switch {
		case r.stdout != "" && !isSession(r.stdout):
			t.Errorf("stdout has a part of a session, of %d bytes", len(r.stdout))
		case r.code == -1:
			killed++
		case r.code == 0:
			ended++
		default:
			t.Errorf("exit code %d\n%s", r.code, r.stderr)
		}
	}
	sameSession(t, []result{w.run(t, nil, "mfa-session", "credential-process", "--cached-only")})
	return killed, ended
}

// newCodes gives the device a new seed, so that the codes of the round before do not matter, and the
// code program as many codes as there are processes in a round. It gives out each only once, also
// when it is asked by one that dies.
func (w *world) newCodes(t *testing.T, u awsfake.User, serial string) {
	t.Helper()
	// A code that an earlier seed gave too would count as spent.
	var codes []string
	for codes == nil || slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(w.given, code) }) {
		w.server.RemoveDevice(serial)
		w.server.AddVirtualDevice(u, u.Name+"-phone")
		w.server.ForgetCodes(serial)
		codes = nil
		for _, step := range []int{0, 1, -1, 2} { // accepted also when the step ends meanwhile
			codes = append(codes, w.server.CodeAt(serial, step))
		}
	}
	w.given = append(w.given, codes...)
	for i, code := range codes {
		w.write(t, "code-"+strconv.Itoa(i), code+"\n", 0o600)
	}
	w.write(t, "program", `#!/bin/sh
cd `+w.dir+`
for code in code-*; do
	mv $code taken-$$ 2>/dev/null && exec cat taken-$$
done
exit 1
`, 0o700)
}

// hasNoLitter says that nothing is left of what killed processes began to write: the last process of
// the last round has ended well.
func (w *world) hasNoLitter(t *testing.T) {
	t.Helper()
	for _, dir := range []string{"home/.local/state/mfa-session", "store"} {
		_ = filepath.WalkDir(filepath.Join(w.dir, dir), func(path string, entry fs.DirEntry, err error) error {
			name := filepath.Base(path)
			if err == nil && (strings.HasPrefix(name, ".tmp-") || strings.HasSuffix(name, ".holder.json")) {
				t.Errorf("%s is left", strings.TrimPrefix(path, w.dir))
			}
			return nil
		})
	}
}

// laneLocks are how many locks those who read a keychain at once take one of, at most, each made when it
// is first needed.
var laneLocks = map[string]int{"pass": 8, "secret-service": 4}

// countFiles counts what is kept, locks included.
func (w *world) countFiles(t *testing.T) (n int) {
	t.Helper()
	_ = filepath.WalkDir(filepath.Join(w.dir, "home", ".local", "state", "mfa-session"), func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			n++
		}
		return nil
	})
	return n
}

// hasOneKey says that the kernel holds one session of the user, and nothing beside it.
func (w *world) hasOneKey(t *testing.T, u awsfake.User, serial string) {
	t.Helper()
	id := session.Identity{AccessKeyID: u.AccessKeyID, SerialNumber: device.SerialNumber(serial), Partition: "aws", CustomEndpoint: w.server.URL()}
	shown := w.run(t, nil, "keyctl", "show", "@u")
	if n := strings.Count(shown.stdout, id.Name()); n != 1 {
		t.Errorf("the kernel has %d keys of this user, want 1:\n%s%s", n, shown.stdout, shown.stderr)
	}
}

func (m *member) kill() { _ = m.cmd.Process.Signal(syscall.SIGKILL) } // it may have ended
