//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// counted is a mfa-session that leaves a line each time it is started.
const counted = "#!/bin/sh\necho >>\"$WORK/started\"\nexec mfa-session \"$@\"\n"

// TestAMfaSessionThatIsAskedForACodeByAnother ends at once: the other has the turn and waits for it.
// It starts nothing itself.
func TestAMfaSessionThatIsAskedForACodeByAnother(t *testing.T) {
	for _, c := range []struct {
		args, inner string
	}{
		{"credential-process", "credential-process"},
		{"credential-process", "credential-process --code-command 'counted credential-process'"},
		{"credential-process", "--profile bob"},
		{"login", "login 123456"},
		{"login", "exec -- echo 123456"},
	} {
		t.Run(c.args+" asks "+c.inner, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.usePass(t) // the passphrase of files would not be passed on
			w.write(t, "counted", counted, 0o700)
			path := "PATH=" + w.dir + string(os.PathListSeparator) + strings.Join(searchPath(), string(os.PathListSeparator))
			began := time.Now()
			r := w.run(t, []string{path}, "mfa-session", c.args, "--code-command", filepath.Join(w.dir, "counted")+" "+c.inner)
			if took := time.Since(began); took > 5*time.Second { // alone it takes 0.1 s
				t.Errorf("it took %v", took)
			}
			if r.code != 6 || r.stdout != "" ||
				!strings.Contains(r.stderr, "no session can be got here: this mfa-session was started by another, and gives only what is stored\n") ||
				!strings.Contains(r.stderr, "counted: exit status 6\nmfa-session: hint: run it by hand") {
				t.Errorf("exit code %d, stdout %q, stderr:\n%s", r.code, r.stdout, r.stderr)
			}
			w.await(t, "started", "\n")
			w.issued(t, 0)
		})
	}
}

// TestAMfaSessionThatIsAskedForAPassphraseByAnother has none itself.
func TestAMfaSessionThatIsAskedForAPassphraseByAnother(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	r := w.run(t, []string{"MFA_SESSION_PASSPHRASE=", "MFA_SESSION_PASSPHRASE_COMMAND=mfa-session --format json"}, "mfa-session", "credential-process")
	if r.code != 7 || r.stdout != "" || !strings.Contains(r.stderr, "mfa-session: exit status 7") {
		t.Errorf("exit code %d, stdout %q, stderr:\n%s", r.code, r.stdout, r.stderr)
	}
}
