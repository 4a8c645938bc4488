package command

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// world is an AWS with the user alice and a home of hers, in which the program is run in this
// process. Its clock can be set back: a session that was issued hours ago cannot be waited for.
type world struct {
	t          *testing.T
	aws        *awsfake.Server
	home       string
	env        map[string]string
	offset     time.Duration // of the clock of this machine
	jump       atomic.Int64  // what is added to it while the program runs
	startedAgo time.Duration // how long the next runs have been going on
	ctx        context.Context

	// What the next runs are given.
	stdin      string
	onTerminal bool   // stdout is one
	atPrompt   func() // happens while a person thinks about the code
	child      func(Child) (int, error)
}

const aliceDevice = "arn:aws:iam::111122223333:mfa/phone"

var alice = awsfake.User{Name: "alice", AccessKeyID: "AKIAALICEEXAMPLE0001", SecretAccessKey: "alice/secretEXAMPLE/0123456789abcdefghijk"}

func newWorld(t *testing.T) *world {
	t.Helper()
	server, err := awsfake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.AddUser(alice)
	server.AddVirtualDevice(alice, "phone")
	home := t.TempDir()
	w := &world{t: t, aws: server, home: home, ctx: t.Context(), env: map[string]string{
		"HOME":                   home,
		"AWS_ENDPOINT_URL":       server.URL(),
		"MFA_SESSION_BACKEND":    "file",
		"MFA_SESSION_PASSPHRASE": "correct-horse-EXAMPLE-staple",
	}}
	w.write(".aws/credentials", keysOf("default")+keysOf("twin"))
	return w
}

// keysOf is a profile with the keys of alice.
func keysOf(profile string) string {
	return "[" + profile + "]\naws_access_key_id = " + alice.AccessKeyID + "\naws_secret_access_key = " + alice.SecretAccessKey + "\n"
}

func (w *world) write(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.home, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *world) now() time.Time { return time.Now().Add(w.offset + time.Duration(w.jump.Load())) }

// code is one that AWS takes.
func (w *world) code() string { return w.aws.Code(aliceDevice) }

// ended is how a run ended.
type ended struct {
	code           int
	stdout, stderr string
}

// environ is the environment of a run.
func (w *world) environ() []string {
	var environ []string
	for name, value := range w.env {
		environ = append(environ, name+"="+value)
	}
	slices.Sort(environ)
	return environ
}

func (w *world) run(args ...string) ended {
	child := w.child
	if child == nil {
		child = func(Child) (int, error) { return 0, nil }
	}
	var stdout, stderr bytes.Buffer
	code := Run(w.ctx, &Process{
		Args: args, Environ: w.environ(), Stdin: strings.NewReader(w.stdin), Stdout: &stdout, Stderr: &stderr,
		StdoutIsTerminal: w.onTerminal, Now: w.now, Started: time.Now().Add(-w.startedAgo), SinceBoot: sinceBoot, Home: w.env["HOME"], GOOS: "linux", LookPath: exec.LookPath,
		RunChild:    func(_ context.Context, c Child) (int, error) { return child(c) },
		OriginalBus: func() (string, bool) { return "", false },
	}, "v0.0.0-test")
	return ended{code, stdout.String(), stderr.String()}
}

// stored has a session issued two hours ago, of which so much is left now. AWS keeps the true time,
// since requests are signed with it.
func (w *world) stored(left time.Duration) {
	w.t.Helper()
	expires := w.aws.Now().Add(left)
	w.aws.Inject(awsfake.Fault{Action: "GetSessionToken", MutateResult: func(c *awsfake.Credentials) { c.Expiration = expires }})
	w.offset = -2 * time.Hour
	r := w.run("login", w.code(), "--duration", (2*time.Hour + left).String(), "--refresh")
	w.offset = 0
	w.aws.ClearFaults()
	w.aws.ResetCalls()
	if r.code != 0 {
		w.t.Fatalf("login: exit code %d\n%s", r.code, r.stderr)
	}
}

// ends checks how a run ended and how many sessions were issued for it.
func (w *world) ends(r ended, code, issued int) {
	w.t.Helper()
	if r.code != code {
		w.t.Errorf("exit code %d, want %d; stderr:\n%s", r.code, code, r.stderr)
	}
	if n := w.aws.Calls("GetSessionToken"); n != issued {
		w.t.Errorf("GetSessionToken was called %d times, want %d; stderr:\n%s", n, issued, r.stderr)
	}
	w.aws.ResetCalls()
}

// says checks that each text is on stderr; with none that nothing is.
func (w *world) says(r ended, texts ...string) {
	w.t.Helper()
	if len(texts) == 0 && r.stderr != "" {
		w.t.Errorf("stderr is not empty:\n%s", r.stderr)
	}
	for _, text := range texts {
		if !strings.Contains(r.stderr, text) {
			w.t.Errorf("stderr does not have %q:\n%s", text, r.stderr)
		}
	}
}
