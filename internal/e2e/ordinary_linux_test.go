package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	toStdout  = regexp.MustCompile(`(write|writev|pwrite64|sendto|sendfile|splice)\(1, "?[^"]`)
	toNetwork = regexp.MustCompile(`(socket|connect)\(`)
	toFiles   = regexp.MustCompile(`O_WRONLY|O_RDWR|O_CREAT|(mkdir|unlink|rename)[a-z0-9]*\(`)
	starts    = regexp.MustCompile(`execve(at)?\(`)
)

// TestWhatAnOrdinaryUserSeesOfIt: what scripts show of root's holds for others too. stdout is one write;
// a hit calls nobody, writes no file and starts nothing.
func TestWhatAnOrdinaryUserSeesOfIt(t *testing.T) {
	need(t, "strace")
	for _, c := range []struct {
		args   string
		code   int
		writes int
		hit    bool
	}{
		{"credential-process", 0, 1, true},
		{"--format process", 0, 1, true},
		{"status", 0, 1, true},
		{"status --quiet", 0, 0, true},
		{"--refresh --format process CODE", 0, 1, false},
		{"--profile nobody", 4, 1, true},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			w, as := ordinary(t)
			login := w.command(t, nil, "mfa-session", "login", w.server.Code(alicePhone))
			as(login)
			if r := resultOf(t, login); r.code != 0 {
				t.Fatalf("login: exit code %d\n%s", r.code, r.stderr)
			}
			trace := filepath.Join(w.dir, "trace")
			words := slices.Concat([]string{"-f", "-qq", "-s", "256", "-e", "trace=%file,%network,%process,write,writev,pwrite64,sendfile,splice", "-o", trace, w.ofOrdinary()},
				strings.Fields(strings.ReplaceAll(c.args, "CODE", unsentCode(w.server, alicePhone))))
			cmd := w.command(t, []string{"MFA_SESSION_DEBUGGABLE=1"}, "strace", words...) // or strace could read nothing
			as(cmd)
			if r := resultOf(t, cmd); r.code != c.code {
				t.Fatalf("exit code %d, want %d\n%s", r.code, c.code, r.stderr)
			}
			seen := string(read(t, trace))
			if n := len(toStdout.FindAllString(seen, -1)); n != c.writes {
				t.Errorf("%d writes to stdout, want %d", n, c.writes)
			}
			if n := len(starts.FindAllString(seen, -1)); n != 1 {
				t.Errorf("%d programs were started, itself included", n)
			}
			if c.hit && (toNetwork.MatchString(seen) || toFiles.MatchString(seen)) {
				t.Errorf("the network, or files to write: %q %q", toNetwork.FindString(seen), toFiles.FindString(seen))
			}
			if !c.hit && (!toNetwork.MatchString(seen) || !toFiles.MatchString(seen)) {
				t.Error("strace saw no network or no files")
			}
		})
	}
}

// TestNoLocksForAnOrdinaryUser: a disk without a lock service is one warning, also where nobody may look
// into the process.
func TestNoLocksForAnOrdinaryUser(t *testing.T) {
	need(t, "strace")
	w, as := ordinary(t)
	cmd := w.command(t, nil, "strace", "-f", "-o", os.DevNull, "-e", "inject=flock:error=ENOLCK", w.ofOrdinary(), "login", w.server.Code(alicePhone))
	as(cmd)
	r := resultOf(t, cmd)
	const warning = linePrefix + "warning: going on without waiting for other processes: no lock can be had: no locks available\n" + hintPrefix
	if r.code != 0 || !strings.HasPrefix(r.stderr, warning) || strings.Count(r.stderr, "\n") != 3 {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
	w.issued(t, 1)
}
