package codesource

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

const phone = "arn:aws:iam::111122223333:mfa/alice-phone"

// first and again are the questions of a provider.
func first() session.Question { return session.Question{SerialNumber: phone, Attempt: 1} }

func again(attempt int, because error) session.Question {
	return session.Question{SerialNumber: phone, Attempt: attempt, Because: because}
}

// scripted is a code source that gives its answers in order, and remembers who was asked.
type scripted struct {
	name    string
	ready   error
	answers []error // nil for a code
	asked   *[]string
}

func (s *scripted) Ready() error { return s.ready }

func (s *scripted) Code(context.Context, session.Question) (session.TokenCode, error) {
	*s.asked = append(*s.asked, s.name)
	err := s.answers[0]
	s.answers = s.answers[1:]
	if err != nil {
		return "", err
	}
	return "123456", nil
}

func TestAnArgumentIsGivenOnce(t *testing.T) {
	a := &Argument{TokenCode: "123456"}
	if err := a.Ready(); err != nil {
		t.Error(err)
	}
	if code, err := a.Code(t.Context(), first()); code.Digits() != "123456" || err != nil {
		t.Errorf("at first: got %q, %v", code.Digits(), err)
	}
	if code, err := a.Code(t.Context(), again(2, session.ErrCodeRejected)); code != "" || !errors.Is(err, session.ErrNoMoreCodes) {
		t.Errorf("again: got %q, %v", code.Digits(), err)
	}
}

func TestNobodyGivesNoCode(t *testing.T) {
	if err := (Nobody{}).Ready(); !errors.Is(err, session.ErrNobodyToAsk) {
		t.Errorf("ready: %v", err)
	}
	if _, err := (Nobody{}).Code(t.Context(), first()); !errors.Is(err, session.ErrNobodyToAsk) {
		t.Errorf("code: %v", err)
	}
}

func TestFallback(t *testing.T) {
	failed := noAnswer(&ProgramError{Name: "ykman", Err: errTimeUp})
	tests := []struct {
		name          string
		first, second []error
		secondReady   error
		questions     []session.Question
		asked         []string
		warnings      int
		last          error // what comes of the last question
	}{
		{
			"the first does",
			[]error{nil},
			nil, nil,
			[]session.Question{first()},
			[]string{"program"},
			0, nil,
		},
		{
			"a program that fails is followed by a person, for good",
			[]error{failed},
			[]error{nil, nil},
			nil,
			[]session.Question{first(), again(2, session.ErrCodeRejected)},
			[]string{"program", "person", "person"},
			1, nil,
		},
		{
			"a program that fails where there is no person is the failure",
			[]error{failed},
			nil, session.ErrNobodyToAsk,
			[]session.Question{first()},
			[]string{"program"},
			0, failed,
		},
		{
			"a code of a program that is rejected is the last",
			[]error{nil, session.ErrNoMoreCodes},
			[]error{nil},
			nil,
			[]session.Question{first(), again(2, session.ErrCodeRejected)},
			[]string{"program", "program"},
			0, session.ErrNoMoreCodes,
		},
		{
			"a program that fails the second time is followed by a person",
			[]error{nil, failed},
			[]error{nil},
			nil,
			[]session.Question{first(), again(2, &session.SpentError{})},
			[]string{"program", "program", "person"},
			1, nil,
		},
		{
			"an interrupt is not followed by a question",
			[]error{context.Canceled},
			[]error{nil},
			nil,
			[]session.Question{first()},
			[]string{"program"},
			0, context.Canceled,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var asked []string
			warnings := 0
			f := &Fallback{
				First:  &scripted{name: "program", answers: test.first, asked: &asked},
				Second: &scripted{name: "person", ready: test.secondReady, answers: test.second, asked: &asked},
				Warn:   func(error) { warnings++ },
			}
			var err error
			for _, q := range test.questions {
				_, err = f.Code(t.Context(), q)
			}
			if diff := cmp.Diff(test.asked, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if !errors.Is(err, test.last) || warnings != test.warnings {
				t.Errorf("got %v and %d warnings, want %v and %d", err, warnings, test.last, test.warnings)
			}
		})
	}
}

func TestFallbackIsReadyWhenOneIs(t *testing.T) {
	missing := errors.New("no program")
	tests := []struct {
		name                string
		first, second, want error
	}{
		{"both", nil, nil, nil},
		{"the first", nil, session.ErrNobodyToAsk, nil},
		{"the second", missing, nil, nil},
		{"neither: what ails the first is told", missing, session.ErrNobodyToAsk, missing},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := &Fallback{First: &scripted{ready: test.first}, Second: &scripted{ready: test.second}}
			if err := f.Ready(); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
