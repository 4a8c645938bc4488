//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// measureSecretService measures a hit in gnome-keyring, how it grows with the items of others, and a
// hundred at once.
func (b *bench) measureSecretService(ctx context.Context) error {
	for _, name := range []string{"dbus-daemon", "dbus-send", "gnome-keyring-daemon"} {
		if !installed(name) {
			b.table.tell("hit, Secret Service", "not measured: there is no "+name)
			return nil
		}
	}
	alone, err := b.newDesktop(ctx, 0)
	if err != nil {
		return err
	}
	hit, err := b.onDesktop(ctx, alone)
	if err != nil {
		return err
	}
	bare, err := b.bareRead(ctx, hit, "secret-service")
	if err != nil {
		return err
	}
	crowded, err := b.among(ctx, 1000)
	if err != nil {
		return err
	}
	t, err := medians(ctx, b.runs, emptyProcess(), b.hello(), bare, hit.hit(), crowded.hit())
	if err != nil {
		return err
	}
	b.table.atMost("hit, Secret Service, × hello", "", timesHello(t[3], t[1], t[0]), 6)
	b.table.tell("  the bare library, Secret Service, × hello", format(timesHello(t[2], t[1], t[0]), ""))
	b.table.tell("  empty process, hello, hit", fmt.Sprintf("%.2f, %.2f, %.2f ms", ms(t[0]), ms(t[1]), ms(t[3])))
	b.table.atMost("hit, 1,000 other items ÷ none", "", ratio(t[4], t[3], t[0]), 1.5)
	if err := b.measureAWSVault(ctx, map[int]*world{0: hit, 1000: crowded}); err != nil {
		return err
	}
	if err := b.measurePeak(ctx, "peak memory of a hit, Secret Service", hit); err != nil {
		return err
	}
	return b.measureHitStorm(ctx, alone, hit)
}

// onDesktop is a world with a session in the keyring of a desktop, which is found, not named: a
// desktop user names none.
func (b *bench) onDesktop(ctx context.Context, d *desktop) (*world, error) {
	w, err := b.loggedIn(ctx, setting{name: fmt.Sprintf("user-%d", d.others), backend: "auto", bus: d.address})
	if err != nil {
		return nil, err
	}
	stored, err := w.output(ctx, b.program("mfa-session"), "status", "--json")
	if err == nil && !strings.Contains(stored, "secret-service") {
		err = fmt.Errorf("the session is not in the Secret Service:\n%s", stored)
	}
	return w, err
}

// measureHitStorm starts a hundred hits at once, some times over.
func (b *bench) measureHitStorm(ctx context.Context, d *desktop, w *world) error {
	const size = 100
	failed := 0
	for range b.rounds {
		served, _, err := storm(ctx, size, w.hit())
		if err != nil {
			return err
		}
		failed += size - served
	}
	state, err := "alive", d.alive(ctx)
	if err != nil {
		state = "dead"
	}
	b.table.add(fmt.Sprintf("%d hits at once × %d, Secret Service: failures, keyring daemon", size, b.rounds),
		fmt.Sprintf("%d, %s", failed, state), "0, alive", failed == 0 && err == nil)
	return nil
}

func installed(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
