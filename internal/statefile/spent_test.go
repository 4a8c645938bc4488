package statefile

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

const exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

func spentIn(dir string, now time.Time) *Spent {
	return &Spent{Dir: dir, AccessKeyID: "AKIAEXAMPLE", Secret: secret.New(exampleSecret), Now: at(now)}
}

// upAtNoon is how long the machine was running then.
const upAtNoon = 90 * time.Minute

// code is the one that is spent.
const code = session.TokenCode("123456")

// spendLater spends the code again when the clocks have gone on so much, one of which was perhaps set.
func (s *Spent) spendLater(clock, sinceBoot time.Duration) error {
	s.SinceBoot = func() time.Duration { return upAtNoon + sinceBoot }
	return s.spendAt(noon.Add(clock))
}

func (s *Spent) spendAt(now time.Time) error {
	s.Now = at(now)
	return s.Spend(aliceDevice, code)
}

func isSpent(err error) bool {
	var spent *session.SpentError
	return errors.As(err, &spent)
}

func TestSpend(t *testing.T) {
	for name, c := range map[string]struct {
		then func(s *Spent) error // after the code was marked at noon
		want bool                 // the code counts as spent
	}{
		"the same code":                {func(s *Spent) error { return s.Spend(aliceDevice, code) }, true},
		"another code":                 {func(s *Spent) error { return s.Spend(aliceDevice, "123457") }, false},
		"another device":               {func(s *Spent) error { return s.Spend(bobDevice, code) }, false},
		"another secret":               {func(s *Spent) error { s.Secret = secret.New("EXAMPLE"); return s.Spend(aliceDevice, code) }, false},
		"another key":                  {func(s *Spent) error { s.AccessKeyID = "AKIAEXAMPLE2"; return s.Spend(aliceDevice, code) }, false},
		"just within three minutes":    {func(s *Spent) error { s.Now = at(noon.Add(spentFor - 1)); return s.Spend(aliceDevice, code) }, true},
		"after three minutes":          {func(s *Spent) error { return s.spendLater(spentFor, spentFor) }, false},
		"a clock set back by a minute": {func(s *Spent) error { s.Now = at(noon.Add(-time.Minute)); return s.Spend(aliceDevice, code) }, true},
		"a clock set back by hours":    {func(s *Spent) error { s.Now = at(noon.Add(-2 * time.Hour)); return s.Spend(aliceDevice, code) }, true},
		"set back, for three minutes after the next code": {func(s *Spent) error {
			s.Now = at(noon.Add(-2 * time.Hour))
			err := s.Spend(aliceDevice, "123457")
			s.Now = at(noon.Add(-2*time.Hour + spentFor - 1))
			return errors.Join(err, s.Spend(aliceDevice, code))
		}, true},
		"set back, and no longer": {func(s *Spent) error {
			s.Now = at(noon.Add(-2 * time.Hour))
			err := s.Spend(aliceDevice, "123457")
			return errors.Join(err, s.spendLater(-2*time.Hour+spentFor, spentFor))
		}, false},
		"a clock set ahead by hours":            {func(s *Spent) error { return s.spendLater(2*time.Hour, time.Second) }, true},
		"set ahead, just within three minutes":  {func(s *Spent) error { return s.spendLater(2*time.Hour, spentFor-time.Millisecond) }, true},
		"set ahead, after three minutes":        {func(s *Spent) error { return s.spendLater(2*time.Hour, spentFor) }, false},
		"after a restart":                       {func(s *Spent) error { return s.spendLater(2*time.Hour, time.Minute-upAtNoon) }, false},
		"after a restart, within three minutes": {func(s *Spent) error { return s.spendLater(time.Minute, 10*time.Second-upAtNoon) }, true},
		"where there is no other clock":         {func(s *Spent) error { s.SinceBoot = nil; return s.spendAt(noon.Add(2 * time.Hour)) }, false},
		"where the other clock fails":           {func(s *Spent) error { return s.spendLater(2*time.Hour, -upAtNoon) }, false},
		"taken back": {func(s *Spent) error {
			return errors.Join(s.Unspend(aliceDevice, code), s.Unspend(aliceDevice, code), s.Spend(aliceDevice, code))
		}, false},
		"another one taken back": {func(s *Spent) error {
			return errors.Join(s.Unspend(aliceDevice, "123457"), s.Spend(aliceDevice, code))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := spentIn(newDir(t), noon)
			s.SinceBoot = func() time.Duration { return upAtNoon }
			if err := s.Spend(aliceDevice, code); err != nil {
				t.Fatal(err)
			}
			err := c.then(s)
			if isSpent(err) != c.want || !c.want && err != nil {
				t.Errorf("error %v, spent wanted: %v", err, c.want)
			}
		})
	}
}

