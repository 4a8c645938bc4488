package awsfake

import (
	"context"
	"net"
	"net/http"
	"slices"
	"time"
)

// Fault is one way to misbehave. The zero value changes nothing. Fields combine: a fault with
// Delay, ProcessFirst and Status waits, spends the code, and then answers with that status.
type Fault struct {
	Action string // GetSessionToken, …; empty strikes every action
	Skip   int    // requests of the action to let through first
	Times  int    // requests to strike; 0 until ClearFaults

	// Before is called when the request has arrived and been counted, before anything is done. The
	// request waits for it, so that a test can act at exactly this moment, or hold the request for
	// as long as it wants. It must return before Close can.
	Before          func()
	Delay           time.Duration // to wait then
	HangUntilClosed bool          // say nothing until the client or the server closes

	ResetBefore bool // TCP reset without having processed the request: the code is unused
	ResetAfter  bool // processed, the code is used, then TCP reset instead of an answer
	CloseAfter  bool // the same with an orderly end of the connection

	// An answer that replaces the true one if any of these is set. Status 200 alone is an empty
	// answer; RawBody is sent as it is; Code makes AWS's XML, with its usual status and message
	// unless they are given.
	Status       int
	Code         string
	Message      string
	RawBody      string
	BodySize     int64 // filled up with spaces to that many bytes
	ProcessFirst bool  // the request is processed all the same, and the code used

	// How the answer is sent, the true one as well as one that replaces it.
	Header       http.Header   // set over those of the answer: Date, Location
	TruncateAt   int           // the answer is complete HTTP but its body ends after that many bytes
	BreakAt      int           // the connection ends after that many bytes of the body
	DripInterval time.Duration // a pause after each byte

	// TakeOver is given the connection once the request was processed, to say on it what no HTTP server
	// would. The connection is closed when it returns, which it must before Close can.
	TakeOver func(net.Conn)

	MutateResult func(*Credentials) // changes the credentials in a true answer; cleared, they are left out
}

// Inject adds a fault. Each request is struck by the first injected fault that is for its action,
// has skipped its number and is not used up.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Header = f.Header.Clone()
	s.faults = append(s.faults, &f)
}

// ClearFaults ends all faults for the requests to come.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault is the fault that strikes a request, and counts it. It needs the lock.
func (s *Server) nextFault(action string) *Fault {
	for i, f := range s.faults {
		if f.Action != "" && f.Action != action {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times == 1 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		f.Times--
		struck := *f
		return &struck
	}
	return &Fault{}
}

// hold lets the fault's time pass; false when the connection is to be dropped instead.
func (s *Server) hold(ctx context.Context, f *Fault) bool {
	if f.Before != nil {
		f.Before()
	}
	if f.HangUntilClosed {
		select {
		case <-ctx.Done():
		case <-s.done:
		}
		return false
	}
	return s.pause(ctx, f.Delay)
}

// pause waits; false when the client or the server closed meanwhile.
func (s *Server) pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.done:
	}
	return false
}
