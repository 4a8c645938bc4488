//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
)

// measureColdStorms measures what happens without a session: nobody to ask, and many at once.
func (b *bench) measureColdStorms(ctx context.Context) error {
	for _, size := range []int{50, 200} {
		w, err := b.newWorld(ctx, setting{name: fmt.Sprintf("cold-%d", size), backend: "keyctl", noSerial: true})
		if err != nil {
			return err
		}
		if size == 50 {
			if err := b.measureNobody(ctx, w); err != nil {
				return err
			}
		}
		w.logoutAtEnd()
		served, took, err := storm(ctx, size, w.cold())
		if err != nil {
			return err
		}
		calls, all, err := w.calls(ctx)
		if err != nil {
			return err
		}
		issued := calls["GetSessionToken"]
		b.table.add(fmt.Sprintf("%d processes, cold store: STS calls / served", size),
			fmt.Sprintf("%d / %d in %.1f s", issued, served, took.Seconds()), fmt.Sprintf("1 / %d", size), issued == 1 && served == size)
		b.table.add("  network calls of all, without a serial", fmt.Sprint(all), "2", all == 2)
	}
	return nil
}

// measureNobody runs a command that needs a code where there is neither a terminal nor a program.
func (b *bench) measureNobody(ctx context.Context, w *world) error {
	asked := w.hit()
	asked.exit, asked.alone = 6, true
	t, err := medians(ctx, b.runs, asked)
	if err == nil {
		took := ms(t[0])
		b.table.add("nobody to ask: time to exit 6", fmt.Sprintf("%.1f ms", took), "< 50 ms", took < 50)
	}
	return err
}

// measureBinary looks at the program as it is shipped.
func (b *bench) measureBinary(context.Context) error {
	info, err := os.Stat(b.program("mfa-session"))
	if err == nil {
		b.table.atMost("release binary", " MB", float64(info.Size())/1e6, 15)
	}
	return err
}
