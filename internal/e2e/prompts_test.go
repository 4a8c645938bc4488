//go:build unix

package e2e_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

const (
	codePrompt       = "Token code of alice-phone (profile default, account 111122223333): "
	passphrasePrompt = "Passphrase of the session files: "
	newPrompt        = "New passphrase for the session files: " // the first time
	againPrompt      = "The same once more: "
	chooserPrompt    = "Which one, 1 to 2? "
)

// issued checks how often AWS was asked for a session.
func (w *world) issued(t *testing.T, want int) {
	t.Helper()
	if n := w.server.Calls("GetSessionToken"); n != want {
		t.Errorf("GetSessionToken was called %d times, want %d", n, want)
	}
}

func TestTheRightCodeIsTyped(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "--format", "process")
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	r := s.ends(0)
	if !strings.HasPrefix(r.stdout, `{"Version":1,"AccessKeyId":"ASIA`) || r.stderr != "" {
		t.Errorf("stdout has %d bytes, stderr: %s", len(r.stdout), r.stderr)
	}
	if strings.Contains(s.seen(), "AccessKeyId") || strings.Count(s.seen(), "\n") != 1 {
		t.Errorf("the screen: %q", s.seen())
	}
	w.issued(t, 1)
}

func TestTheCodeIsTypedInTwoGroups(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "login")
	s.sees(codePrompt, 1)
	code := w.server.Code(alicePhone)
	s.types(" " + code[:3] + " " + code[3:] + " \n")
	s.ends(0)
	w.issued(t, 1)
}

func TestAWrongCodeThenTheRightOne(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "login")
	s.sees(codePrompt, 1)
	s.types("000000\n")
	s.sees("AWS did not accept this code; wait for the next one.", 1)
	s.sees(codePrompt, 2)
	s.types(w.server.Code(alicePhone) + "\n")
	if r := s.ends(0); r.stdout != "" || !strings.Contains(r.stderr, "is stored until") {
		t.Errorf("stdout has %d bytes, stderr: %s", len(r.stdout), r.stderr)
	}
	w.issued(t, 2)
}

func TestThreeWrongCodes(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session")
	for i, code := range []string{"000000", "000001", "000002"} {
		s.sees(codePrompt, i+1)
		s.types(code + "\n")
	}
	r := s.ends(5)
	if r.stdout != "false;\n" || !strings.HasPrefix(r.stderr, "mfa-session: AWS did not accept the token code") {
		t.Errorf("stdout %q, stderr: %s", r.stdout, r.stderr)
	}
	w.issued(t, 3)
}

// What was no code, what was refused and what was used before count alike.
func TestThreeQuestionsAreAllThereAre(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "login")
	for i, answer := range []string{"12345", "000000", "000000"} {
		s.sees(codePrompt, i+1)
		s.types(answer + "\n")
	}
	if r := s.ends(5); !strings.HasPrefix(r.stderr, "mfa-session: this token code of ") {
		t.Errorf("stderr: %s", r.stderr)
	}
	w.issued(t, 1)
}

func TestACodeTypedTwiceIsSentOnce(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session")
	s.sees(codePrompt, 1)
	s.types("000000\n")
	s.sees(codePrompt, 2)
	s.types("000000\n")
	s.sees("This code was used already; the device shows the next one in ", 1)
	s.sees(codePrompt, 3)
	s.types(w.server.Code(alicePhone) + "\n")
	s.ends(0)
	w.issued(t, 2)
}

func TestWhatIsNoCodeIsNotSent(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "credential-process")
	for i, answer := range []string{"", "hunter2EXAMPLE"} {
		s.sees(codePrompt, i+1)
		s.types(answer + "\n")
		s.sees("That is not a token code: type the six digits that the device shows.", i+1)
	}
	s.sees(codePrompt, 3)
	s.types(w.server.Code(alicePhone) + "\n")
	s.ends(0)
	w.issued(t, 1)

	s = w.sit(t, nil, nil, "mfa-session", "login", "--refresh")
	for i, answer := range []string{"12345", "1234567", "１２３４５６"} {
		s.sees(codePrompt, i+1)
		s.types(answer + "\n")
	}
	r := s.ends(6)
	if r.stdout != "" || !strings.Contains(r.stderr, "nobody gave a token code") {
		t.Errorf("stdout %q, stderr: %s", r.stdout, r.stderr)
	}
	w.issued(t, 1)
}

