//go:build unix

package keychain

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"time"
)

// passReaders is how many processes have the agent of GnuPG decrypt at once. It has 64 kB of secure
// memory: with a key of RSA 4096 it fails from sixteen at once, with RSA 3072 from sixty, and says
// "No secret key" then. More would be no faster and each would take longer, as the agent computes on
// one processor: the derivation from a passphrase alone takes it a tenth of a second, each time.
const passReaders = 4

// rescuePauses are the pauses before an item is read again by the one process that may, while the
// agent still has no memory: programs of others use it too.
var rescuePauses = []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond}

// show decrypts an item. First it does so without any dialog, as one of a few. What fails then, for
// which GnuPG has one message whether it lacks memory, a passphrase or the key, is tried again by one
// process at a time, and with a dialog where a person can answer one.
func (p *passItems) show(ctx context.Context, name string) ([]byte, error) {
	data, err := p.showAsOneOfAFew(ctx, name)
	if !errors.Is(err, ErrLocked) {
		return data, err
	}
	err = p.c.alone(ctx, "pass-unlock", func(waited bool) error {
		data, err = p.showAlone(ctx, name, waited)
		return err
	})
	return data, err
}

func (p *passItems) showAsOneOfAFew(ctx context.Context, name string) ([]byte, error) {
	leave := p.c.oneOf(ctx, passLanes())
	defer leave()
	return p.decrypt(ctx, name, passQuietly)
}

// showAlone asks a person once, and not if another was asked while this process waited: then the
// agent either knows the passphrase by now, or the person did not want to give it.
func (p *passItems) showAlone(ctx context.Context, name string, waited bool) ([]byte, error) {
	if p.c.attended() && !waited {
		data, err := p.decrypt(ctx, name, passAsking)
		if !errors.Is(err, ErrLocked) || errors.Is(err, errAsked) {
			return data, err
		}
	}
	var (
		data []byte
		err  error
	)
	for _, pause := range rescuePauses {
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		data, err = p.decrypt(ctx, name, passQuietly)
		if !errors.Is(err, ErrLocked) {
			return data, err
		}
	}
	return nil, err
}

func (p *passItems) decrypt(ctx context.Context, name string, dialog passDialog) ([]byte, error) {
	data, err := p.run(ctx, passCall{command: "show", args: []string{path.Join(service, name)}, dialog: dialog, limit: p.c.passLimit()})
	var failed *passError
	if errors.As(err, &failed) {
		return nil, failed.reading()
	}
	return data, err
}

// attended says that a person can see and answer a dialog or a question of GnuPG.
func (c *Config) attended() bool { return c.Dialogs || c.Terminal != nil }

// passLimit is how long pass may take. Also without a dialog a key may wait to be touched.
func (c *Config) passLimit() time.Duration {
	if c.attended() {
		return c.patience.dialog
	}
	return c.patience.silent
}

func passLanes() []string {
	lanes := make([]string, passReaders)
	for i := range lanes {
		lanes[i] = "pass-" + strconv.Itoa(i)
	}
	return lanes
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return timeUp(ctx)
	case <-timer.C:
		return nil
	}
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
