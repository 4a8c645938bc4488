package awsfake

import (
	"time"

	"github.com/pquerna/otp/totp"
)

// How AWS judges codes. None of it is guaranteed; it was observed in captures of live calls.
const (
	stepLength     = 30 * time.Second // RFC 6238
	stepTolerance  = 2                // steps before and after the current one
	attemptLimit   = 9                // verifications of a device per window
	attemptWindows = 3 * time.Minute  // aligned to UTC
)

// codeBook is what STS remembers of the codes of one serial number.
type codeBook struct {
	used     map[usedCode]bool
	window   int64 // the window that attempts counts
	attempts int
}

// usedCode carries the code beside the step: a device made anew has other codes in the same steps.
type usedCode struct {
	step int64
	code string
}

// verdict is what comes of verifying a code.
type verdict int

const (
	accepted        verdict = iota
	invalidCode             // wrong, out of its window, or used before
	unableToConfirm         // not a device of the caller that gives codes, or too many attempts
)

// verify judges a code that the caller sent, and uses it up. It needs the lock.
func (s *Server) verify(caller *account, serial, code string) verdict {
	d := s.deviceWith(serial)
	if d == nil || d.user != caller || d.Seed == "" {
		return unableToConfirm
	}
	now := s.clock()
	book := s.codeBook(serial)
	if !book.attempt(now) {
		return unableToConfirm
	}
	for _, step := range acceptedSteps(now) {
		use := usedCode{step, code}
		if want, err := codeOfStep(d.Seed, step); err == nil && want == code && !book.used[use] {
			book.used[use] = true
			return accepted
		}
	}
	return invalidCode
}

// attempt counts a verification, whatever comes of it; false when there were too many already.
func (b *codeBook) attempt(now time.Time) bool {
	window := now.Unix() / int64(attemptWindows/time.Second)
	if window != b.window {
		b.window, b.attempts = window, 0
	}
	b.attempts++
	return b.attempts <= attemptLimit
}

// acceptedSteps are the current step and then the others, nearest first.
func acceptedSteps(now time.Time) []int64 {
	current := stepAt(now)
	steps := []int64{current}
	for n := int64(1); n <= stepTolerance; n++ {
		steps = append(steps, current+n, current-n)
	}
	return steps
}

func stepAt(t time.Time) int64 { return t.Unix() / int64(stepLength/time.Second) }

func codeOfStep(seed string, step int64) (string, error) {
	return totp.GenerateCode(seed, time.Unix(step*int64(stepLength/time.Second), 0))
}

// codeBook is that of a serial number. It needs the lock.
func (s *Server) codeBook(serial string) *codeBook {
	if s.codes[serial] == nil {
		s.codes[serial] = &codeBook{used: map[usedCode]bool{}}
	}
	return s.codes[serial]
}

// ForgetCodes makes STS forget the used codes and the attempts of a device, as if minutes had
// passed.
func (s *Server) ForgetCodes(serial string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.codes, serial)
}
