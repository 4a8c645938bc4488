//go:build unix

package keychain

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakePass puts a script in the place of pass and of gpg, with a store in which Alice has an item. The script
// finds the number of its start in $n, beginning with 1, and the directory of the test in $here.
func fakePass(t *testing.T, script string) (c Config, here string) {
	t.Helper()
	here = t.TempDir()
	c = withLocks(t, Config{Backend: Pass, PassDir: filepath.Join(here, "store")})
	mustDo(t, os.MkdirAll(filepath.Join(c.PassDir, service), 0o700))
	mustDo(t, os.WriteFile(filepath.Join(c.PassDir, ".gpg-id"), []byte("alice@example.invalid\n"), 0o600))
	mustDo(t, os.WriteFile(filepath.Join(c.PassDir, service, alice().Name()+".gpg"), []byte("encrypted"), 0o600))
	body := "#!/bin/sh\nhere='" + here + "'\necho \"$*\" >>\"$here/calls\"\nn=$(wc -l <\"$here/calls\")\n" + script + "\n"
	c.pass = filepath.Join(here, "pass")
	c.gpg = c.pass
	mustDo(t, os.WriteFile(c.pass, []byte(body), 0o700))
	return c, here
}

// started is how often pass was started.
func started(t *testing.T, here string) int {
	t.Helper()
	calls, err := os.ReadFile(filepath.Join(here, "calls"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count(string(calls), "\n")
}

// What gpg 2.2 says in each case, as it was seen.
const (
	saysLocked    = `printf '[GNUPG:] ENC_TO 01D62DED79C2D90C 1 0\n[GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n[GNUPG:] END_DECRYPTION\n' >&2; exit 2`
	saysCancelled = `printf '[GNUPG:] PINENTRY_LAUNCHED 3\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n' >&2; exit 2`
)

// What pass and gpg get is the environment they are to have, with the user's own options first, also
// where gpg is started without pass.
func TestPassGetsTheEnvironmentForOthers(t *testing.T) {
	c, here := fakePass(t, `env >>"$here/env"; [ $n -gt 1 ] || exit 1; echo '{}'`)
	c.Environ = []string{"PATH=" + os.Getenv("PATH"), "PASSWORD_STORE_GPG_OPTS=--homedir /x  --armor", "GPG_TTY=/dev/pts/7"}
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	misses(t, Open(c), alice())
	content, err := os.ReadFile(filepath.Join(here, "env"))
	mustDo(t, err)
	holdsNoSecret(t, string(content))
	for _, want := range []string{
		"PASSWORD_STORE_GPG_OPTS=--homedir /x  --armor --batch --status-fd=2 --pinentry-mode=error", "GPG_TTY=/dev/pts/7", "PASSWORD_STORE_DIR=" + c.PassDir,
	} {
		if strings.Count("\n"+string(content), "\n"+want+"\n") != 2 {
			t.Errorf("%s is not twice in\n%s", want, content)
		}
	}
	calls, err := os.ReadFile(filepath.Join(here, "calls"))
	mustDo(t, err)
	want := "-d --homedir /x --armor --batch --status-fd=2 --pinentry-mode=error --quiet --yes --compress-algo=none --no-encrypt-to -- " +
		filepath.Join(c.PassDir, service, alice().Name()+".gpg") + "\nshow mfa-session/" + alice().Name() + "\n"
	if string(calls) != want {
		t.Errorf("started with\n%swant\n%s", calls, want)
	}
}

// gpg2 is taken where there is one, as pass does; without any pass finds it where we do not.
func TestTheGpgOfPass(t *testing.T) {
	c, here := fakePass(t, `[ "$1" = show ] && echo '{}'`)
	c.gpg = ""
	t.Setenv("PATH", here+":"+os.Getenv("PATH"))
	mustDo(t, os.WriteFile(filepath.Join(here, "gpg"), []byte("#!/bin/sh\necho gpg >"+here+"/which\necho '{}'\n"), 0o700))
	for _, which := range []string{"gpg", "gpg2"} {
		if which == "gpg2" {
			mustDo(t, os.WriteFile(filepath.Join(here, "gpg2"), []byte("#!/bin/sh\necho gpg2 >"+here+"/which\necho '{}'\n"), 0o700))
		}
		misses(t, Open(c), alice())
		if took, err := os.ReadFile(filepath.Join(here, "which")); string(took) != which+"\n" || started(t, here) != 0 {
			t.Errorf("%q, %v, and pass %d times; want %s alone", took, err, started(t, here), which)
		}
	}
	c.gpg = filepath.Join(here, "nowhere")
	misses(t, Open(c), alice())
	if started(t, here) != 1 {
		t.Errorf("pass was started %d times, want once", started(t, here))
	}
}
