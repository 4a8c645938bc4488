//go:build unix

package keychain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/statefile"
)

// writer saves Alice's session until it is killed, and says when it begins.
func writer(args []string) error {
	locks := func(ctx context.Context, name string) (func(), error) { return statefile.Lock(ctx, args[2], name) }
	c := Config{Backend: Backend(args[0]), Dir: args[1], PassDir: args[1], Passphrase: gives(passphrase), Lock: locks, Now: time.Now}
	s := Open(c)
	fmt.Println("begins")
	for i := 0; ; i++ {
		version := issued(alice(), "written")
		if i%2 == 1 {
			version = large(alice(), "written")
		}
		if err := s.Save(context.Background(), alice(), version); err != nil {
			return err
		}
	}
}

// killWriters kills two writers and all that they started, once both write, at a random moment.
func killWriters(t *testing.T, backend Backend, dir, locks string, within time.Duration) {
	t.Helper()
	var kill []func()
	for range 2 {
		cmd := ofRole(t, "writer", nil, string(backend), dir, locks)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		out, err := cmd.StdoutPipe()
		mustDo(t, errors.Join(err, cmd.Start()))
		kill = append(kill, func() {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			if err := cmd.Wait(); err == nil || err.Error() != "signal: killed" {
				t.Errorf("the writer ended by itself: %v", err)
			}
		})
		if line, err := bufio.NewReader(out).ReadString('\n'); line != "begins\n" {
			t.Errorf("the writer said %q, %v", line, err)
		}
	}
	time.Sleep(rand.N(within))
	for _, kill := range kill {
		kill()
	}
}

// survivesKills has writers be killed again and again: what is there is always a whole session, and
// the next write leaves nothing else.
func survivesKills(t *testing.T, c Config, locks string, rounds int, within time.Duration, litter func() []string) {
	t.Helper()
	dir := c.Dir
	if c.Backend == Pass {
		dir = c.PassDir
	}
	c.Lock = func(ctx context.Context, name string) (func(), error) { return statefile.Lock(ctx, locks, name) }
	s := Open(c)
	save(t, s, alice(), issued(alice(), "first"))
	for round := range rounds {
		killWriters(t, c.Backend, dir, locks, within)
		got, err := s.Load(t.Context(), alice())
		if err != nil || !strings.HasPrefix(got.Credentials.SessionToken, secretToken) {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	save(t, s, alice(), issued(alice(), "last"))
	if left := litter(); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestKilledWritersLeaveWholeFiles(t *testing.T) {
	c := inFiles(t)
	survivesKills(t, c, filepath.Join(t.TempDir(), "state"), 75, 12*time.Millisecond, func() []string {
		return temporary(t, c.Dir)
	})
}

func TestKilledWritersLeaveWholeItemsInPass(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	c := inPass(t)
	survivesKills(t, c, filepath.Join(t.TempDir(), "state"), 10, 200*time.Millisecond, func() []string {
		return temporary(t, filepath.Join(c.PassDir, service))
	})
}

// temporary lists what writers left beside the items.
func temporary(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	mustDo(t, err)
	var left []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			left = append(left, e.Name())
		}
	}
	return left
}
