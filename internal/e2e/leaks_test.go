//go:build unix

package e2e_test

import (
	"cmp"
	"os"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// leak is one way to run the program while canaries are in its hands.
type leak struct {
	args    string // CODE stands for a token code, WORK for the world's directory
	exit    int
	prints  bool // stdout is the place for the session
	stored  bool // a session is there
	env     []string
	stdin   string
	prepare func(t *testing.T, w *world, code string)
	name    string // where args alone do not tell the case
}

var (
	environmentKeys = []string{"AWS_ACCESS_KEY_ID=" + alice.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + alice.SecretAccessKey}
	loadedSession   = []string{
		"AWS_ACCESS_KEY_ID=ASIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY=" + canarySecret, "AWS_SESSION_TOKEN=" + canaryToken,
		"MFA_SESSION_LOADED=default",
	}
)

// leaks are the commands and what may befall them.
func leaks() []leak {
	return append(successes(), failures()...)
}

func successes() []leak {
	cases := []leak{
		{args: "--help"},
		{args: "--version"},
		{args: "login --help"},
		{args: "CODE", prints: true},
		{args: "CODE --show", prints: true},
		{args: "-", stdin: "CODE\n", prints: true},
		{name: "keys in the environment", args: "CODE", prints: true, env: environmentKeys},
		{args: "CODE --backend none", prints: true},
		{name: "a hit", args: "", stored: true, prints: true},
		{name: "a hit in a loaded shell", args: "", stored: true, prints: true, env: loadedSession},
		{name: "a code beside a stored session", args: "CODE", stored: true, prints: true},
		{args: "--code-command WORK/program --refresh", stored: true, prints: true, prepare: program},
		{args: "credential-process", stored: true, prints: true},
		{args: "credential-process --code-command WORK/program", prints: true, prepare: program},
		{args: "exec -- printenv AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN", stored: true, prints: true},
		{args: "exec --code-command WORK/program true", prepare: program, env: environmentKeys},
		{args: "login CODE"},
		{args: "login - --duration 1h", stdin: "CODE\n"},
		{name: "a code program", args: "login --code-command WORK/program", prepare: program},
		{args: "login CODE --refresh", stored: true},
		{args: "login", stored: true},
		{args: "status", stored: true},
		{args: "status --json", stored: true},
		{args: "status --prompt", stored: true},
		{name: "status with keys in the environment", args: "status", stored: true, env: environmentKeys},
		{args: "logout", stored: true},
		{args: "logout --all", stored: true},
		{args: "unset", env: loadedSession},
		{args: "unset --format fish", env: loadedSession},
	}
	for _, format := range []string{"env", "env-no-export", "fish", "csh", "elvish", "powershell", "windows-cmd", "json", "process", "sts"} {
		cases = append(cases, leak{args: "CODE --format " + format, prints: true})
	}
	return cases
}

// failures are the exit codes 1 to 10, and what AWS can send that holds secrets.
func failures() []leak {
	return []leak{
		{args: "CODE7", exit: 2},
		{name: "two codes", args: strings.Repeat("CODE ", 2), exit: 2},
		{args: "--no-such-option CODE", exit: 2},
		{name: "no device", args: "login CODE", exit: 3, prepare: noDevice},
		{args: "CODE --serial-number " + bobPhone, exit: 3},
		{args: "CODE --profile nobody", exit: 4},
		{name: "the key is not active", args: "CODE", exit: 4, prepare: deactivated},
		{name: "the long-term secret is wrong", args: "CODE", exit: 4, prepare: wrongSecret},
		{name: "the credentials file has a fault in the line of the secret", args: "CODE", exit: 4, prepare: brokenFile},
		{name: "half of the keys in the environment", args: "", exit: 4, env: []string{"AWS_ACCESS_KEY_ID=" + alice.AccessKeyID}},
		{name: "a code that was used elsewhere", args: "CODE", exit: 5, prepare: usedCode},
		{name: "a code that was sent from here", args: "login CODE --refresh", exit: 5, prepare: sentCode},
		{name: "a program that prints more than a code", args: "login --code-command WORK/program", exit: 6, prepare: chattyProgram},
		{args: "credential-process", exit: 6},
		{args: "exec true", exit: 6},
		{name: "another passphrase", args: "login", exit: 7, stored: true, env: []string{"MFA_SESSION_PASSPHRASE=" + passphrase + "-not"}},
		{name: "login with nowhere to write", args: "login CODE", exit: 7, env: []string{"XDG_STATE_HOME=/dev/null/state"}},
		{name: "login with no backend", args: "login CODE", exit: 7, env: []string{"MFA_SESSION_BACKEND=none"}},
		{name: "AWS fails", args: "CODE", exit: 8, prepare: fault(awsfake.Fault{Action: "GetSessionToken", Status: 500})},
		{name: "the answer is lost", args: "CODE", exit: 8, prepare: fault(awsfake.Fault{Action: "GetSessionToken", ResetAfter: true})},
		{name: "an answer that lacks the access key", args: "CODE", exit: 8, prepare: fault(awsfake.Fault{Action: "GetSessionToken", MutateResult: canariesWithoutAKey})},
		{name: "an answer that is cut off", args: "CODE", exit: 8, prepare: fault(awsfake.Fault{Action: "GetSessionToken", MutateResult: plantedIn, TruncateAt: 330})},
		{name: "AWS repeats the code", args: "CODE", exit: 8, prepare: talkativeAWS},
		{args: "--cached-only", exit: 10},
	}
}

// program is a code program that writes down what it got.
func program(t *testing.T, w *world, code string) {
	t.Helper()
	w.write(t, "code", code+"\n", 0o600)
	w.write(t, "program", "#!/bin/sh\n{ env; echo \"$0\" \"$@\"; ps -o args= -p $PPID; } >"+w.dir+"/seen\ncat "+w.dir+"/code\n", 0o700)
}

// chattyProgram prints more than a code.
func chattyProgram(t *testing.T, w *world, code string) {
	t.Helper()
	w.write(t, "program", "#!/bin/sh\necho 'your code is "+code+"'\n", 0o700)
}

func noDevice(_ *testing.T, w *world, _ string) { w.server.RemoveDevice(alicePhone) }

func deactivated(_ *testing.T, w *world, _ string) { w.server.DeactivateKey(alice.AccessKeyID) }

// wrongSecret leaves the secret in the file that AWS does not know any more.
func wrongSecret(t *testing.T, w *world, _ string) {
	t.Helper()
	other := alice
	other.SecretAccessKey = alice.SecretAccessKey + "x"
	w.write(t, "home/.aws/credentials", "[default]\naws_access_key_id = "+other.AccessKeyID+"\naws_secret_access_key = "+other.SecretAccessKey+"\n", 0o600)
}

func brokenFile(t *testing.T, w *world, _ string) {
	t.Helper()
	w.write(t, "home/.aws/credentials", "[default]\naws_access_key_id = "+alice.AccessKeyID+"\naws_secret_access_key = "+alice.SecretAccessKey+" "+alice.SecretAccessKey+"\n", 0o600)
}

// usedCode makes AWS refuse the code: another machine has used it.
func usedCode(t *testing.T, w *world, code string) {
	t.Helper()
	elsewhere := []string{"HOME=" + w.dir + "/run", "XDG_STATE_HOME=" + w.dir + "/run", "AWS_SHARED_CREDENTIALS_FILE=" + w.dir + "/home/.aws/credentials", "MFA_SESSION_BACKEND=file"}
	if r := w.run(t, elsewhere, "mfa-session", "login", code); r.code != 0 {
		t.Fatal(r.stderr)
	}
}

// sentCode makes the code one that was sent from here.
func sentCode(t *testing.T, w *world, code string) {
	t.Helper()
	if r := w.run(t, nil, "mfa-session", "login", code); r.code != 0 {
		t.Fatal(r.stderr)
	}
}

func fault(f awsfake.Fault) func(*testing.T, *world, string) {
	return func(_ *testing.T, w *world, _ string) {
		w.server.ClearFaults()
		w.server.Inject(f)
	}
}

func plantedIn(c *awsfake.Credentials) { c.SecretAccessKey, c.SessionToken = canarySecret, canaryToken }

func canariesWithoutAKey(c *awsfake.Credentials) {
	plantedIn(c)
	c.AccessKeyID = ""
}

// talkativeAWS repeats in its message what it was sent.
func talkativeAWS(t *testing.T, w *world, code string) {
	t.Helper()
	fault(awsfake.Fault{
		Action: "GetSessionToken", Status: 400, Code: "ValidationError",
		Message: "1 validation error detected: Value '" + code + "' at 'tokenCode' failed to satisfy constraint",
	})(t, w, code)
}

// Each command, each outcome, each loudness: the secrets are where they belong and nowhere else.
func TestSecretsAreOnlyWhereTheyBelong(t *testing.T) {
	for _, l := range leaks() {
		for _, loudness := range []string{"", "--debug", "--quiet"} {
			t.Run(strings.TrimSpace(cmp.Or(l.name, l.args)+" "+loudness), func(t *testing.T) {
				t.Parallel()
				l.run(t, loudness)
			})
		}
	}
}

func (l leak) run(t *testing.T, loudness string) {
	t.Helper()
	w := startWorld(t)
	plantCanaries(w)
	if l.stored {
		w.login(t, alicePhone)
	}
	code := w.server.Code(alicePhone)
	if l.prepare != nil {
		l.prepare(t, w, code)
	}
	fill := strings.NewReplacer("CODE", code, "WORK", w.dir)
	cmd := w.command(t, l.env, "mfa-session", strings.Fields(loudness+" "+fill.Replace(l.args))...)
	cmd.Stdin = strings.NewReader(fill.Replace(l.stdin))
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // the exit code is looked at
	if got := cmd.ProcessState.ExitCode(); got != l.exit {
		t.Errorf("exit code %d, want %d\n%s", got, l.exit, stderr.String())
	}
	for _, c := range sessionSecrets() {
		if c.in(stdout.String()) != l.prints {
			t.Errorf("stdout has %s: %v, want %v", c.name, !l.prints, l.prints)
		}
	}
	own := ownSecrets(code)
	lookFor(t, own, "stdout", stdout.String())
	lookFor(t, append(own, sessionSecrets()...), "stderr", stderr.String())
	lookInFiles(t, w, append(own, sessionSecrets()...))
	if _, err := os.Stat(w.dir + "/seen"); l.prepare == nil && err == nil {
		t.Error("a program was started")
	}
}
