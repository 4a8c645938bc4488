//go:build unix

package e2e_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// waiting is a program for SSH_ASKPASS that says it is there, waits for the file go, and goes on with
// the script.
func waiting(script string) string {
	return `echo shown >"$WORK/shown"; while [ ! -e "$WORK/go" ]; do sleep 0.02; done; ` + script
}

// TestTheCallerStopsListening: an SDK gives up while a person is typing. The person answers all the
// same, and the next call is a hit.
func TestTheCallerStopsListening(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		gone func(caller *exec.Cmd)
	}{
		{"it closes stdout and stderr", []string{"-c", "exec mfa-session credential-process"}, func(*exec.Cmd) {}},
		{"it is killed, and so is its shell", []string{"-c", "mfa-session credential-process; true"}, func(caller *exec.Cmd) { _ = caller.Process.Kill() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			// the first dialog breaks, of which stderr is told: nobody reads that either
			env := append(w.desktop(t, map[string]string{"ask": waiting("kill -9 $$"), "pinentry": pinentry}),
				"SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
			cmd := w.command(t, env, "sh", c.args...)
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w.await(t, "shown", "shown\n")
			c.gone(cmd)
			for _, pipe := range []io.Closer{stdout, stderr} {
				if err := pipe.Close(); err != nil {
					t.Fatal(err)
				}
			}
			w.answers(t, w.server.Code(alicePhone))
			w.write(t, "go", "", 0o600)
			limit := time.Now().Add(seatPatience)
			r := result{code: -1}
			for r.code != 0 && time.Now().Before(limit) {
				r = w.run(t, nil, "mfa-session", "credential-process", "--cached-only")
			}
			if r.code != 0 || !strings.HasPrefix(r.stdout, `{"Version":1,`) || r.stderr != "" {
				t.Errorf("the next call: exit code %d, stderr:\n%s", r.code, r.stderr)
			}
			_ = cmd.Wait() // an exit code that nobody reads
			w.issued(t, 1)
		})
	}
}

// TestASignalEndsTheDialog and all that it started; it says nothing, and nothing is sent.
func TestASignalEndsTheDialog(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129} {
		for name, script := range map[string]string{
			"ask":      `(trap "" TERM; exec >"$WORK/held"; sleep 60) & ` + waiting("echo 123456"),
			"pinentry": `(trap "" TERM; exec >"$WORK/held"; sleep 60) & echo OK; while read -r line; do [ "$line" != GETPIN ] || echo shown >"$WORK/shown"; [ "$line" = GETPIN ] || echo OK; done`,
		} {
			t.Run(name+" "+signal.String(), func(t *testing.T) {
				t.Parallel()
				w := startWorld(t)
				env := append(w.desktop(t, map[string]string{name: script}), "SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
				held := w.holdPipe(t, "held")
				cmd := w.command(t, env, "mfa-session")
				var stdout, stderr strings.Builder
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				w.await(t, "shown", "shown\n")
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait() // its exit code is what counts
				if got := exitCode(cmd); got != code || stdout.String() != "false;\n" || stderr.String() != "" {
					t.Errorf("exit code %d, want %d; stdout %q, stderr:\n%s", got, code, stdout.String(), stderr.String())
				}
				if err := held.SetReadDeadline(time.Now().Add(seatPatience)); err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadAll(held); err != nil {
					t.Errorf("something of the dialog still runs: %v", err)
				}
				w.issued(t, 0)
			})
		}
	}
}

