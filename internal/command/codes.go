package command

import (
	"time"

	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/profile"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

// codes are the ways to a token code for one run.
type codes struct {
	any     session.CodeSource    // what there is
	early   session.CodeSource    // for renewing a session that is still usable; nil for none
	chooser session.DeviceChooser // who chooses among several devices; nil for nobody
}

// codes finds who can give a code: the command line, else a program, else a person, at the terminal
// or where there is none in a dialog. Only at the terminal a person chooses a device, or is asked
// before it must be. A program that we started asks us for nothing but what is stored, or it would
// wait for itself.
func (r *run) codes(who caller, o options, d demand) codes {
	switch {
	case isOn(r.getenv("MFA_SESSION_ACTIVE")):
		return codes{any: codesource.Nobody{}}
	case d.code != "":
		argument := &codesource.Argument{TokenCode: d.code}
		c := codes{any: argument, early: argument}
		if !o.noInput {
			c.chooser = r.person(who, r.terminal())
		}
		return c
	}
	c := codes{any: codesource.Nobody{}, early: codesource.Nobody{}}
	if !o.noInput {
		atTerminal := r.person(who, r.terminal())
		c.any = r.person(who, codesource.Either{First: r.terminal(), Second: r.dialogs(who)})
		c.early, c.chooser = atTerminal, atTerminal
	}
	if d.helper {
		c.early = nil
	}
	program := r.program(o.codeCommand.value, nil)
	if program == nil {
		program = r.program(who.mfaProcess, r.untrusted(who))
	}
	if program == nil {
		return c
	}
	warn := func(err error) { r.warnFor(who, err) }
	c.any = &codesource.Fallback{First: program, Second: c.any, Warn: warn}
	if c.early == nil {
		c.early = program
	} else {
		c.early = &codesource.Fallback{First: program, Second: c.early, Warn: warn}
	}
	return c
}

func (r *run) person(who caller, at codesource.Asker) *codesource.Person {
	return &codesource.Person{Terminal: at, Owner: who.name()}
}

// dialogs are for a process without a terminal.
func (r *run) dialogs(who caller) *codesource.Dialogs {
	return &codesource.Dialogs{
		Getenv: r.getenv, GOOS: r.GOOS, Now: r.Now, Environ: r.childEnvironBus(), Clean: terminal.Clean,
		Warn: func(err error) { r.warnFor(who, err) }, Asking: r.Listen,
	}
}

// programTime is how long a program may take to print a code, a touch of a key included.
const programTime = 30 * time.Second

// program is a code source for a command line, nil for an empty one.
func (r *run) program(line string, refused error) session.CodeSource {
	if line == "" {
		return nil
	}
	return &codesource.Program{Command: r.command(line), Now: r.Now, Refused: refused}
}

// untrustedError is a program that is named in a file which anybody may have written.
type untrustedError struct{ file *profile.FileError }

func (e *untrustedError) Error() string {
	return "it is named in a file that is not trusted: " + e.file.Error()
}

// untrusted is why a program that the files name is not run.
func (r *run) untrusted(who caller) error {
	if who.mfaProcess == "" {
		return nil
	}
	files := r.awsFiles()
	for _, path := range []string{files.ConfigPath, files.CredentialsPath} {
		if e, ok := asError[*profile.FileError](profile.Untrusted(path)); ok {
			return &untrustedError{e}
		}
	}
	return nil
}

// command is a program that prints a secret line. What it says meanwhile ("Touch your YubiKey…")
// is for the person.
func (r *run) command(line string) codesource.Command {
	return codesource.Command{Line: line, GOOS: r.GOOS, Environ: r.childEnvironBus(), Stderr: &foreign{w: r.Stderr}, Limit: programTime}
}

// terminal is the one terminal of this run; it is opened when somebody is asked.
func (r *run) terminal() *terminal.Terminal {
	if r.tty == nil {
		term := r.getenv("TERM")
		r.tty = &terminal.Terminal{Asking: r.Listen, Redraws: term != "" && term != "dumb"}
	}
	return r.tty
}

// onTerminal tells a person who waits what is going on; without a terminal nobody.
func (r *run) onTerminal(line string) {
	if !r.quiet {
		_ = r.terminal().Tell(programName + ": " + line)
	}
}
