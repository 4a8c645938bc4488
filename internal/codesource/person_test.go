package codesource

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// typist answers each question with the next line, and then with err. It keeps what was shown.
type typist struct {
	absent error
	lines  []string
	err    error
	end    func() // called with the last question
	shown  []string
}

func (p *typist) Available() error { return p.absent }

func (p *typist) Tell(line string) error {
	p.shown = append(p.shown, line)
	return nil
}

func (p *typist) Ask(_ context.Context, prompt string) (string, error) {
	p.shown = append(p.shown, prompt)
	if len(p.lines) == 0 {
		if p.end != nil {
			p.end()
		}
		return "", p.err
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	return line, nil
}

const (
	prompt   = "Token code of alice-phone (profile work, account 111122223333):"
	nonsense = "That is not a token code: type the six digits that the device shows."
)

func TestAPersonIsAskedForACode(t *testing.T) {
	tests := []struct {
		name     string
		question session.Question
		lines    []string
		want     string
		shown    []string
	}{
		{"the prompt names device, profile and account", first(), []string{"123456"}, "123456", []string{prompt}},
		{"a code in two groups", first(), []string{" 123 456 "}, "123456", []string{prompt}},
		{
			"what is no code is asked again", first(),
			[]string{"", "password", "123456"},
			"123456",
			[]string{prompt, nonsense, prompt, nonsense, prompt},
		},
		{
			"a rejected code", again(2, session.ErrCodeRejected),
			[]string{"654321"},
			"654321",
			[]string{"AWS did not accept this code; wait for the next one.", prompt},
		},
		{
			"a spent code", again(2, &session.SpentError{Wait: 12100 * time.Millisecond}),
			[]string{"654321"},
			"654321",
			[]string{"This code was used already; the device shows the next one in 13 s.", prompt},
		},
		{
			"a device without an account in its serial number",
			session.Question{SerialNumber: "GAHT12345678", Attempt: 1},
			[]string{"123456"},
			"123456",
			[]string{"Token code of GAHT12345678 (profile work):"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tty := &typist{lines: test.lines}
			code, err := (&Person{Terminal: tty, Owner: "profile work"}).Code(t.Context(), test.question)
			if err != nil || code.Digits() != test.want {
				t.Errorf("got %q, %v", code.Digits(), err)
			}
			if diff := cmp.Diff(test.shown, tty.shown); diff != "" {
				t.Errorf("shown (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPersonIsAskedThreeTimesInAll(t *testing.T) {
	tests := map[string]struct {
		lines []string
		codes int
	}{
		"two that are no codes, one that is refused": {[]string{"", "12345", "111111", "222222"}, 1},
		"one that is no code, two that are refused":  {[]string{"111111", "12345", "222222", "333333"}, 2},
		"three that are refused":                     {[]string{"111111", "222222", "333333", "444444"}, 3},
		"one that is refused, two that are no codes": {[]string{"111111", "12345", "", "222222"}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tty := &typist{lines: test.lines}
			person := &Person{Terminal: tty, Owner: "profile work"}
			q := first()
			for range test.codes {
				if _, err := person.Code(t.Context(), q); err != nil {
					t.Fatal(err)
				}
				q = again(q.Attempt+1, session.ErrCodeRejected)
			}
			if _, err := person.Code(t.Context(), q); !errors.Is(err, session.ErrNoMoreCodes) || len(tty.lines) != 1 {
				t.Errorf("after %d questions: %v", len(test.lines)-len(tty.lines), err)
			}
			if last := tty.shown[len(tty.shown)-1]; last != prompt && last != nonsense {
				t.Errorf("told %q, and did not ask", last)
			}
		})
	}
}

// countingTypist is a typist whose terminal can count.
type countingTypist struct{ *typist }

func (c countingTypist) TellCounting(left int, line func(int) string) error {
	return c.Tell("counting: " + line(left) + " … " + line(0))
}

func TestTheSecondsToTheNextCodeAreCounted(t *testing.T) {
	tty := countingTypist{&typist{lines: []string{"654321", "654321"}}}
	spent := again(2, &session.SpentError{Wait: 2500 * time.Millisecond})
	for _, at := range []Asker{tty, Either{tty, &typist{}}} {
		if _, err := (&Person{Terminal: at, Owner: "profile work"}).Code(t.Context(), spent); err != nil {
			t.Fatal(err)
		}
	}
	const line = "counting: This code was used already; the device shows the next one in 3 s. … This code was used already; the device shows the next one now."
	if diff := cmp.Diff([]string{line, prompt, line, prompt}, tty.shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

func TestAPersonWhoGivesNoCode(t *testing.T) {
	endOfInput := errors.New("ctrl-D")
	t.Run("types no code three times", func(t *testing.T) {
		tty := &typist{lines: []string{"hunter2", "12345", "1234567", "123456"}}
		_, err := (&Person{Terminal: tty}).Code(t.Context(), first())
		if !errors.Is(err, session.ErrNobodyAnswered) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
		if len(tty.lines) != 1 {
			t.Errorf("%d answers are left, want 1", len(tty.lines))
		}
	})
	t.Run("ends the input", func(t *testing.T) {
		_, err := (&Person{Terminal: &typist{err: endOfInput}}).Code(t.Context(), first())
		if !errors.Is(err, session.ErrNobodyAnswered) || !errors.Is(err, endOfInput) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("interrupts", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := (&Person{Terminal: &typist{err: context.Canceled, end: cancel}}).Code(ctx, first())
		if !errors.Is(err, context.Canceled) || errors.Is(err, session.ErrNobodyAnswered) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("lets the time pass", func(t *testing.T) {
		ctx, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
		defer cancel()
		_, err := (&Person{Terminal: &typist{err: context.DeadlineExceeded}}).Code(ctx, first())
		if !errors.Is(err, session.ErrNobodyAnswered) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("is not there", func(t *testing.T) {
		p := &Person{Terminal: &typist{absent: errors.New("no terminal")}}
		if err := p.Ready(); !errors.Is(err, session.ErrNobodyToAsk) {
			t.Errorf("ready: %v", err)
		}
		if _, err := p.Code(t.Context(), first()); !errors.Is(err, session.ErrNobodyToAsk) {
			t.Errorf("code: %v", err)
		}
		if _, err := p.ChooseDevice(t.Context(), nil); !errors.Is(err, session.ErrNobodyToAsk) {
			t.Errorf("device: %v", err)
		}
	})
}

func devices() []device.Device {
	return []device.Device{
		{SerialNumber: phone, EnabledAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{SerialNumber: "GAHT12345678"},
	}
}

func TestADeviceIsChosenByItsNumber(t *testing.T) {
	list := []string{
		"Several MFA devices are registered (profile work):",
		"  1  alice-phone   virtual, since 2026-01-02",
		"  2  GAHT12345678  hardware",
	}
	const question = "Which one, 1 to 2?"
	const none = "That is none of them: type a number from 1 to 2, or a name."
	tests := []struct {
		name  string
		lines []string
		want  device.Device
		shown []string
	}{
		{"the first", []string{"1"}, devices()[0], []string{question}},
		{"the last", []string{" 2 "}, devices()[1], []string{question}},
		{"by the name", []string{" alice-phone"}, devices()[0], []string{question}},
		{"by the serial number", []string{phone}, devices()[0], []string{question}},
		{"what is no number is asked again", []string{"0", "3", "2"}, devices()[1], []string{question, none, question, none, question}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tty := &typist{lines: test.lines}
			got, err := (&Person{Terminal: tty, Owner: "profile work"}).ChooseDevice(t.Context(), devices())
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if diff := cmp.Diff(append(list[:3:3], test.shown...), tty.shown); diff != "" {
				t.Errorf("shown (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDevicesOfOneName are told apart by the whole serial number.
func TestDevicesOfOneName(t *testing.T) {
	const other = "arn:aws:iam::111122223333:mfa/old/alice-phone"
	usable := []device.Device{{SerialNumber: phone}, {SerialNumber: other}, {SerialNumber: "GAHT12345678"}}
	tty := &typist{lines: []string{"alice-phone", other}}
	got, err := (&Person{Terminal: tty, Owner: "profile work"}).ChooseDevice(t.Context(), usable)
	if err != nil || got != usable[1] {
		t.Errorf("%v, %v", got, err)
	}
	want := []string{
		"Several MFA devices are registered (profile work):",
		"  1  " + phone + "      virtual",
		"  2  " + other + "  virtual",
		"  3  GAHT12345678                                   hardware",
		"Which one, 1 to 3?",
		"That is none of them: type a number from 1 to 3, or a name.",
		"Which one, 1 to 3?",
	}
	if diff := cmp.Diff(want, tty.shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

func TestNoDeviceIsChosen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tests := []struct {
		name string
		tty  *typist
		want error
	}{
		{"after three wrong answers", &typist{lines: []string{"", "x", "-1", "1"}}, session.ErrNobodyAnswered},
		{"after the end of input", &typist{err: errors.New("ctrl-D")}, session.ErrNobodyAnswered},
		{"after an interrupt", &typist{err: context.Canceled, end: cancel}, context.Canceled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := (&Person{Terminal: test.tty}).ChooseDevice(ctx, devices()); !errors.Is(err, test.want) {
				t.Errorf("got %v, %v; want %v", got, err, test.want)
			}
		})
	}
}