// holdPipe makes a named pipe that whoever runs is to keep open for writing.
func (w *world) holdPipe(t *testing.T, name string) *os.File {
	t.Helper()
	path := filepath.Join(w.dir, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestOneDialogForAll who ask at once: its answer is everybody's.
func TestOneDialogForAll(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	env := append(w.desktop(t, map[string]string{"ask": waiting(askpass)}), "SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
	w.vars = w.environ(env)
	all := w.crowd(t, 8, "credential-process")
	w.await(t, "shown", "shown\n")
	w.answers(t, w.server.Code(alicePhone))
	w.write(t, "go", "", 0o600)
	sameSession(t, all.results(t))
	if n := strings.Count(w.dialogs(t), "--\n"); n != 1 {
		t.Errorf("%d dialogs were shown", n)
	}
	w.issued(t, 1)
}

// TestAClosedDialogIsClosedForAll who have waited for it.
func TestAClosedDialogIsClosedForAll(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	env := append(w.desktop(t, map[string]string{"ask": waiting(askpass)}), "SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
	w.answers(t)
	vars := w.vars
	w.vars = w.environ(env)
	first := w.crowd(t, 1, "credential-process")
	w.vars = vars
	w.await(t, "shown", "shown\n")
	const size = 4
	others := w.crowdWithTerminals(t, size, "credential-process")
	others.awaitWaiting(t, size)
	w.write(t, "go", "", 0o600)
	const closed = "nobody gave a token code: the dialog was closed\n"
	if r := first.results(t)[0]; r.code != 6 || r.stdout != "" || !strings.HasPrefix(r.stderr, "mfa-session: "+closed) {
		t.Errorf("exit code %d, stderr:\n%s", r.code, r.stderr)
	}
	for _, r := range others.results(t) {
		if r.code != 6 || r.stdout != "" || !strings.HasPrefix(r.stderr, "mfa-session: another mfa-session was asked the same at this moment: "+closed) {
			t.Errorf("exit code %d, stderr:\n%s", r.code, r.stderr)
		}
	}
	w.issued(t, 0)
}

// TestNoDialog where it would not help: the refusal, an open choice and a keychain that cannot be read
// come first.
func TestNoDialog(t *testing.T) {
	for _, c := range []struct {
		name   string
		server func(w *world)
		env    []string
		code   int
		stderr string
	}{
		{
			"several devices", func(w *world) { w.server.AddVirtualDevice(alice, "alice-tablet") },
			nil, 3,
			"mfa-session: several MFA devices are registered: " + alicePhone + ", arn:aws:iam::111122223333:mfa/alice-tablet\n",
		},
		{"a keychain that cannot be read", func(*world) {}, []string{"MFA_SESSION_PASSPHRASE="}, 7, "mfa-session: the file keychain: no passphrase: "},
		{"nowhere to store it", func(*world) {}, []string{"MFA_SESSION_BACKEND=none"}, 7, "mfa-session: there is no store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			c.server(w)
			env := append(w.desktop(t, map[string]string{"ask": askpass}), "SSH_ASKPASS="+filepath.Join(w.dir, "desk", "ask"))
			w.answers(t, w.server.Code(alicePhone))
			r := w.run(t, append(env, c.env...), "mfa-session", "login")
			if r.code != c.code || r.stdout != "" || !strings.HasPrefix(r.stderr, c.stderr) || w.dialogs(t) != "" {
				t.Errorf("exit code %d, stdout %q, stderr:\n%s\nthe dialogs showed: %q", r.code, r.stdout, r.stderr, w.dialogs(t))
			}
			w.issued(t, 0)
		})
	}
}

// TestNobodyToAskIsToldAtOnce. Of some runs the fastest counts: this machine may be busy.
func TestNobodyToAskIsToldAtOnce(t *testing.T) {
	w := startWorld(t)
	w.write(t, "home/.aws/credentials", "[work]\naws_access_key_id = "+alice.AccessKeyID+"\naws_secret_access_key = "+alice.SecretAccessKey+"\n", 0o600)
	fastest := time.Hour
	for range 10 {
		started := time.Now()
		r := w.run(t, nil, "mfa-session", "credential-process", "--profile", "work")
		fastest = min(fastest, time.Since(started))
		if r.code != 6 || r.stdout != "" || !strings.Contains(r.stderr, "mfa-session: hint: in a terminal: mfa-session login --profile work; or name a program") {
			t.Fatalf("exit code %d, stderr:\n%s", r.code, r.stderr)
		}
	}
	if fastest > 50*time.Millisecond {
		t.Errorf("it took %v", fastest)
	}
	t.Logf("%v", fastest)
	if n := w.server.Calls("ListMFADevices") + w.server.Calls("GetSessionToken"); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}
