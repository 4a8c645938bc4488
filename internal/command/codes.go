package command

import (
	"time"

	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

// codes are the ways to a token code for one run.
type codes struct {
	any     session.CodeSource    // what there is
	early   session.CodeSource    // for renewing a session that is still usable; nil for none
	chooser session.DeviceChooser // who chooses among several devices; nil for nobody
}

// codes finds who can give a code: the command line, else a program, else a person at the terminal.
// A program that we started asks us for nothing but what is stored, or it would wait for itself.
func (r *run) codes(who caller, o options, d demand) codes {
	if isOn(r.getenv("MFA_SESSION_ACTIVE")) {
		return codes{any: codesource.Nobody{}}
	}
	person := &codesource.Person{Terminal: r.terminal(), Owner: who.name()}
	c := codes{any: codesource.Nobody{}}
	if !o.noInput {
		c.any, c.chooser = person, person
	}
	if d.code != "" {
		c.any = &codesource.Argument{TokenCode: d.code}
		c.early = c.any
		return c
	}
	program := r.program(firstOf(o.codeCommand.value, who.mfaProcess))
	if program != nil {
		c.any = &codesource.Fallback{First: program, Second: c.any, Warn: func(err error) { r.warnFor(who, err) }}
	}
	c.early = c.any
	if d.helper {
		c.early = program
	}
	return c
}

// programTime is how long a program may take to print a code, a touch of a key included.
const programTime = 30 * time.Second

// program is a code source for a command line, nil for an empty one.
func (r *run) program(line string) session.CodeSource {
	if line == "" {
		return nil
	}
	return &codesource.Program{Command: r.command(line), Now: r.Now}
}

// command is a program that prints a secret line. What it says meanwhile ("Touch your YubiKey…")
// is for the person.
func (r *run) command(line string) codesource.Command {
	return codesource.Command{Line: line, GOOS: r.GOOS, Environ: r.childEnvironBus(), Stderr: &foreign{w: r.Stderr}, Limit: programTime}
}

// terminal is the one terminal of this run; it is opened when somebody is asked.
func (r *run) terminal() *terminal.Terminal {
	if r.tty == nil {
		r.tty = &terminal.Terminal{Asking: r.Listen}
	}
	return r.tty
}

// onTerminal tells a person who waits what is going on; without a terminal nobody.
func (r *run) onTerminal(line string) {
	if !r.quiet {
		_ = r.terminal().Tell(programName + ": " + line)
	}
}
