//go:build unix

package terminal

import (
	"strings"
	"syscall"
	"testing"
)

func TestSignalsLeaveATerminalThatEchoes(t *testing.T) {
	for _, question := range []struct{ scenario, prompt string }{{"secret", "Passphrase? "}, {"ask", "Code? "}} {
		for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(question.scenario+", "+s.String(), func(t *testing.T) {
				p := start(t, question.scenario)
				p.sees(question.prompt, 1)
				p.isSignalled(s)
				p.reportsThat(`"" context canceled`)
				if !p.echoes() {
					t.Error("the terminal does not echo")
				}
				p.sees(question.prompt+"\r\n", 1) // the cursor does not stay in the line
			})
		}
	}
}

func TestTheProgramIsToldBeforeTheTerminalChanges(t *testing.T) {
	p := start(t, "asking")
	p.reportsThat("echoes: true <nil>")
	p.sees("Passphrase? ", 1)
	if p.echoes() {
		t.Error("the terminal echoes while a secret is typed")
	}
	p.types("open sesame\n")
	p.reportsThat(`"open sesame" <nil>`)
}

func TestControlCEndsAQuestion(t *testing.T) {
	p := start(t, "secret")
	p.sees("Passphrase? ", 1)
	p.types("open\x03")
	p.reportsThat(`"" context canceled`)
	if !p.echoes() {
		t.Error("the terminal does not echo")
	}
}

func TestADeadlineEndsAQuestionAndTheNextIsAnswered(t *testing.T) {
	p := start(t, "deadline")
	p.reportsThat(`"" context deadline exceeded`)
	p.sees("Code? ", 1)
	if !p.echoes() {
		t.Error("the terminal does not echo")
	}
	p.types("123456\n")
	p.reportsThat(`"123456" <nil>`)
	p.sees("Passphrase? \r\nCode? 123456\r\n", 1)
}

func TestAStoppedProcessLeavesATerminalThatEchoes(t *testing.T) {
	p := start(t, "shell")
	p.sees("Passphrase? ", 1)
	for round := 1; round <= 2; round++ {
		p.types("half\x1a")
		p.reportsThat("stopped")
		if !p.echoes() {
			t.Error("the terminal does not echo while the process is stopped")
		}
		p.isCommanded("fg")
		p.sees("Passphrase? ", round+1)
		if p.echoes() {
			t.Error("the terminal echoes after the process went on")
		}
	}
	p.types("open sesame\n")
	p.reportsThat(`"open sesame" <nil>`)
	if !p.echoes() {
		t.Error("the terminal does not echo afterwards")
	}
	if strings.Contains(p.seen(), "sesame") {
		t.Error("the secret was seen")
	}
}

func TestAProcessThatNobodyWouldContinueDoesNotStop(t *testing.T) {
	p := start(t, "secret")
	p.sees("Passphrase? ", 1)
	p.types("half\x1a")
	p.sees("\r\nPassphrase? ", 1)
	if p.echoes() {
		t.Error("the terminal echoes")
	}
	p.types("open sesame\n")
	p.reportsThat(`"open sesame" <nil>`)
}

func TestAStopThatCannotBeCaughtIsRecoveredFrom(t *testing.T) {
	p := start(t, "ask")
	p.sees("Code? ", 1)
	p.isSignalled(syscall.SIGSTOP)
	p.isSignalled(syscall.SIGCONT)
	p.sees("Code? ", 2)
	p.types("123456\n")
	p.reportsThat(`"123456" <nil>`)
}

func TestRestoreIsForAProgramThatEndsWithinAQuestion(t *testing.T) {
	p := start(t, "restore")
	p.sees("Passphrase? ", 1)
	p.isCommanded("end")
	p.reportsThat(`"restored" <nil>`)
	if !p.echoes() {
		t.Error("the terminal does not echo")
	}
}
