package statefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errTried = errors.New("tried in vain")

// inTurn does it beside the test. It says that it is begun on the channel, and ends as it is told.
func inTurn(ctx context.Context, dir string, needed func() (bool, error), begun chan<- struct{}, end <-chan error) <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- InTurn(ctx, dir, "thing", needed, func() error {
			begun <- struct{}{}
			return <-end
		})
	}()
	return done
}

func always() (bool, error) { return true, nil }

func TestThoseWhoWaitedForAFailureDoNotTryAgain(t *testing.T) {
	for name, c := range map[string]struct{ first, others error }{
		"a failure":     {errTried, ErrFailedElsewhere},
		"no time":       {context.DeadlineExceeded, ErrFailedElsewhere},
		"a success":     {nil, nil},
		"an interrupt":  {context.Canceled, nil},
		"a second time": {errTried, ErrFailedElsewhere},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			if name == "a second time" { // what failed before they came does not count
				if err := InTurn(t.Context(), dir, "thing", always, func() error { return errTried }); !errors.Is(err, errTried) {
					t.Fatal(err)
				}
			}
			synctest.Test(t, func(t *testing.T) {
				begun, end := make(chan struct{}, 9), make(chan error, 9)
				first := inTurn(t.Context(), dir, always, begun, end)
				<-begun
				var others []<-chan error
				for range 3 {
					others = append(others, inTurn(t.Context(), dir, always, begun, end))
				}
				time.Sleep(time.Minute)
				for _, err := range []error{c.first, nil, nil, nil} {
					end <- err
				}
				if err := <-first; !errors.Is(err, c.first) {
					t.Errorf("the first: %v", err)
				}
				for _, o := range others {
					if err := <-o; !errors.Is(err, c.others) {
						t.Errorf("one who waited: %v, want %v", err, c.others)
					}
				}
				if n := len(begun); (n == 0) != (c.others != nil) {
					t.Errorf("%d of those who waited have tried", n)
				}
			})
		})
	}
}

func TestWhatIsNotNeededAnyMoreIsNotDone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		var needed atomic.Bool
		needed.Store(true)
		begun, end := make(chan struct{}, 9), make(chan error, 9)
		asked := func() (bool, error) { return needed.Load(), nil }
		first := inTurn(t.Context(), dir, asked, begun, end)
		<-begun
		second := inTurn(t.Context(), dir, asked, begun, end)
		synctest.Wait()
		needed.Store(false)
		end <- nil
		if err := errors.Join(<-first, <-second); err != nil || len(begun) != 0 {
			t.Errorf("%v, done again: %v", err, len(begun) != 0)
		}
	})
	broken := errors.New("nobody knows")
	if err := InTurn(t.Context(), dir, "thing", func() (bool, error) { return false, broken }, nil); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}

func TestTheWaitForATurnEnds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		begun, end := make(chan struct{}, 9), make(chan error, 9)
		first := inTurn(t.Context(), dir, always, begun, end)
		<-begun
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := InTurn(ctx, dir, "thing", always, nil); !errors.Is(err, ErrLocked) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		end <- nil
		if err := <-first; err != nil {
			t.Error(err)
		}
	})
}

func TestWithoutALockEverybodyDoesIt(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", inTheWay} {
		if err := InTurn(t.Context(), dir, "thing", always, func() error { return errTried }); !errors.Is(err, errTried) {
			t.Errorf("%v, want %v", err, errTried)
		}
	}
}
