package statefile

import (
	"context"
	"errors"
	"path/filepath"
)

// ErrFailedElsewhere says that another process did what this one waited to do, and failed.
var ErrFailedElsewhere = errors.New("another process has tried it in vain")

// InTurn does something in one process at a time, as long as it is needed. Those who waited for a
// process that failed get ErrFailedElsewhere and do not do it again; an interrupt is no failure.
// It ends like Lock when time is up. Where no lock can be had everybody does it.
func InTurn(ctx context.Context, dir, name string, needed func() (bool, error), do func() error) error {
	failures := record[uint64]{dir: filepath.Join(dir, locksDir), name: name + ".failures.json"}
	before, _ := failures.load() // what cannot be read counts as none
	// Asked only now: one that fails after this is counted after it.
	if is, err := needed(); err != nil || !is {
		return err
	}
	unlock, err := Lock(ctx, dir, name)
	if errors.Is(err, ErrNoLock) {
		return do()
	}
	if err != nil {
		return err
	}
	defer unlock()
	if is, err := needed(); err != nil || !is {
		return err
	}
	if now, _ := failures.load(); now > before {
		return ErrFailedElsewhere
	}
	err = do()
	if err != nil && !errors.Is(err, context.Canceled) {
		return errors.Join(err, failures.save(before+1))
	}
	return err
}
