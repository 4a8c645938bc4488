package queue

import (
	"errors"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

var (
	stored   = session.Outcome{Kind: session.SessionStored}
	rejected = session.Outcome{Kind: session.CodeRejected, Message: "the code was rejected"}
)

// countOf is how many helpers say it next.
func countOf(helpers []*helper, line string) (n int, rest []*helper) {
	for _, h := range helpers {
		if h.says() == line {
			n++
		} else {
			rest = append(rest, h)
		}
	}
	return n, rest
}

func TestOfManyProcessesOneHasTheTurnAndAllOthersShareIt(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	const processes = 200
	for name, leave := range map[string]session.Outcome{"a success": stored, "a rejection": rejected} {
		t.Run(name, func(t *testing.T) {
			helpers := startMany(t, newDir(t), processes, caller{Leave: leave})
			waiting, holders := countOf(helpers, "waiting")
			if waiting != processes-1 || len(holders) != 1 {
				t.Fatalf("%d wait, %d do not; want one turn", waiting, len(holders))
			}
			holders[0].leave()
			said, rest := countOf(helpers, "shared "+leave.Kind.String()+" "+leave.Message)
			if said != processes-1 || len(rest) != 1 || rest[0] != holders[0] {
				t.Errorf("%d shared the outcome, want %d", said, processes-1)
			}
		})
	}
}

func TestARejectionIsNotSharedByThoseWhoComeLater(t *testing.T) {
	dir := newDir(t)
	holder := start(t, dir, caller{Leave: rejected})
	wantSays(t, holder, "turn")
	waiters := startMany(t, dir, 3, caller{Leave: stored})
	wantAllSay(t, waiters, "waiting")
	holder.leave()
	wantAllSay(t, waiters, "shared code-rejected the code was rejected")
	later := start(t, dir, caller{Leave: stored})
	wantSays(t, later, "turn")
}

func TestAWaiterWithACodeOfItsOwnTakesItsTurnAfterARejection(t *testing.T) {
	dir := newDir(t)
	holder := start(t, dir, caller{Leave: rejected})
	wantSays(t, holder, "turn")
	plain, own := startMany(t, dir, 3, caller{}), start(t, dir, caller{Stance: session.Stance{OwnCode: true}, Leave: stored})
	wantAllSay(t, append(plain, own), "waiting")
	holder.leave()
	wantAllSay(t, plain, "shared code-rejected the code was rejected")
	wantSays(t, own, "turn")
	helpless := start(t, dir, caller{Stance: session.Stance{Patience: session.OutcomeOnly}})
	wantSays(t, helpless, "waiting")
	own.leave()
	wantSays(t, helpless, "shared session-stored ")
	wantSays(t, start(t, dir, caller{Stance: session.Stance{Patience: session.OutcomeOnly}}), "error nobody-to-ask")
}

func TestAHolderThatIsKilledFreesTheTurn(t *testing.T) {
	dir := newDir(t)
	holder := start(t, dir, caller{Leave: rejected})
	wantSays(t, holder, "turn")
	waiters := startMany(t, dir, 20, caller{Leave: stored})
	wantAllSay(t, waiters, "waiting")
	holder.kill()
	// The next has the turn, and only one: of the others nothing is heard until it leaves.
	said := nextOfEach(waiters)
	next := <-said
	if next.line != "turn" {
		t.Fatalf("the first to say anything says %q, want a turn", next.line)
	}
	if _, err := newQueue(dir).Enter(t.Context(), alice, session.Stance{Patience: session.OnlyIfFree}); !errors.Is(err, session.ErrBusy) {
		t.Errorf("another turn beside it: %v", err)
	}
	next.by.leave()
	for range len(waiters) - 1 {
		if got := <-said; got.line != "shared session-stored " {
			t.Errorf("process %d says %q", got.by.cmd.Process.Pid, got.line)
		}
	}
}

func TestTurnsNeverOverlapWhoeverIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	const processes = 60
	helpers := startMany(t, newDir(t), processes, caller{AtOnce: true})
	for i, h := range helpers {
		if i%3 == 0 {
			h.kill() // at whatever it is just doing
			continue
		}
		line := h.says()
		if line == "waiting" {
			line = h.says()
		}
		if line != "alone" {
			t.Errorf("process %d says %q", h.cmd.Process.Pid, line)
		}
	}
}

type saying struct {
	by   *helper
	line string
}

// nextOfEach are their next lines, as they come.
func nextOfEach(helpers []*helper) <-chan saying {
	said := make(chan saying, len(helpers))
	for _, h := range helpers {
		go func() { said <- saying{h, h.says()} }()
	}
	return said
}
