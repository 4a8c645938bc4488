//go:build unix

package e2e_test

import (
	"syscall"
	"testing"
)

// signalled is how a program ends that was sent a signal.
var signalled = map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGQUIT: 131}

// TestASignalWhileAWSIsCalled ends the program at once, with nothing half done: the next one can do
// its work, and does not send the code again that may have been used.
func TestASignalWhileAWSIsCalled(t *testing.T) {
	for signal, code := range signalled {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			there, release := w.hold(t, "GetSessionToken")
			sent := w.server.CodeAt(alicePhone, 0)
			s := w.sit(t, nil, nil, "mfa-session", sent)
			awaitTold(t, "the call", there)
			s.isSent(signal)
			r := s.ends(code)
			if r.stdout != "false;\n" || r.stderr != "" {
				t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
			}
			release()
			if r := w.run(t, nil, "mfa-session", "login", sent); r.code != 5 {
				t.Errorf("the same code again: exit code %d, want 5", r.code)
			}
			w.login(t, alicePhone)
			w.issued(t, 2)
			w.hasNoLitter(t)
		})
	}
}

// TestASignalInTheQueue ends one who waits, and leaves the turn to the one that has it.
func TestASignalInTheQueue(t *testing.T) {
	for signal, code := range signalled {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			there, release := w.hold(t, "ListMFADevices")
			holder := w.sit(t, nil, nil, "mfa-session", "login", w.server.CodeAt(alicePhone, 0))
			awaitTold(t, "the call of the first", there)
			waiter := w.sit(t, nil, nil, "mfa-session", "credential-process")
			waiter.sees("waiting for another mfa-session", 1)
			waiter.isSent(signal)
			if r := waiter.ends(code); r.stdout != "" || r.stderr != "" {
				t.Errorf("stdout has %d bytes, stderr %q", len(r.stdout), r.stderr)
			}
			release()
			holder.ends(0)
			w.issued(t, 1)
			w.hasNoLitter(t)
		})
	}
}

// TestACommandOfExecIsAJob: ctrl-Z stops it and us, and fg goes on with both.
func TestACommandOfExecIsAJob(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	s := w.inShell(t, nil, `mfa-session exec -- sh -c 'echo begun; read -r line; echo "got $line"; exit 5'`)
	s.sees("begun\r\n", 1)
	s.types("\x1a")
	s.sees("Stopped", 1)
	s.types("fg\n")
	s.sees("mfa-session exec", 3) // typed, stopped, and now again
	s.types("EXAMPLE\n")
	s.sees("got EXAMPLE", 1)
	s.types("exit $?\n")
	s.endsWith(5)
}
