package queue

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// callerVariable makes the test binary act as another process that enters the queue.
const callerVariable = "QUEUE_TEST_CALLER"

// stateName is the name of the directory of a test; other processes are started beside it.
const stateName = "state"

var (
	alice = session.Identity{AccessKeyID: "AKIAEXAMPLE", SerialNumber: "arn:aws:iam::123456789012:mfa/alice", Partition: "aws"}
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
)

func TestMain(m *testing.M) {
	var c caller
	role := os.Getenv(callerVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := json.Unmarshal([]byte(role), &c); err != nil {
		panic(err)
	}
	here, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	c.run(filepath.Join(here, stateName))
}

func newDir(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), stateName)
}

func newQueue(dir string) *Queue {
	return &Queue{Dir: dir, Now: func() time.Time { return noon }}
}

// caller is what a process does in the queue, and how it leaves a turn that it gets. It says
// "waiting" after two seconds, "turn" when it has it, "shared KIND MESSAGE" or "error KIND" in the
// end.
type caller struct {
	Stance session.Stance
	Leave  session.Outcome
	AtOnce bool // it leaves without being told to, and says "alone" if nobody else had a turn meanwhile
}

func (c caller) run(dir string) {
	q := newQueue(dir)
	q.Notice = func(Holder) { fmt.Println("waiting") }
	q.Warn = func(err error) { fmt.Println("warning", err) }
	turn, err := q.Enter(context.Background(), alice, c.Stance)
	switch {
	case errors.Is(err, session.ErrNobodyToAsk):
		fmt.Println("error nobody-to-ask")
		return
	case err != nil:
		fmt.Println("error", err)
		return
	}
	if o, ok := turn.Shared(); ok {
		fmt.Println("shared", o.Kind, o.Message)
		return
	}
	if c.AtOnce {
		fmt.Println(alone(dir))
		turn.Leave(c.Leave)
		return
	}
	fmt.Println("turn")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test says so
	turn.Leave(c.Leave)
}

// alone puts a mark beside the directory and looks whether another has replaced it. What one that was
// killed has left does not matter.
func alone(dir string) string {
	path, mark := dir+".mark", fmt.Sprint(os.Getpid())
	if err := os.WriteFile(path, []byte(mark), 0o600); err != nil {
		return err.Error()
	}
	for range 20 {
		runtime.Gosched()
		if got, err := os.ReadFile(path); err != nil || string(got) != mark {
			return fmt.Sprintf("marked by %s: %v", got, err)
		}
	}
	return "alone"
}

// helper is another process in the queue.
type helper struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

// start starts one. It is killed at the end of the test, should it still be there.
func start(t *testing.T, dir string, c caller) *helper {
	t.Helper()
	role, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Dir = filepath.Dir(dir)
	cmd.Env = append(os.Environ(), callerVariable+"="+string(role))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &helper{t: t, cmd: cmd, stdin: stdin, lines: bufio.NewScanner(stdout)}
	t.Cleanup(h.kill)
	return h
}

func startMany(t *testing.T, dir string, n int, c caller) []*helper {
	t.Helper()
	helpers := make([]*helper, n)
	for i := range helpers {
		helpers[i] = start(t, dir, c)
	}
	return helpers
}

// says is the next line; empty at the end.
func (h *helper) says() string {
	h.lines.Scan()
	return h.lines.Text()
}

// leave lets it leave its turn.
func (h *helper) leave() { _ = h.stdin.Close() }

func (h *helper) kill() {
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait() // it was killed, or has ended
}

func wantSays(t *testing.T, h *helper, want string) {
	t.Helper()
	if got := h.says(); got != want {
		t.Errorf("process %d says %q, want %q", h.cmd.Process.Pid, got, want)
	}
}

func wantAllSay(t *testing.T, helpers []*helper, want string) {
	t.Helper()
	for _, h := range helpers {
		wantSays(t, h, want)
	}
}
