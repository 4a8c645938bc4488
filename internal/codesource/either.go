package codesource

import "context"

// Either is an Asker that asks the first where that can be asked at all, and otherwise the second.
type Either struct{ First, Second Asker }

var _ Asker = Either{}

// Available implements Asker. Where neither is, it says what ails the first.
func (e Either) Available() error {
	err := e.First.Available()
	if err != nil && e.Second.Available() == nil {
		return nil
	}
	return err
}

// Tell implements Asker.
func (e Either) Tell(line string) error { return e.one().Tell(line) }

// TellCounting tells the one that is asked, which may know how to count.
func (e Either) TellCounting(left int, line func(left int) string) error {
	one := e.one()
	if c, ok := one.(counter); ok {
		return c.TellCounting(left, line)
	}
	return one.Tell(line(left))
}

// Ask implements Asker.
func (e Either) Ask(ctx context.Context, prompt string) (string, error) {
	return e.one().Ask(ctx, prompt)
}

func (e Either) one() Asker {
	if e.First.Available() == nil {
		return e.First
	}
	return e.Second
}
