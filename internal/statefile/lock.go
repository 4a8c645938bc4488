package statefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// locksDir holds the lock files, under the directory of the state files.
const locksDir = "locks"

// lockLimit is how long one attempt, which never waits for another process, may take. NFS without
// its lock service hangs in it. It is long, since going on without a lock on a machine that is
// merely busy would ask a person twice.
const lockLimit = 10 * time.Second

// Lock waits for the lock of that name under the directory. It ends with ErrLocked and the context's
// error when time is up, and with ErrNoLock where no lock can be had. The caller calls unlock once.
// The kernel unlocks what a process that dies held.
func Lock(ctx context.Context, dir, name string) (unlock func(), err error) {
	return LockOneOf(ctx, dir, []string{name})
}

// LockOneOf is Lock for whichever of the locks is free first. It looks at all of them at first, then
// at one at a time by chance, so that hundreds who wait do not keep the machine busy.
func LockOneOf(ctx context.Context, dir string, names []string) (unlock func(), err error) {
	for _, i := range rand.Perm(len(names)) { //nolint:gosec // G404: chance, not secrecy
		unlock, err = TryLock(dir, names[i])
		if !errors.Is(err, ErrLocked) {
			return unlock, err
		}
	}
	var pace Pace
	for {
		if waitErr := pace.Wait(ctx); waitErr != nil {
			return nil, fmt.Errorf("%w: %w", err, waitErr)
		}
		unlock, err = TryLock(dir, names[rand.IntN(len(names))]) //nolint:gosec // G404: chance, not secrecy
		if !errors.Is(err, ErrLocked) {
			return unlock, err
		}
	}
}

// TryLock is Lock without waiting: ErrLocked when another process, or another Lock of this one, has
// the lock.
func TryLock(dir, name string) (unlock func(), err error) {
	return try(dir, name, (*flock.Flock).TryLock)
}

// Locked says whether another holds the lock. It is seen by those who try to lock at the very same
// moment as a lock held.
func Locked(dir, name string) (bool, error) {
	unlock, err := try(dir, name, (*flock.Flock).TryRLock)
	if errors.Is(err, ErrLocked) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	unlock()
	return false, nil
}

type attempt struct {
	got bool
	err error
}

func try(dir, name string, lock func(*flock.Flock) (bool, error)) (func(), error) {
	path, err := lockPath(dir, name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoLock, err)
	}
	f := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|openSafely), flock.SetPermissions(fileMode))
	unlock := func() { _ = f.Close() }
	var ofFile *fs.PathError
	var inTheWay *BlockedError
	a, inTime := within(lockLimit, func() attempt { return attemptLock(f, lock) }, func(attempt) { unlock() })
	switch {
	case !inTime:
		return nil, fmt.Errorf("%w: %s does not answer", ErrNoLock, path)
	case a.err != nil && errors.As(blocked(path, a.err), &inTheWay):
		return nil, fmt.Errorf("%w: %w", ErrNoLock, inTheWay)
	case errors.As(a.err, &ofFile) && ofFile.Op == "open": // not the lock: the file cannot be made
		return nil, fmt.Errorf("%w: %w", ErrNoLock, ofDir(dir, a.err))
	case a.err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoLock, a.err)
	case !a.got:
		return nil, fmt.Errorf("%s: %w", name, ErrLocked)
	}
	return unlock, nil
}

// attemptLock locks and makes sure that what is locked is the file that the next one will try.
func attemptLock(f *flock.Flock, lock func(*flock.Flock) (bool, error)) attempt {
	got, err := lock(f)
	if err != nil || !got {
		return attempt{err: err}
	}
	opened, err := f.Stat()
	if err == nil {
		err = judgeFile(f.Path(), opened)
	}
	if err != nil {
		_ = f.Close()
		return attempt{err: err}
	}
	// Somebody who cleared the directory meanwhile has left us a lock that means nothing: as if
	// another had it, so that it is tried again.
	if named, err := os.Lstat(f.Path()); err != nil || !os.SameFile(opened, named) {
		_ = f.Close()
		return attempt{}
	}
	return attempt{got: true}
}

// lockPath is where the lock file is, or will be, in a directory that was found safe.
func lockPath(dir, name string) (string, error) {
	if name == "" || name != filepath.Base(name) {
		return "", fmt.Errorf("%q is no name for a lock: %w", name, ErrUnsafe)
	}
	locks := filepath.Join(dir, locksDir)
	for _, d := range []string{dir, locks} {
		err := checkDir(d)
		if errors.Is(err, os.ErrNotExist) {
			if err = createDir(d); err == nil {
				err = checkDir(d)
			}
		}
		if err != nil {
			return "", ofDir(d, err)
		}
	}
	return filepath.Join(locks, name+".lock"), nil
}

// within runs a call that may hang. When the limit passes it says false and lets the call end, if
// ever it does, by itself; late then gets what came of it.
func within[T any](limit time.Duration, call func() T, late func(T)) (result T, inTime bool) {
	done := make(chan T, 1)
	go func() { done <- call() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case result = <-done:
		return result, true
	case <-timer.C:
	}
	// A process that was stopped for a while finds both ready.
	select {
	case result = <-done:
		return result, true
	default:
	}
	go func() { late(<-done) }()
	return result, false
}
