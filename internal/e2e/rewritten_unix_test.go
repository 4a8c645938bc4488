//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// rewriting is how another program writes a file again and again.
type rewriting struct {
	name   string
	write  func(path, text string) error
	rest   time.Duration // between two times
	always bool          // each reading gets the file
}

func rewritings() []rewriting {
	const often, seldom = 100 * time.Microsecond, 80 * time.Millisecond
	return []rewriting{
		{"another takes its place, all the time", replace, often, true},
		{"it is emptied and filled, now and then", inPieces, seldom, true},
		{"it is moved away and written anew, now and then", anew, seldom, true},
		{"it is emptied and filled, all the time", inPieces, often, false},
	}
}

func replace(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// inPieces writes as a program with a small buffer does.
func inPieces(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	const piece = 64
	for ; len(text) > 0; text = text[min(len(text), piece):] {
		if _, err := f.WriteString(text[:min(len(text), piece)]); err != nil {
			return err
		}
	}
	return nil
}

func anew(path, text string) error {
	if err := os.Rename(path, path+"~"); err != nil {
		return err
	}
	return inPieces(path, text)
}

// rewritten is what both files of AWS's have: keys first, and at the end what may not get lost.
func rewritten(region string) string {
	return "[default]\n" + aliceKeys + strings.Repeat("# a comment\n", 30) + "mfa_serial = " + alicePhone + "\nregion = " + region + "\n"
}

var regionOf = regexp.MustCompile(`"AWS_REGION":"(eu-west-1|eu-central-1)"`)

// TestFilesThatAreWrittenMeanwhile: a part of a file is never taken for all. What is put in its place
// as a whole disturbs nobody, what is written in place is awaited, and if it does not end it is said.
func TestFilesThatAreWrittenMeanwhile(t *testing.T) {
	for _, c := range rewritings() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			w.login(t, alicePhone)
			path := filepath.Join(w.dir, "both")
			writer := c.start(t, path)
			for reads := 0; reads < 8 || writer.times.Load() < 8 && reads < 200; reads++ {
				env := []string{"AWS_CONFIG_FILE=" + path, "AWS_SHARED_CREDENTIALS_FILE=" + path}
				stalls := writer.stalls.Load()
				r := w.run(t, env, "mfa-session", "--cached-only", "--format", "json")
				region := regionOf.FindString(r.stdout)
				unsteady := r.code == 4 && r.stderr == linePrefix+path+": keeps changing while it is read\n"+hintPrefix+"let the program that writes it finish, then try again\n"
				if (r.code != 0 || region == "" || r.stderr != "") && (c.always || !unsteady) && !writer.stalledSince(stalls) {
					t.Errorf("exit code %d, %d bytes, the region is %q\n%s", r.code, len(r.stdout), region, r.stderr)
				}
			}
			writer.check(t)
		})
	}
}

// writer writes a file until it is told to end.
type writer struct {
	stop, ended chan struct{}
	times       atomic.Int64
	begun       atomic.Pointer[time.Time] // nil while the file is whole
	stalls      atomic.Int64
	err         error
}

// stalledSince says that the machine was so busy that a file stayed half written for longer than
// anybody waits: then it cannot be told from one that is meant to be so.
func (w *writer) stalledSince(stalls int64) bool {
	return isSlow(w.begun.Load()) || w.stalls.Load() != stalls
}

func isSlow(begun *time.Time) bool { return begun != nil && time.Since(*begun) > time.Millisecond }

func (w *writer) write(write func(path, text string) error, path, text string) {
	begun := time.Now()
	w.begun.Store(&begun)
	w.err = write(path, text)
	if isSlow(&begun) {
		w.stalls.Add(1)
	}
	w.begun.Store(nil)
	w.times.Add(1)
}

func (c rewriting) start(t *testing.T, path string) *writer {
	t.Helper()
	if err := replace(path, rewritten("eu-west-1")); err != nil {
		t.Fatal(err)
	}
	w := &writer{stop: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		for regions := []string{"eu-central-1", "eu-west-1"}; w.err == nil; {
			select {
			case <-w.stop:
				return
			case <-time.After(c.rest):
			}
			w.write(c.write, path, rewritten(regions[w.times.Load()%2]))
		}
	}()
	return w
}

func (w *writer) check(t *testing.T) {
	t.Helper()
	close(w.stop)
	<-w.ended
	if times := w.times.Load(); w.err != nil || times < 8 {
		t.Errorf("the file was written %d times, %v", times, w.err)
	}
}