func TestSpentErrorSaysHowLongToWait(t *testing.T) {
	for name, c := range map[string]struct {
		now  time.Time
		want time.Duration
	}{
		"at the beginning of a step":  {time.Unix(1_700_000_010, 0), 30 * time.Second},
		"in the midst of a step":      {time.Unix(1_700_000_025, 500_000_000), 14500 * time.Millisecond},
		"at the very end of the step": {time.Unix(1_700_000_039, 999_000_000), time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := spentIn(newDir(t), c.now)
			if err := s.Spend(aliceDevice, "123456"); err != nil {
				t.Fatal(err)
			}
			var spent *session.SpentError
			err := s.Spend(aliceDevice, "123456")
			if !errors.As(err, &spent) || spent.Wait != c.want || spent.SerialNumber != aliceDevice {
				t.Errorf("error %#v, want to wait %v", err, c.want)
			}
		})
	}
}

func TestSpendWithoutAPlaceOrALock(t *testing.T) {
	t.Run("a directory that cannot be written to is no spent code", func(t *testing.T) {
		file := newDir(t)
		mustWrite(t, file, "in the way")
		s := spentIn(filepath.Join(file, "state"), noon)
		if err := s.Spend(aliceDevice, "123456"); err == nil || isSpent(err) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("without a lock a code still counts as spent", func(t *testing.T) {
		s := spentIn(newDir(t), noon)
		mustWrite(t, filepath.Join(s.Dir, "locks"), "in the way")
		if err := s.Spend(aliceDevice, "123456"); !errors.Is(err, ErrNoLock) {
			t.Errorf("the first time: %v, want %v", err, ErrNoLock)
		}
		if err := s.Spend(aliceDevice, "123456"); !isSpent(err) {
			t.Errorf("the second time: %v", err)
		}
	})
}

func TestOfManyProcessesOneSpendsACode(t *testing.T) {
	dir := newDir(t)
	const processes = 12
	codes := make(chan string, processes)
	for range processes {
		cmd, out := process(t, "spend-once", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			_ = cmd.Wait() // the output says it
			codes <- out.String()
		}()
	}
	got := map[string]int{}
	for range processes {
		got[<-codes]++
	}
	if got["marked"] != 1 || got["spent"] != processes-1 {
		t.Errorf("answers %v, want one that marked it", got)
	}
}

func spendOnce(dir string) int {
	switch err := spentIn(dir, noon).Spend(aliceDevice, "123456"); {
	case err == nil:
		fmt.Fprint(os.Stderr, "marked")
	case isSpent(err):
		fmt.Fprint(os.Stderr, "spent")
	default:
		fmt.Fprint(os.Stderr, err)
	}
	return 0
}

func TestNeitherCodeNorSecretIsKeptOrShown(t *testing.T) {
	s := spentIn(newDir(t), noon)
	if err := s.Spend(aliceDevice, "123456"); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(s.Dir, "spent.json"))
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(map[string]any{"pointer": s, "value": *s})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{string(kept), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%T %[1]v"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, *s))
	}
	hidden := []string{exampleSecret, "123456", fmt.Sprintf("%x", exampleSecret), fmt.Sprint(string([]byte(exampleSecret))), string(aliceDevice)}
	for _, text := range shown {
		for _, secret := range hidden {
			if strings.Contains(text, secret) {
				t.Errorf("%d characters of a secret in %d characters of text", len(secret), len(text))
			}
		}
	}
}
