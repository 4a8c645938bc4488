package awsfake

import (
	"maps"
	"net/http"
)

// serveAWS takes one request to either service through its whole life.
func (s *Server) serveAWS(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		hangUp(w)
		return
	}
	defer s.serving.Done()

	c, refused := readCall(r)
	fault := s.arrived(c)
	switch {
	case !s.hold(r.Context(), fault), fault.ResetBefore:
		reset(w)
		return
	case fault.replacesAnswer() && !fault.ProcessFirst:
		s.send(w, r, fault, fault.answer(c.service))
		return
	}
	a := s.process(c, refused, fault)
	switch {
	case fault.TakeOver != nil:
		takeOver(w, fault.TakeOver)
	case fault.ResetAfter:
		reset(w)
	case fault.CloseAfter:
		hangUp(w)
	case fault.replacesAnswer():
		s.send(w, r, fault, fault.answer(c.service))
	default:
		s.send(w, r, fault, a)
	}
}

// arrived counts a call and says which fault strikes it; one without effect if none does.
func (s *Server) arrived(c *call) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[c.action]++
	if serial, code := c.form.Get("SerialNumber"), c.form.Get("TokenCode"); serial != "" && code != "" {
		s.sent[serial] = append(s.sent[serial], code)
	}
	return s.nextFault(c.action)
}

// process does what the call asks for.
func (s *Server) process(c *call, refused *apiError, fault *Fault) answer {
	if refused != nil {
		return errorAnswer(c.service, refused)
	}
	result, refused := s.perform(c)
	if refused != nil {
		return errorAnswer(c.service, refused)
	}
	if holder, ok := result.(credentialsHolder); ok && fault.MutateResult != nil {
		holder.mutate(fault.MutateResult)
	}
	return resultAnswer(c.service, c.action, result)
}

func (s *Server) perform(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.authenticate(c); err != nil {
		return nil, err
	}
	return c.operation()(s, c)
}

// Calls is how many requests arrived for an action such as GetSessionToken, refused and faulted
// ones included. A request without an action counts for the empty name.
func (s *Server) Calls(action string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[action]
}

// AllCalls are the counts of all actions that were called.
func (s *Server) AllCalls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// ResetCalls starts all counts anew.
func (s *Server) ResetCalls() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.calls)
}
