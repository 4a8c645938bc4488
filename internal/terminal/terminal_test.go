//go:build unix

package terminal

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestAnAnswerIsTheLineThatIsTyped(t *testing.T) {
	p := start(t, "ask")
	p.sees("Code? ", 1)
	p.types("123 456\n")
	p.reportsThat(`"123 456" <nil>`)
	p.sees("Code? 123 456\r\n", 1)
}

func TestAnEmptyLineIsAnAnswer(t *testing.T) {
	p := start(t, "ask")
	p.sees("Code? ", 1)
	p.types("\n")
	p.reportsThat(`"" <nil>`)
}

func TestACarriageReturnEndsALine(t *testing.T) {
	p := start(t, "ask")
	p.sees("Code? ", 1)
	p.types("123456\r")
	p.reportsThat(`"123456" <nil>`)
}

func TestTwoQuestionsInARow(t *testing.T) {
	p := start(t, "ask twice")
	p.sees("First? ", 1)
	p.types("one\n")
	p.reportsThat(`"one" <nil>`)
	p.sees("Second? ", 1)
	p.types("two\n")
	p.reportsThat(`"two" <nil>`)
}

func TestPastedLinesAnswerOneQuestionEach(t *testing.T) {
	p := start(t, "ask twice")
	p.sees("First? ", 1)
	p.types("one\ntwo\n")
	p.reportsThat(`"one" <nil>`)
	p.reportsThat(`"two" <nil>`)
}

func TestWhatIsTypedAheadIsKept(t *testing.T) {
	p := start(t, "secret, then ask")
	p.sees("Passphrase? ", 1)
	p.types("open sesame\n123456\n")
	p.reportsThat(`"open sesame" <nil>`)
	p.reportsThat(`"123456" <nil>`)
}

func TestALongLineIsCutAndDoesNotAnswerTheNextQuestion(t *testing.T) {
	p := start(t, "ask twice")
	p.sees("First? ", 1)
	p.types(strings.Repeat("x", 3000) + "\n")
	p.reportsThat(`"` + strings.Repeat("x", MaxAnswer) + `" <nil>`)
	p.sees("Second? ", 1)
	p.types("two\n")
	p.reportsThat(`"two" <nil>`)
}

func TestALongSecretIsRefused(t *testing.T) {
	p := start(t, "secret, then ask")
	p.sees("Passphrase? ", 1)
	p.types(strings.Repeat("x", MaxAnswer+1) + "\n")
	p.reportsThat(`"" ` + ErrTooLong.Error())
	p.sees("Code? ", 1)
	p.types("123456\n")
	p.reportsThat(`"123456" <nil>`)
}

func TestASecretOfTheGreatestLengthIsTaken(t *testing.T) {
	p := start(t, "secret")
	p.sees("Passphrase? ", 1)
	p.types(strings.Repeat("x", MaxAnswer) + "\n")
	p.reportsThat(`"` + strings.Repeat("x", MaxAnswer) + `" <nil>`)
}

func TestEndOfInputIsNoAnswer(t *testing.T) {
	for _, test := range []struct{ name, typed string }{
		{"at the start of a line", "\x04"},
		{"within a line", "12\x04\x04"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t, "ask")
			p.sees("Code? ", 1)
			p.types(test.typed)
			p.reportsThat(`"" ` + ErrNoAnswer.Error())
			p.sees("\r\n", 1) // the cursor does not stay in the line
		})
	}
}

func TestASecretIsNotSeen(t *testing.T) {
	p := start(t, "secret")
	p.sees("Passphrase? ", 1)
	if p.echoes() {
		t.Error("the terminal echoes while a secret is typed")
	}
	p.types("open sesame\n")
	p.reportsThat(`"open sesame" <nil>`)
	p.sees("Passphrase? \r\n", 1)
	if !p.echoes() {
		t.Error("the terminal does not echo afterwards")
	}
}

func TestARawTerminalTakesALineAndIsRawAfterwards(t *testing.T) {
	p := start(t, "ask twice")
	p.sees("First? ", 1) // the terminal was as it should be, so nothing is to be restored
	p.setsMode(func(m *unix.Termios) {
		m.Lflag &^= unix.ICANON | unix.ECHO | unix.ISIG
		m.Iflag &^= unix.ICRNL
	})
	p.types("one\n")
	p.reportsThat(`"one" <nil>`)
	p.sees("Second? ", 1)
	if mode := p.mode(); mode.Lflag&unix.ICANON == 0 || mode.Lflag&unix.ECHO == 0 {
		t.Error("the terminal is raw during a question")
	}
	p.types("two\r")
	p.reportsThat(`"two" <nil>`)
	if p.mode().Lflag&unix.ICANON != 0 {
		t.Error("the terminal is not raw afterwards, as it was")
	}
}

func TestForeignTextIsCleaned(t *testing.T) {
	p := start(t, "foreign")
	p.sees("Code of ]0;xname? ", 1)
	if strings.ContainsAny(p.seen(), "\x1b\x07\u202e") {
		t.Errorf("the screen got %q", p.seen())
	}
}

func TestTellShowsALine(t *testing.T) {
	p := start(t, "tell")
	p.sees("a[31mb\r\n", 1)
	p.reportsThat(`"" <nil>`)
}

func TestAvailableAtATerminal(t *testing.T) {
	p := start(t, "available")
	p.reportsThat(`"" <nil>`)
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	for _, scenario := range []string{"available", "ask", "secret", "tell"} {
		t.Run(scenario, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), scenarioVariable+"="+scenario)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			output, err := cmd.Output()
			if err != nil || !strings.Contains(string(output), ErrNoTerminal.Error()) {
				t.Errorf("got %q, %v", output, err)
			}
		})
	}
}

func TestNobodyIsAskedFromTheBackground(t *testing.T) {
	p := start(t, "shell in the background")
	p.reportsThat(`"" there is no terminal: this process is in the background`)
}
