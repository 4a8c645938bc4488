//go:build linux

package main

import (
	"context"
	"fmt"
)

// bareKey is the item that bareread reads.
const bareKey = "bench"

// measureKeyctl measures a hit in the kernel's keyring, its calls and how it grows with the config
// file.
func (b *bench) measureKeyctl(ctx context.Context) error {
	hit, err := b.loggedIn(ctx, setting{name: "keyctl", backend: "keyctl"})
	if err != nil {
		return err
	}
	if err := b.measureCalls(ctx, hit); err != nil {
		return err
	}
	bare, err := b.bareRead(ctx, hit, "keyctl")
	if err != nil {
		return err
	}
	few, err := b.loggedIn(ctx, setting{name: "few", backend: "keyctl", profiles: 10})
	if err != nil {
		return err
	}
	many, err := b.loggedIn(ctx, setting{name: "many", backend: "keyctl", profiles: 10_000})
	if err != nil {
		return err
	}
	t, err := medians(ctx, b.runs, emptyProcess(), b.hello(), bare, hit.hit(), few.hit(), many.hit(), b.imports())
	if err != nil {
		return err
	}
	b.table.atMost("hit, keyctl, × hello", "", timesHello(t[3], t[1], t[0]), 3.2)
	b.table.tell("  the imports alone, × hello", format(timesHello(t[6], t[1], t[0]), ""))
	b.table.tell("  the bare library, keyctl, × hello", format(timesHello(t[2], t[1], t[0]), ""))
	b.table.tell("  empty process, hello, hit", fmt.Sprintf("%.2f, %.2f, %.2f ms", ms(t[0]), ms(t[1]), ms(t[3])))
	b.table.atMost("hit, 10,000 profiles ÷ 10", "", ratio(t[5], t[4], t[0]), 1.8)
	if err := b.measurePeak(ctx, "peak memory of a hit, keyctl", hit); err != nil {
		return err
	}
	return b.measureAWSCLI(ctx, hit)
}

// measureCalls is asked of a world whose only command was the login.
func (b *bench) measureCalls(ctx context.Context, w *world) error {
	_, cold, err := w.calls(ctx)
	if err != nil {
		return err
	}
	if _, err := w.output(ctx, w.hit().argv...); err != nil {
		return err
	}
	_, all, err := w.calls(ctx)
	b.table.add("network calls, hit / cold with a serial", fmt.Sprintf("%d / %d", all-cold, cold), "0 / 2", all == cold && cold == 2)
	return err
}

func (b *bench) measurePeak(ctx context.Context, what string, w *world) error {
	mib, err := peak(ctx, w.hit())
	if err == nil {
		b.table.atMost(what, " MiB", mib, 13)
	}
	return err
}

// loggedIn is a world with a fresh session in its keychain.
func (b *bench) loggedIn(ctx context.Context, s setting) (*world, error) {
	w, err := b.newWorld(ctx, s)
	if err != nil {
		return nil, err
	}
	return w, w.login(ctx)
}

// bareRead stores the answer of a hit as an item of its own and reads that.
func (b *bench) bareRead(ctx context.Context, w *world, backend string) (command, error) {
	session, err := w.output(ctx, w.hit().argv...)
	if err != nil {
		return command{}, err
	}
	if err := b.store(ctx, w, backend, bareKey, session); err != nil {
		return command{}, err
	}
	return command{argv: []string{b.program("bareread"), backend, "get", bareKey}, env: w.env}, nil
}

// store stores an item until the end.
func (b *bench) store(ctx context.Context, w *world, backend, key, data string) error {
	if _, err := w.output(ctx, b.program("bareread"), backend, "set", key, data); err != nil {
		return err
	}
	b.atEnd(func(ctx context.Context) {
		_, _ = w.output(ctx, b.program("bareread"), backend, "remove", key) // the keyring may have ended
	})
	return nil
}

func (b *bench) hello() command { return command{argv: []string{b.program("hello")}, env: []string{}} }

// imports connects to no bus, as a hit in the kernel's keyring does not.
func (b *bench) imports() command {
	return command{argv: []string{b.program("imports")}, env: []string{"DBUS_SESSION_BUS_ADDRESS=disabled:"}}
}
