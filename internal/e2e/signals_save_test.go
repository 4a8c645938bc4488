//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slowPass is the password store whose writes wait for a file, and end with the test.
const slowPass = `#!/bin/sh
if [ "$1" = insert ] && [ -e "$WORK/slow" ]; then
	echo >"$WORK/saving"
	while ! [ -e "$WORK/go" ]; do
		[ -e "$WORK/slow" ] || exit 1
		sleep 0.02
	done
fi
exec /usr/bin/pass "$@"
`

// atTheSave is a person whose code was taken, and whose keychain is at it.
func atTheSave(t *testing.T, args ...string) (*world, *seat) {
	t.Helper()
	w := startWorld(t)
	w.usePass(t)
	if err := os.Mkdir(filepath.Join(w.dir, "slowly"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.write(t, "slowly/pass", slowPass, 0o700)
	w.write(t, "slow", "", 0o600)
	path := "PATH=" + filepath.Join(w.dir, "slowly") + string(os.PathListSeparator) + strings.Join(searchPath(), string(os.PathListSeparator))
	s := w.sit(t, nil, []string{path}, "mfa-session", args...)
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	w.await(t, "saving", "\n")
	return w, s
}

// TestASignalWhileTheSessionIsStored: the code is spent, so the keychain gets the moment it needs.
// Nothing is delivered to who has gone, and the next one finds the session.
func TestASignalWhileTheSessionIsStored(t *testing.T) {
	for signal, code := range signalled {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w, s := atTheSave(t, "credential-process")
			s.isSent(signal)
			w.write(t, "go", "", 0o600)
			if r := s.ends(code); r.stdout != "" || r.stderr != "" {
				t.Errorf("stdout has %d bytes, stderr %q", len(r.stdout), r.stderr)
			}
			if r := w.run(t, nil, "mfa-session", "credential-process"); r.code != 0 {
				t.Errorf("the next one: exit code %d\n%s", r.code, r.stderr)
			}
			w.issued(t, 1)
		})
	}
}

// TestASignalWhileTheKeychainHangs: what cannot be stored is delivered, whole and soon, to whoever
// takes it. A command is not started, and login has nothing to show for the code.
func TestASignalWhileTheKeychainHangs(t *testing.T) {
	for _, c := range []struct {
		args     []string
		code     int
		delivers string
	}{
		{[]string{"credential-process"}, 0, `"SessionToken":`},
		{nil, 0, "AWS_SESSION_TOKEN='"},
		{[]string{"exec", "--", "echo", "started"}, 143, ""},
		{[]string{"login"}, 143, ""},
	} {
		t.Run(strings.Join(append(c.args, "ends"), " "), func(t *testing.T) {
			t.Parallel()
			w, s := atTheSave(t, c.args...)
			began := time.Now()
			s.isSent(syscall.SIGTERM)
			r := s.ends(c.code)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			if delivered := strings.Contains(r.stdout, "ASIA"); delivered != (c.delivers != "") || !strings.Contains(r.stdout, c.delivers) {
				t.Errorf("stdout has %d bytes, without %q", len(r.stdout), c.delivers)
			}
			w.issued(t, 1)
		})
	}
}

// TestASecondSignalEndsAtOnce what the first one would have let end.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	w, s := atTheSave(t, "credential-process")
	for ended := false; !ended; {
		_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-s.ended:
			ended = true
		case <-time.After(20 * time.Millisecond):
		}
	}
	if status, ok := s.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || s.stdout.Len() > 0 {
		t.Errorf("it ended with %v, stdout has %d bytes", s.cmd.ProcessState, s.stdout.Len())
	}
	w.issued(t, 1)
}
