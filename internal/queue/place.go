package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// quickLooks is how often one who does not wait looks whether the turn is free. Once is not enough:
// a process that only looks holds the lock for an instant too.
const quickLooks = 3

// errNotYet says that neither the turn nor an outcome can be had at this moment.
var errNotYet = errors.New("another process has the turn")

// place is where one process stands in the queue.
type place struct {
	queue  *Queue
	turn   turnFiles
	stance session.Stance
	serial device.SerialNumber // the device it means to use, empty when it does not know yet
	marked bool                // seen is known
	seen   uint64              // sequence of the last outcome that is not for it
	notice <-chan time.Time
}

// wait looks again and again. The lock is never waited for in the kernel, where NFS may hold a
// process for good and no outcome can be read meanwhile.
func (p *place) wait(ctx context.Context) (session.Turn, error) {
	var pace statefile.Pace
	for looks := 1; ; looks++ {
		turn, err := p.look()
		if !errors.Is(err, errNotYet) {
			return turn, err
		}
		if p.stance.Patience == session.OnlyIfFree && looks >= quickLooks {
			return nil, &BusyError{Holder: p.holder()}
		}
		if err := pace.Wait(ctx); err != nil {
			return nil, p.over(ctx, err)
		}
		p.tell()
	}
}

// look is one look. The lock comes before the outcome: a turn that ended between the two has
// published its outcome by then.
func (p *place) look() (session.Turn, error) {
	unlock, err := p.tryLock()
	if errors.Is(err, statefile.ErrNoLock) {
		return p.withoutLock(err)
	}
	if o, ok := p.news(); ok {
		unlock()
		return sharedTurn{o}, nil
	}
	if err != nil {
		return nil, errNotYet
	}
	if p.stance.Patience == session.OutcomeOnly {
		return nil, session.ErrNobodyToAsk
	}
	return p.begin(unlock), nil
}

// tryLock takes the lock, but for one who cannot use the turn: that one only sees whether it is
// free, and is not in the way of others like it. Its unlock is never nil.
func (p *place) tryLock() (unlock func(), err error) {
	nothing := func() {}
	if p.stance.Patience == session.OutcomeOnly {
		locked, err := statefile.Locked(p.turn.dir, p.turn.name)
		if locked {
			err = statefile.ErrLocked
		}
		return nothing, err
	}
	unlock, err = statefile.TryLock(p.turn.dir, p.turn.name)
	if err != nil {
		return nothing, err
	}
	return unlock, nil
}

// news is an outcome that was published since this process began to wait, if it says anything to it.
// The first one that is read only shows where the sequence stands.
func (p *place) news() (session.Outcome, bool) {
	r, err := p.turn.lastOutcome()
	if err != nil {
		return session.Outcome{}, false
	}
	first, old := !p.marked, r.Sequence == p.seen
	// A file that was deleted meanwhile is no news; the sequence goes on from where it was.
	p.marked, p.seen = true, max(p.seen, r.Sequence)
	if first || old || r.Sequence == 0 {
		return session.Outcome{}, false
	}
	o := r.outcome()
	return o, p.concerns(o)
}

// concerns says whether the outcome answers this process too. A failure with one device says nothing
// about another, nor does a rejected code about the code that this one has.
func (p *place) concerns(o session.Outcome) bool {
	otherDevice := o.SerialNumber != "" && p.serial != "" && o.SerialNumber != p.serial
	switch o.Kind {
	case session.KeysRejected, session.AWSFailed, session.StoreUnreadable: // who knows its own store judges the last
		return true
	case session.CodeRejected, session.NobodyAnswered:
		return !otherDevice && !p.stance.OwnCode
	case session.SessionStored, session.Refused, session.SessionUnsaved:
		return !otherDevice
	case session.NoOutcome:
	}
	return false
}

// withoutLock is for a directory that cannot be written to, or NFS without locks: asking once too
// often is better than nothing at all.
func (p *place) withoutLock(err error) (session.Turn, error) {
	if p.stance.Patience == session.OutcomeOnly {
		return nil, session.ErrNobodyToAsk
	}
	p.queue.warn(fmt.Errorf("going on without waiting for other processes: %w", err))
	return &ownTurn{queue: p.queue, left: true}, nil
}

func (p *place) tell() {
	select {
	case <-p.notice:
		p.queue.notify(p.holder())
	default:
	}
}

// over is why the wait ended: a person's interrupt as it is, time that is up by naming the holder.
func (p *place) over(ctx context.Context, cause error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("time is up: %w", &BusyError{Holder: p.holder()})
	}
	return fmt.Errorf("waiting for other processes: %w", cause)
}

func (p *place) holder() Holder {
	h := p.turn.holder()
	h.Since = h.Since.In(p.queue.Now().Location())
	return h
}