// TestAQuestionThatEnds: however it does, the terminal is left as it was.
func TestAQuestionThatEnds(t *testing.T) {
	for _, c := range []struct {
		name   string
		act    func(s *seat)
		code   int
		stderr string
	}{
		{"ctrl-D", func(s *seat) { s.types("\x04") }, 6, "mfa-session: nobody gave a token code"},
		{"ctrl-C", func(s *seat) { s.types("\x03") }, 130, ""},
		{"ctrl-C behind some digits", func(s *seat) { s.types("123\x03") }, 130, ""},
		{"ctrl-\\", func(s *seat) { s.types("\x1c") }, 131, ""},
		{"SIGINT", func(s *seat) { s.isSent(syscall.SIGINT) }, 130, ""},
		{"SIGTERM", func(s *seat) { s.isSent(syscall.SIGTERM) }, 143, ""},
		{"SIGHUP", func(s *seat) { s.isSent(syscall.SIGHUP) }, 129, ""},
	} {
		for _, question := range []struct {
			prompt  string
			env     []string
			devices int
		}{
			{codePrompt, nil, 1},
			{newPrompt, []string{"MFA_SESSION_PASSPHRASE="}, 1},
			{chooserPrompt, nil, 2},
		} {
			t.Run(c.name+" at "+question.prompt[:4], func(t *testing.T) {
				t.Parallel()
				w := startWorld(t)
				if question.devices > 1 {
					w.server.AddVirtualDevice(alice, "tablet")
				}
				s := w.sit(t, nil, question.env, "mfa-session")
				s.sees(question.prompt, 1)
				c.act(s)
				want, says := c.code, c.stderr
				if says != "" && question.devices > 1 {
					says = "mfa-session: no device was chosen\nmfa-session: hint: name one: "
				}
				if want == 6 && question.env != nil {
					want = 7 // no passphrase, no keychain
				}
				r := s.ends(want)
				if r.stdout != "false;\n" || want == c.code && !strings.HasPrefix(r.stderr, says) || says == "" && r.stderr != "" {
					t.Errorf("stdout %q, stderr: %s", r.stdout, r.stderr)
				}
				w.issued(t, 0)
			})
		}
	}
}

// TestStdinIsLeftAlone: the question is asked at the terminal, and what is piped in is for others.
func TestStdinIsLeftAlone(t *testing.T) {
	w := startWorld(t)
	const piped = "000000\nfor somebody else\n"
	stdin := func(s *seat) { s.cmd.Stdin = strings.NewReader(piped) }
	s := w.sit(t, stdin, nil, "sh", "-c", "mfa-session login && exec cat")
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	if r := s.ends(0); r.stdout != piped {
		t.Errorf("what is left of stdin: %q, want %q", r.stdout, piped)
	}
	w.issued(t, 1)

	s = w.sit(t, stdin, nil, "mfa-session", "exec", "--refresh", "--", "cat")
	s.sees(codePrompt, 1)
	s.types(w.server.Code(alicePhone) + "\n")
	if r := s.ends(0); r.stdout != piped || r.stderr != "" {
		t.Errorf("what the command reads: %q, want %q; stderr: %s", r.stdout, piped, r.stderr)
	}
}

func TestThePassphraseIsAskedAndNotShown(t *testing.T) {
	w := startWorld(t)
	env := []string{"MFA_SESSION_PASSPHRASE="}
	const typed = "typed-EXAMPLE-passphrase"
	s := w.sit(t, nil, env, "mfa-session", "login")
	s.sees(newPrompt, 1)
	if s.echoes() {
		t.Error("the terminal echoes the passphrase")
	}
	s.types(typed + "\n")
	s.sees(againPrompt, 1)
	if s.echoes() {
		t.Error("the terminal echoes the passphrase the second time")
	}
	s.types(typed + "\n")
	s.sees(codePrompt, 1)
	if !s.echoes() {
		t.Error("the terminal does not echo the code")
	}
	s.types(w.server.Code(alicePhone) + "\n")
	s.ends(0)
	if strings.Contains(s.seen(), "typed") {
		t.Errorf("the screen: %q", s.seen())
	}

	s = w.sit(t, nil, env, "mfa-session", "credential-process")
	s.sees(passphrasePrompt, 1)
	s.types(typed + "\n")
	s.ends(0)

	s = w.sit(t, nil, env, "mfa-session", "credential-process")
	s.sees(passphrasePrompt, 1)
	s.types("another-EXAMPLE-passphrase\n")
	if r := s.ends(7); !strings.Contains(r.stderr, "wrong passphrase") {
		t.Errorf("stderr: %s", r.stderr)
	}
	w.issued(t, 1)
}

