package command

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
)

// shell is mfa-session [CODE]: reuse or issue the session, print it for a shell.
func (r *run) shell(c *cli.Context) error {
	if c.Bool("version") {
		r.out.WriteString(programName + " " + r.version + "\n")
		return nil
	}
	format, err := r.format(c)
	if err != nil {
		return err
	}
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	code, err := r.code(c)
	if err != nil {
		return err
	}
	hide := r.StdoutIsTerminal && !o.show
	who, s, err := r.obtain(c, o, demand{code: code, mustStore: hide})
	if err != nil {
		return err
	}
	if hide {
		command := commandFor(programName, who)
		if c.IsSet(formatOption) {
			command += " --format " + string(format)
		}
		r.tellStored(who, s, loadWith(format, command))
		return nil
	}
	text, err := format.Render(r.loaded(who, s), s.SerialNumber.AccountID())
	if err != nil {
		return err
	}
	r.out.WriteString(text)
	if r.inFunction {
		r.tell("the session of %s is loaded until %s", who.name(), r.clock(s.Credentials.Expires))
	}
	return nil
}

// loaded is the session as the formats take it.
func (r *run) loaded(who caller, s session.Session) credformat.Loaded {
	return credformat.Loaded{
		Credentials: s.Credentials,
		Profile:     who.profile,
		AccessKeyID: who.accessKeyID,
		Region:      who.exportRegion,
		Getenv:      r.getenv,
	}
}

// tellStored says what a person at a terminal has got, instead of printing secrets there, and how to load
// it into the shell, if it is for one.
func (r *run) tellStored(who caller, s session.Session, load string) {
	stored := fmt.Sprintf("the session of %s is stored until %s", who.name(), r.clock(s.Credentials.Expires))
	if load != "" {
		r.tell("%s", stored)
		r.tell("hint: to load it into this shell: %s", load)
		return
	}
	r.tell("%s; secrets are not printed on a terminal", stored)
	r.tell("hint: to see them add --show; to use them run: %s -- COMMAND", commandFor(programName+" exec", who))
}

// profileCommand is a command line that means the same profile again.
func profileCommand(command string, who caller) string {
	if who.profile == "" || who.nameless {
		return command
	}
	return command + " --profile " + hinted(who.profile)
}

// commandFor is one that means the same keychain too.
func commandFor(command string, who caller) string {
	command = profileCommand(command, who)
	if who.backend == "" {
		return command
	}
	return command + " --backend " + string(who.backend)
}

// loginFor is a command line that gets a session. Where none is kept, login has no use.
func loginFor(who caller, args ...string) string {
	if who.backend == keychain.None {
		return "eval \"$(" + strings.Join(append([]string{commandFor(programName, who)}, args...), " ") + ")\""
	}
	return strings.Join(append([]string{commandFor(programName+" login", who)}, args...), " ")
}
