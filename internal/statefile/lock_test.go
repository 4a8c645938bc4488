package statefile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

func TestLockExcludes(t *testing.T) {
	dir := newDir(t)
	unlock, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := TryLock(dir, "turn"); !errors.Is(err, ErrLocked) {
		t.Errorf("the same lock again: %v, want %v", err, ErrLocked)
	}
	if locked, err := Locked(dir, "turn"); !locked || err != nil {
		t.Errorf("Locked = %v, %v while it is held", locked, err)
	}
	other, err := TryLock(dir, "other")
	if err != nil {
		t.Errorf("another lock: %v", err)
	}
	other()
	unlock()
	if locked, err := Locked(dir, "turn"); locked || err != nil {
		t.Errorf("Locked = %v, %v afterwards", locked, err)
	}
	again, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatalf("afterwards: %v", err)
	}
	again()
	if _, err := os.Stat(filepath.Join(dir, "locks", "turn.lock")); err != nil {
		t.Errorf("the lock file must stay: %v", err)
	}
}

func TestLockWaits(t *testing.T) {
	dir := newDir(t)
	synctest.Test(t, func(t *testing.T) {
		unlock, err := TryLock(dir, "turn")
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Minute, unlock)
		unlock, err = Lock(t.Context(), dir, "turn")
		if err != nil {
			t.Fatal(err)
		}
		unlock()
	})
}

func TestLockOneOfTakesWhatIsFree(t *testing.T) {
	dir, names := newDir(t), []string{"a", "b", "c"}
	var held []func()
	for range names {
		unlock, err := LockOneOf(t.Context(), dir, names)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, unlock)
	}
	synctest.Test(t, func(t *testing.T) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		began := time.Now()
		if _, err := LockOneOf(ended, dir, names); !errors.Is(err, ErrLocked) || !errors.Is(err, context.Canceled) || time.Since(began) != 0 {
			t.Errorf("error %v after %v, want %v at once", err, time.Since(began), ErrLocked)
		}
		time.AfterFunc(time.Minute, held[1])
		unlock, err := LockOneOf(t.Context(), dir, names)
		if err != nil || time.Since(began) > time.Minute+5*time.Second {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		unlock()
	})
	held[0]()
	held[2]()
}

func TestLockEndsWithTheContext(t *testing.T) {
	dir := newDir(t)
	unlock, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := Lock(ctx, dir, "turn")
		if !errors.Is(err, ErrLocked) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want %v and %v", err, ErrLocked, context.DeadlineExceeded)
		}
	})
}

func TestALockFileThatWasDeletedMeanwhileIsNotALock(t *testing.T) {
	dir := newDir(t)
	unlock, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	unlock()
	again, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatalf("in a directory made anew: %v", err)
	}
	defer again()
	if _, err := TryLock(dir, "turn"); !errors.Is(err, ErrLocked) {
		t.Errorf("the lock made anew does not exclude: %v", err)
	}
}

func TestLockNamesStayInTheirDirectory(t *testing.T) {
	for _, name := range []string{"", ".", "..", "../x", "a/b"} {
		unlock, err := TryLock(newDir(t), name)
		if name == "." || name == ".." { // "..lock" and "...lock" are harmless
			if err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			unlock()
			continue
		}
		if !errors.Is(err, ErrUnsafe) {
			t.Errorf("%q: %v, want %v", name, err, ErrUnsafe)
		}
	}
}

func TestTheLockOfAProcessThatIsKilledIsFree(t *testing.T) {
	dir := newDir(t)
	cmd, _ := process(t, "hold-lock", dir)
	cmd.Stderr = nil
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(told).ReadString('\n')
	if err != nil || line != "locked\n" {
		t.Fatalf("the other process: %q, %v", line, err)
	}
	if _, err := TryLock(dir, "turn"); !errors.Is(err, ErrLocked) {
		t.Errorf("while it lives: %v, want %v", err, ErrLocked)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	unlock, err := TryLock(dir, "turn")
	if err != nil {
		t.Fatalf("when it is dead: %v", err)
	}
	unlock()
}

func holdLock(dir string) int {
	if _, err := TryLock(dir, "turn"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Fprintln(os.Stderr, "locked")
	select {}
}

func TestWithin(t *testing.T) {
	t.Run("a call that answers", func(t *testing.T) {
		got, inTime := within(time.Hour, func() string { return "answer" }, func(string) { t.Error("is not late") })
		if got != "answer" || !inTime {
			t.Errorf("within = %q, %v", got, inTime)
		}
	})
	t.Run("a call that hangs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hang, late := make(chan struct{}), make(chan string, 1)
			_, inTime := within(time.Second, func() string { <-hang; return "answer" }, func(s string) { late <- s })
			if inTime {
				t.Error("it did not hang")
			}
			close(hang)
			if got := <-late; got != "answer" {
				t.Errorf("late with %q", got)
			}
		})
	})
}

func TestPaceGrowsToItsLimitAndScatters(t *testing.T) {
	var p Pace
	for i := range 100 {
		pause := p.next()
		if pause < firstPause/2 || pause > lastPause*3/2 {
			t.Errorf("pause %d is %v", i, pause)
		}
	}
	if p.pause != lastPause {
		t.Errorf("in the end %v, want %v", p.pause, lastPause)
	}
}