// TestANewPassphraseIsTypedTwice: a slip the first time would lock the person out of all that is
// stored after it.
func TestANewPassphraseIsTypedTwice(t *testing.T) {
	env := []string{"MFA_SESSION_PASSPHRASE="}
	t.Run("a slip is asked again", func(t *testing.T) {
		w := startWorld(t)
		s := w.sit(t, nil, env, "mfa-session", "login")
		for i, typed := range []string{"slip-EXAMPLE-passphrase", "right-EXAMPLE-passphrase"} {
			s.sees(newPrompt, i+1)
			s.types(typed + "\n")
			s.sees(againPrompt, i+1)
			s.types("right-EXAMPLE-passphrase\n")
		}
		s.sees(codePrompt, 1)
		s.types(w.server.Code(alicePhone) + "\n")
		s.ends(0)
		if n := strings.Count(s.seen(), "mfa-session: the two are not the same"); n != 1 {
			t.Errorf("the screen says it %d times: %q", n, s.seen())
		}
		if r := w.run(t, []string{"MFA_SESSION_PASSPHRASE=right-EXAMPLE-passphrase"}, "mfa-session", "credential-process"); r.code != 0 {
			t.Errorf("exit code %d with what was typed twice: %s", r.code, r.stderr)
		}
		w.issued(t, 1)
	})
	t.Run("never the same", func(t *testing.T) {
		w := startWorld(t)
		s := w.sit(t, nil, env, "mfa-session", "login")
		for i := range 3 {
			s.sees(newPrompt, i+1)
			s.types("one-EXAMPLE\n")
			s.sees(againPrompt, i+1)
			s.types("another-EXAMPLE\n")
		}
		if r := s.ends(7); !strings.Contains(r.stderr, "no passphrase: it was never typed twice the same\nmfa-session: hint: ") {
			t.Errorf("stderr: %s", r.stderr)
		}
		w.issued(t, 0)
	})
	t.Run("an empty one", func(t *testing.T) {
		w := startWorld(t)
		s := w.sit(t, nil, env, "mfa-session", "login")
		s.sees(newPrompt, 1)
		s.types("\n")
		if r := s.ends(7); !strings.Contains(r.stderr, "no passphrase: it is empty") {
			t.Errorf("stderr: %s", r.stderr)
		}
		w.issued(t, 0)
	})
}

func TestNobodyIsAskedWithNoInput(t *testing.T) {
	w := startWorld(t)
	s := w.sit(t, nil, nil, "mfa-session", "login", "--no-input")
	s.ends(6)
	s = w.sit(t, nil, []string{"MFA_SESSION_NO_INPUT=1", "MFA_SESSION_PASSPHRASE="}, "mfa-session", "login")
	s.ends(7)
	if s.seen() != "" {
		t.Errorf("the screen: %q", s.seen())
	}
	s = w.sit(t, nil, []string{"MFA_SESSION_ACTIVE=1"}, "mfa-session", "exec", "true")
	s.ends(6)
	w.issued(t, 0)
}

// TestTheSecondsToTheNextCodeAreCounted at a terminal that can redraw a line; the cursor stays. Where
// one second was left, the line is redrawn but once.
func TestTheSecondsToTheNextCodeAreCounted(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	wide := func(s *seat) {
		if err := pty.Setsize(s.theirs, &pty.Winsize{Rows: 24, Cols: 100}); err != nil {
			t.Fatal(err)
		}
	}
	s := w.sit(t, wide, []string{"TERM=xterm"}, "mfa-session", "login")
	for i := range 2 {
		s.sees(codePrompt, i+1)
		s.types("000000\n")
	}
	s.sees("\x1b7\x1b[1A\rThis code was used already; the device shows the next one ", 1)
	s.types(w.server.Code(alicePhone) + "\n")
	if r := s.ends(0); r.stdout != "" || strings.Contains(r.stderr, "\x1b") {
		t.Errorf("stdout %q, stderr: %q", r.stdout, r.stderr)
	}
	w.issued(t, 2)
}
