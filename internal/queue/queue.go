// Package queue gives one process at a time the turn to issue a session, and tells those who waited
// how that turn ended.
//
// Its rules: a turn is a lock that the kernel holds, so that it ends with the process that has it;
// an outcome is published before the turn ends, and is shared only by those who began to wait before
// that; whoever comes later starts afresh; what lies beside the lock is not secret; where no lock
// can be had everybody has a turn.
package queue

import (
	"context"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// noticeAfter is how long one waits in silence.
const noticeAfter = 2 * time.Second

// Queue is the queue of all processes that use the directory. One call at a time.
type Queue struct {
	Dir    string // of the state files
	Now    func() time.Time
	Notice func(Holder) // told once, after two seconds, for whom one waits; may be nil
	Warn   func(error)  // told what went wrong without stopping anything; may be nil

	noticed bool
}

var _ session.Queue = (*Queue)(nil)

// Enter implements session.Queue. Time up, and a turn that is not free for those who do not wait,
// is a *BusyError.
func (q *Queue) Enter(ctx context.Context, id session.Identity, s session.Stance) (session.Turn, error) {
	p := &place{
		queue:  q,
		turn:   turnFiles{dir: q.Dir, name: id.TurnName()},
		stance: s,
		serial: id.SerialNumber,
		notice: time.After(noticeAfter),
	}
	p.news() // what there is by now was not for those who come later
	return p.wait(ctx)
}

func (q *Queue) notify(h Holder) {
	if q.Notice != nil && !q.noticed {
		q.Notice(h)
	}
	q.noticed = true
}

func (q *Queue) warn(err error) {
	if q.Warn != nil {
		q.Warn(err)
	}
}
