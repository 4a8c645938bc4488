//go:build unix

package keychain

import (
	"context"
	"errors"
	"path"
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

// show decrypts an item. First GnuPG does so without any dialog, for a few processes at once. What
// fails then, for which it has one message whether it lacks memory, a passphrase or the key, is tried
// again through pass by one process at a time, and with a dialog where a person can answer one.
func (p *passItems) show(ctx context.Context, name string) ([]byte, error) {
	data, err := p.showAsOneOfAFew(ctx, name)
	if !errors.Is(err, ErrLocked) && !errors.Is(err, ErrDenied) && !errors.Is(err, ErrAbsent) {
		return data, err
	}
	if p.there(name) != nil { // it was deleted meanwhile
		return nil, err
	}
	err = p.c.alone(ctx, "pass-unlock", func(waited bool) error {
		data, err = p.showAlone(ctx, name, waited)
		return err
	})
	return data, err
}

// showAsOneOfAFew has GnuPG do what pass would have it do: the shell script around it takes most of
// the time of a hit.
func (p *passItems) showAsOneOfAFew(ctx context.Context, name string) ([]byte, error) {
	leave := p.c.oneOf(ctx, lanes(Pass, passReaders))
	defer leave()
	return p.decrypt(ctx, gpgCall(p.c, p.file(name)))
}

// showAlone asks a person once, and not if another was asked while this process waited: then the
// agent either knows the passphrase by now, or the person did not want to give it.
func (p *passItems) showAlone(ctx context.Context, name string, waited bool) ([]byte, error) {
	if p.c.attended() && !waited {
		data, err := p.showByPass(ctx, name, passAsking)
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
		data, err = p.showByPass(ctx, name, passQuietly)
		if !errors.Is(err, ErrLocked) {
			return data, err
		}
	}
	return nil, err
}

func (p *passItems) showByPass(ctx context.Context, name string, dialog passDialog) ([]byte, error) {
	return p.decrypt(ctx, passCall{command: "show", args: []string{path.Join(service, name)}, dialog: dialog})
}

func (p *passItems) decrypt(ctx context.Context, call passCall) ([]byte, error) {
	call.limit = p.c.passLimit()
	data, err := p.run(ctx, call)
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
