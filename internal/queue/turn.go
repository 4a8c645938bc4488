package queue

import (
	"fmt"

	"github.com/mfa-session/mfa-session/internal/session"
)

// ownTurn is the turn of this process. One call at a time.
type ownTurn struct {
	queue    *Queue
	files    turnFiles
	sequence uint64 // of the outcome it will publish
	unlock   func()
	left     bool
}

// begin makes the lock a turn: those who wait can see from now on whose it is. That it cannot be
// written down is no reason not to have it.
func (p *place) begin(unlock func()) *ownTurn {
	_ = p.turn.writeHolder(p.queue.Now())
	return &ownTurn{queue: p.queue, files: p.turn, sequence: p.seen + 1, unlock: unlock}
}

// Shared implements session.Turn.
func (t *ownTurn) Shared() (session.Outcome, bool) { return session.Outcome{}, false }

// Leave implements session.Turn. The outcome comes before the end of the turn, so that none who
// waits finds the turn free and no outcome.
func (t *ownTurn) Leave(o session.Outcome) {
	if t.left {
		return
	}
	t.left = true
	defer t.unlock()
	t.files.removeHolder()
	if o.Kind == session.NoOutcome {
		return
	}
	if err := t.files.writeOutcome(t.sequence, o, t.queue.Now()); err != nil {
		t.queue.warn(fmt.Errorf("telling other processes: %w", err))
	}
}

// sharedTurn is how a turn ended that this process waited for.
type sharedTurn struct{ of session.Outcome }

// Shared implements session.Turn.
func (t sharedTurn) Shared() (session.Outcome, bool) { return t.of, true }

// Leave implements session.Turn.
func (t sharedTurn) Leave(session.Outcome) {}
