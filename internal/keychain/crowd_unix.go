//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// lanes are the locks of those who read from one backend at the same time.
func lanes(b Backend, number int) []string {
	names := make([]string, number)
	for i := range names {
		names[i] = string(b) + "-" + strconv.Itoa(i)
	}
	return names
}

// oneOf waits for one of the locks, as long as there is time for what is to be done afterwards; a
// process that is stopped while it holds one keeps nobody from the others. Without one it goes on:
// that makes collisions likelier, which is no reason to fail.
func (c *Config) oneOf(ctx context.Context, names []string) (leave func()) {
	if c.LockOneOf == nil {
		return func() {}
	}
	waiting, cancel := c.beforeTheEnd(ctx)
	defer cancel()
	leave, err := c.LockOneOf(waiting, names)
	if err != nil {
		c.debug("going on without a turn: " + err.Error())
		return func() {}
	}
	return leave
}

// alone runs fn under a lock, and tells it whether another had that first. It waits as long as there
// is time for fn afterwards. It does not go on without the lock where others hold it: they would all
// run at the same moment then.
func (c *Config) alone(ctx context.Context, name string, fn func(waited bool) error) error {
	if c.LockOneOf == nil {
		return fn(false)
	}
	at, cancel := context.WithCancel(ctx)
	cancel() // to be told at once
	unlock, err := c.LockOneOf(at, []string{name})
	waited := errors.Is(err, context.Canceled)
	if waited && ctx.Err() == nil {
		waiting, cancel := c.beforeTheEnd(ctx)
		defer cancel()
		unlock, err = c.LockOneOf(waiting, []string{name})
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("%w: another mfa-session has been at it all the time", ErrTooSlow)
		}
	}
	if ctx.Err() != nil {
		return timeUp(ctx)
	}
	if err != nil {
		return fn(waited) // there are no locks here
	}
	defer unlock()
	return fn(waited)
}

// beforeTheEnd ends early enough that something can still be done when it has ended. Where nothing
// else sets an end, a dialog's time is long enough.
func (c *Config) beforeTheEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithTimeout(ctx, c.patience.dialog)
	}
	return context.WithDeadline(ctx, end.Add(-c.patience.silent))
}
