package awsfake

import "slices"

// Code is what to type for a device: the first code that STS still takes, the current one where
// possible, then those of the steps +1, -1, +2, -2. It is the current one when all are used. The
// device must be registered and give codes; anything else is a mistake of the test, and panics.
func (s *Server) Code(serial string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	steps := acceptedSteps(s.clock())
	for _, step := range steps {
		code := s.displayed(serial, step)
		if !s.codeBook(serial).used[usedCode{step, code}] {
			return code
		}
	}
	return s.displayed(serial, steps[0])
}

// CodeAt is the code of a step, counted from the current one, whether used or not.
func (s *Server) CodeAt(serial string, offset int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.displayed(serial, stepAt(s.clock())+int64(offset))
}

// displayed is what the device shows in a step. It needs the lock.
func (s *Server) displayed(serial string, step int64) string {
	d := s.deviceWith(serial)
	if d == nil || d.Seed == "" {
		panic("awsfake: not a registered device that gives codes: " + serial)
	}
	code, err := codeOfStep(d.Seed, step)
	if err != nil {
		panic("awsfake: the seed is not base32: " + serial)
	}
	return code
}

// SentCodes are the token codes that arrived at STS for a serial number, in order, those of
// refused and faulted requests included. A request with a code that was sent before shows twice.
func (s *Server) SentCodes(serial string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent[serial])
}
