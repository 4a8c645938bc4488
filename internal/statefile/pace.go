package statefile

import (
	"context"
	"math/rand/v2"
	"time"
)

// A process that waits for another looks soon at first, since most waits are short, then less and
// less often, so that hundreds who wait for a person do not keep the machine busy.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = 200 * time.Millisecond
)

// Pace spaces the looks of one who waits. The zero value is ready.
type Pace struct{ pause time.Duration }

// Wait pauses until the next look. It fails with the context's cause when that ends first.
func (p *Pace) Wait(ctx context.Context) error {
	timer := time.NewTimer(p.next())
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// next grows by half each time and scatters by half, so that those who began together do not look
// together.
func (p *Pace) next() time.Duration {
	p.pause = min(max(p.pause+p.pause/2, firstPause), lastPause)
	return p.pause/2 + rand.N(p.pause) //nolint:gosec // G404: chance, not secrecy
}
